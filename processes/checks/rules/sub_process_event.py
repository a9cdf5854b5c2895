"""An event sub-process does not begin with exactly one event.

An event sub-process is begun by its own start event, so it has exactly one, and no other.

    event sub-process with one message start event                    accepted
    event sub-process with two start events, or with none             refused

What the start event may wait for is the rule `event.kind`.

Source: BPMN 2.0.2, 10.3 (event sub-process).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "sub-process.event",
    why="It would never be begun, or nobody could tell by what.",
    remedy="Give it exactly one start event that waits for something; draw a second sub-process for a second event.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the event sub-processes without exactly one start event."""
    for node in subject.model.nodes.values():
        if node.is_event_sub_process:
            inner = subject.model.scopes[node.id].nodes
            starts = sum(one.kind == "startEvent" for one in inner)
            if starts != 1 and inner:
                yield Fault(node.id, f"is an event sub-process with {starts or 'no'} start events")
