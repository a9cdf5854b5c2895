"""What rules look at: one file, and what lies round it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from deadlines.rounds import Round
from processes.model import Model
from processes.xml import APPROVALS


@dataclass(frozen=True, eq=False)
class Subject:
    """One file under check.

    name: its file name. source: its bytes. files: the library round it by name (`stages/plan.bpmn`), the file itself
    included. rounds: whose deadlines timers may name. publishing: whether it is to be published, which asks more.
    """

    name: str
    source: bytes = field(repr=False)
    model: Model
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    rounds: tuple[Round, ...] = ()
    publishing: bool = False
    lies_in_library: bool = False

    @cached_property
    def in_library(self) -> bool:
        """Whether rules about forms, roles and deadlines apply: it lies in a library or carries our marks."""
        return self.lies_in_library or any(_marked(scope.xml) for scope in self.model.processes)


def _marked(process: object) -> bool:
    elements = process.iter() if hasattr(process, "iter") else ()
    prefix = f"{{{APPROVALS}}}"
    return any(
        isinstance(e.tag, str) and (e.tag.startswith(prefix) or any(str(k).startswith(prefix) for k in e.attrib))
        for e in elements
    )
