"""A message flow leads to or from an event that is no message event.

A message that comes to an event is what the event waits for; a message that leaves one is what it throws. Both must
be drawn as message events.

    pool -- message --> message start event                           accepted
    pool -- message --> start event without a trigger                 refused

Source: BPMN 2.0.2, 10.5 (message flow connections).
"""

from collections.abc import Iterator

from processes.checks.reach import has_event
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import EVENT_KINDS, place_of, plain_ref

RULE = Rule(
    "event.message-flow",
    why="The process would begin or end without the message that is drawn.",
    remedy="Make the event a message event, or let the message flow end elsewhere.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events at the ends of message flows that wait for or throw no message."""
    for flow in subject.model.every("messageFlow"):
        for attribute, word in (("sourceRef", "sends"), ("targetRef", "receives")):
            node = subject.model.nodes.get(plain_ref(flow.get(attribute)))
            if node is not None and node.kind in EVENT_KINDS and not has_event(node, "message"):
                yield Fault(place_of(node.xml), f"{word} a message but is no message event")
