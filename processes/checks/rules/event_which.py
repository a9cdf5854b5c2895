"""An event does not say which message, signal, error or escalation it means.

Without it an error or escalation event takes any, and a message or signal event has to be guessed.

    <messageEventDefinition messageRef="answer"/>                     accepted
    <messageEventDefinition/>                                         a warning

Source: our own advice; BPMN 2.0.2, 10.5.5 lets the reference out.
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ROOT_EVENTS, place_of

RULE = Rule(
    "event.which",
    why="Nobody can tell which one is meant, and another may be taken for it.",
    remedy="Choose it at the event.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events that name none."""
    for node in subject.model.nodes.values():
        for one in node.events:
            if one.kind in ROOT_EVENTS and not one.ref:
                yield Fault(place_of(node.xml), f"does not say which {one.kind} it means")
