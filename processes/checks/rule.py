"""What a rule is. A file in `rules/` holds one `RULE`; its docstring is its page in the docs.

    '''A condition on a flow that leaves no gateway.

    (Paragraphs for the page: what the rule looks for, with an example; source.)
    '''
    RULE = Rule("flow.condition-elsewhere", why="It would ...", remedy="Draw ...")

    @RULE.judges
    def faults(subject: Subject) -> Iterator[Fault]:
        for flow in subject.model.flows.values():
            if ...:
                yield Fault(flow.id, "carries a condition but leaves no gateway")

The message of a finding is put together here, so that every one has the same shape:
"'Approve' (approve) carries a condition but leaves no gateway. It would ... Draw ..."
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from processes.checks.finding import ERROR, Finding
from processes.checks.subject import Subject

EVERY_FILE = "every file"
LIBRARY = "the library"
PUBLISHING = "publishing"


@dataclass(frozen=True)
class Fault:
    """One place where a rule is broken.

    what: the rest of a sentence whose subject is the element, without a full stop. why, remedy, severity, rule: in
    place of the rule's own, when the place calls for another (`rule` for families such as `unsupported.*`).
    """

    element: str
    what: str
    why: str = ""
    remedy: str = ""
    severity: str = ""
    rule: str = ""
    trace: tuple[str, ...] = ()


@dataclass
class Rule:
    """One rule. scope: EVERY_FILE judges plain BPMN; LIBRARY judges processes with our marks or in a library;
    PUBLISHING is asked only of what is to be published. why and remedy are whole sentences. at_load: whether it is also
    asked when a diagram is loaded to be run; what explores every run is asked before publishing only. stands_back:
    whether its finding is left out where another rule has an error for the same element."""

    name: str
    why: str
    remedy: str
    severity: str = ERROR
    scope: str = EVERY_FILE
    at_load: bool = True
    stands_back: bool = False
    _judge: Callable[[Subject], Iterable[Fault]] | None = field(default=None, repr=False)

    def judges(self, judge: Callable[[Subject], Iterable[Fault]]) -> Callable[[Subject], Iterable[Fault]]:
        """Take the function that finds the faults."""
        self._judge = judge
        return judge

    @property
    def page(self) -> str:
        """The docstring of the file that the rule stands in: a title, what it looks for, an example, a source."""
        return inspect.cleandoc(getattr(inspect.getmodule(self._judge), "__doc__", None) or "")

    def applies_to(self, subject: Subject) -> bool:
        """Whether the rule is asked of this subject."""
        if self.scope == PUBLISHING:
            return subject.publishing
        return self.scope == EVERY_FILE or subject.in_library or subject.publishing

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield what the rule has to say. Every message names the element, what is wrong, why, and what to do."""
        if self._judge is None or not self.applies_to(subject):
            return
        for fault in self._judge(subject):
            sentence = f"{subject.model.label(fault.element)} {fault.what}."
            message = f"{sentence} {fault.why or self.why} {fault.remedy or self.remedy}"
            name = fault.rule or self.name
            yield Finding(name, fault.severity or self.severity, fault.element, message, fault.trace)
