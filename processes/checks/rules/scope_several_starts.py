"""A process or sub-process has several start events without a trigger.

When a case is opened, one of them begins and it is not drawn which. A case has one beginning; other beginnings wait
for a message or a timer.

    one start event without a trigger                                 accepted
    two start events without a trigger in one process                 a warning, in a library an error

Source: BPMN 2.0.2, 10.5 (multiple start events).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "scope.several-starts",
    why="Nobody can tell where a run begins.",
    remedy="Keep one of them, or give each of the others what it waits for.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the second and later start events of a scope that wait for nothing."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for scope in subject.model.scopes.values():
        plain = [node for node in scope.nodes if node.kind == "startEvent" and not node.events]
        for node in plain[1:]:
            yield Fault(node.id, "is another start event without a trigger", severity=severity)
