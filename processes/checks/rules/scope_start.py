"""A process or sub-process has no start event, or no end event.

Without a start event everything that nothing leads to begins at once; without an end event everything that leads
nowhere ends its way. That is legal and runs as drawn, but readers have to search. Where one of the two is drawn,
the other should be too.

    start -> approve -> end                                           accepted
    approve -> publish                                                a warning, in a library an error

Source: BPMN 2.0.2, 10.5.2 and 10.5.3.
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.reach import has_end, has_start, is_ad_hoc
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "scope.start",
    why="Where a run begins and where it is over has to be guessed.",
    remedy="Draw a start event before the first step and an end event after each last one.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the processes and sub-processes without a start or an end event."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for scope in subject.model.scopes.values():
        if not scope.nodes or is_ad_hoc(scope):
            continue
        if not has_start(scope):
            yield Fault(place_of(scope.xml), "has no start event", severity=severity)
        if not has_end(scope):
            yield Fault(place_of(scope.xml), "has no end event", severity=severity)
