"""What rules look at: one file, and what lies round it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from deadlines.rounds import Round
from processes.checks.assembly import Library, Part
from processes.checks.law.runs import Runs, known_runs, law_for
from processes.checks.law.statute import UnusableLaw
from processes.elements import Element, ProcessMarks, elements_of, processes_of
from processes.model import Model
from processes.xml import APPROVALS


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What lies round a file under check.

    files: the library by name (`stages/plan.bpmn`). rounds: whose deadlines timers may name. roles: the ids that a
    step may name, none when they are not known. publishing: whether the file is to be published, which asks more.
    lies_in_library: whether the file itself is one of the library.
    """

    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    rounds: tuple[Round, ...] = ()
    roles: tuple[str, ...] = ()
    publishing: bool = False
    lies_in_library: bool = False


@dataclass(frozen=True, eq=False)
class Subject:
    """One file under check. name: its file name. source: its bytes. around: what lies round it."""

    name: str
    source: bytes = field(repr=False)
    model: Model
    around: Surroundings = field(default_factory=Surroundings)

    @property
    def publishing(self) -> bool:
        """Whether it is to be published."""
        return self.around.publishing

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds whose deadlines timers may name."""
        return self.around.rounds

    @cached_property
    def in_library(self) -> bool:
        """Whether rules about forms, roles, deadlines and names apply: it lies in a library or carries our marks."""
        return self.around.lies_in_library or any(_marked(scope.xml) for scope in self.model.processes)

    @cached_property
    def library(self) -> Library:
        """The files round it, read; it comes first, so that it stands for its process in place of a published one."""
        others = {name: source for name, source in self.around.files.items() if name != self.name}
        return Library({self.name: self.source, **others})

    @cached_property
    def elements(self) -> dict[str, Element]:
        """The flow nodes by id, as our marks describe them; those to which the file gives no id are not among them."""
        return {element.id: element for element in elements_of(self.model.root) if element.id}

    @cached_property
    def marks(self) -> tuple[ProcessMarks, ...]:
        """What the processes of the file say of themselves."""
        return tuple(processes_of(self.model.root))

    @cached_property
    def statutory(self) -> bool:
        """Whether it is a statutory path, or a stage of one."""
        mine = {marks.id for marks in self.marks}
        above = {caller for process in mine for caller in self.library.callers_of(process)}
        parts = [self.library.parts[caller] for caller in above]
        return any(marks.statutory for marks in [*self.marks, *(one for part in parts for one in part.marks)])

    @cached_property
    def wholes(self) -> tuple[tuple[str, tuple[Part, ...]], ...]:
        """The paths that this file is a part of, with all their parts: (process id, parts). A path, or a stage that
        nobody calls, is its own whole."""
        tops: dict[str, None] = {}
        for scope in self.model.processes:
            for top in self.library.callers_of(scope.id) or [scope.id]:
                tops[top] = None
        return tuple((top, tuple(self.library.called_from(top))) for top in tops)

    @cached_property
    def runs(self) -> tuple[tuple[str, Runs], ...]:
        """Every run of the paths that this file is a part of: (process id, what they show). None are looked at when the
        law cannot be read; see `law_problem`."""
        if self.law_problem:
            return ()
        return tuple((top, known_runs(self.library, top, self.rounds)) for top, _ in self.wholes)

    @cached_property
    def law_problem(self) -> str:
        """Why the law that a statutory path is held to cannot be read; empty when it can, or when none is for it."""
        try:
            for top, parts in self.wholes:
                law_for(self.library, top, parts)
        except UnusableLaw as problem:
            return str(problem)
        return ""

    @cached_property
    def taken(self) -> frozenset[str] | None:
        """The flows that some run takes; None when not every run was looked at."""
        shown = [one for _, one in self.runs]
        if self.law_problem or not all(one.decided for one in shown):
            return None
        return frozenset(flow for one in shown for flow in one.taken)

    def place(self, at: str) -> str:
        """Return the element of this file that a place in a whole path stands in or is called from.

        at: the element, after the calls that lead to it (`call_plan/agree_plan`). The process, when it is elsewhere.
        """
        own = [part for part in reversed(at.split("/")) if part in self.model.nodes]
        return own[0] if own else self.model.processes[0].id

    def owns(self, at: str) -> bool:
        """Return whether a place in a whole path stands in this file or is called from it."""
        return any(part in self.model.nodes for part in at.split("/"))


def _marked(process: etree._Element) -> bool:
    prefix = f"{{{APPROVALS}}}"
    return any(
        isinstance(element.tag, str)
        and (element.tag.startswith(prefix) or any(prefix in key for key in _keys(element)))
        for element in process.iter()
    )


def _keys(element: etree._Element) -> Iterator[str]:
    return (str(key) for key in element.attrib)
