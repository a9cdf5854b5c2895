"""An event-based gateway does not lead to events that can decide.

An event-based gateway waits until the first of its events happens. So it has at least two ways out, each leads
straight to an event that waits for a message, a timer, a condition or a signal, or to a receive task, and nothing
else leads to these. Receive tasks and message events do not stand side by side, a receive task there has no
boundary event, and only a gateway that starts the process may wait for all of its events.

    gateway -> message event, gateway -> timer event                  accepted
    gateway -> message event, gateway -> task                         refused

Source: BPMN 2.0.2, 10.6 (event-based gateway).
"""

from collections.abc import Iterator

from processes.checks.reach import has_event, is_true
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Node

RULE = Rule(
    "gateway.events",
    why="The gateway could not wait for it, so the wrong way would be taken, or none.",
    remedy="Let the gateway lead straight to two or more message, timer, conditional or signal events.",
)
_WAITED_FOR = {"message", "timer", "conditional", "signal"}


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what keeps event-based gateways from deciding."""
    for node in subject.model.nodes.values():
        if node.kind == "eventBasedGateway":
            yield from _of_gateway(subject.model, node)


def _of_gateway(model: Model, gateway: Node) -> Iterator[Fault]:
    leaving = model.outgoing.get(gateway.id, ())
    targets = [model.nodes[flow.target] for flow in leaving if flow.target in model.nodes]
    if len(leaving) < 2:
        yield Fault(gateway.id, f"waits for events but has {len(leaving) or 'no'} outgoing flow")
    if gateway.xml.get("eventGatewayType") == "Parallel" and not is_true(gateway, "instantiate"):
        yield Fault(gateway.id, "waits for all of its events although it does not start the process")
    if any(one.kind == "receiveTask" for one in targets) and any(has_event(one, "message") for one in targets):
        yield Fault(gateway.id, "waits for a receive task and for a message event")
    for target in targets:
        what = _wrong(model, target)
        if what:
            yield Fault(target.id, f"is waited for by {model.label(gateway.id)} and {what}")


def _wrong(model: Model, target: Node) -> str:
    catches = target.kind == "intermediateCatchEvent" and {one.kind for one in target.events} <= _WAITED_FOR
    if not catches and target.kind != "receiveTask":
        return "is nothing that it can wait for"
    if len(model.incoming[target.id]) > 1:
        return "is led to by another flow too"
    if target.kind == "receiveTask" and model.boundaries.get(target.id):
        return "has a boundary event"
    return ""
