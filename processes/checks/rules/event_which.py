"""An event does not say which message, signal, error or escalation it means.

Without it an error or escalation event takes any, and a signal event has to be guessed. In a process that is to be
run a message event has to say it, unless a message flow shows it.

    <messageEventDefinition messageRef="answer"/>                     accepted
    <signalEventDefinition/>                                          a warning
    <messageEventDefinition/> in an executable process                refused

Source: BPMN 2.0.2, 10.5 (the message must be supplied when the process is executable); else our own advice.
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.languages import to_be_run
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ROOT_EVENTS, EventDefinition, Model, Node, place_of

RULE = Rule(
    "event.which",
    why="Nobody can tell which one is meant, and another may be taken for it.",
    remedy="Choose it at the event.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events that name none."""
    flows = {end for flow in subject.model.message_flows for end in flow}
    for node in subject.model.nodes.values():
        for one in node.events:
            if one.kind in ROOT_EVENTS and not one.ref:
                severity = ERROR if node.id not in flows and _must_say(subject.model, node, one) else WARNING
                yield Fault(place_of(node.xml), f"does not say which {one.kind} it means", severity=severity)


def _must_say(model: Model, node: Node, event: EventDefinition) -> bool:
    own = event.xml is not None and event.xml.getparent() is node.xml
    return event.kind == "message" and own and to_be_run(model, node.xml)
