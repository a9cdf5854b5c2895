"""A process or sub-process has no end event.

Without an end event everything that leads nowhere ends its way. That runs as drawn, but readers have to search.
Where a start event is drawn, an end event should be too.

    start -> approve -> end                                           accepted
    start -> approve                                                  a warning, in a library an error

Source: BPMN 2.0.2, 10.5 (where there is a start event there is an end event).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.reach import has_end, is_ad_hoc
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "scope.end",
    why="Where a run is over has to be guessed.",
    remedy="Draw an end event after each last step.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the processes and sub-processes without an end event."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for scope in subject.model.scopes.values():
        if scope.nodes and not is_ad_hoc(scope) and not has_end(scope):
            yield Fault(place_of(scope.xml), "has no end event", severity=severity)
