"""A process or sub-process has no start event.

Without a start event everything that nothing leads to begins at once. That is legal and runs as drawn, but readers
have to search. Where an end event is drawn, a start event should be too.

    start -> approve -> end                                           accepted
    approve -> end                                                    a warning, in a library an error

Source: BPMN 2.0.2, 10.5 (where there is an end event there is a start event).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.reach import has_start, is_ad_hoc
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "scope.start",
    why="Where a run begins has to be guessed.",
    remedy="Draw a start event before the first step.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the processes and sub-processes without a start event."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for scope in subject.model.scopes.values():
        if scope.nodes and not is_ad_hoc(scope) and not has_start(scope):
            yield Fault(place_of(scope.xml), "has no start event", severity=severity)
