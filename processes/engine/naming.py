"""What events wait for and throw, by name: messages, signals, conditions, codes of errors."""

from dataclasses import dataclass

from processes.model import EventDefinition, Model, Node, plain_ref


@dataclass(frozen=True)
class Named:
    """One thing that happens. kind: as `EventDefinition.kind`. name: the message's or signal's name, the condition,
    the code of an error or escalation; empty, when the drawing gives none."""

    kind: str
    name: str


def named(model: Model, element: str, definition: EventDefinition) -> Named:
    """Return what one definition of an event stands for.

    A message without a reference is known by the message flow that leads to where it is waited for.
    """
    if definition.kind == "conditional":
        return Named("conditional", definition.text)
    if definition.ref:
        return Named(definition.kind, model.named.get(definition.ref, definition.ref))
    flows = model.message_flows if definition.kind == "message" else ()
    targets = [target for source, target in flows if element in (source, target)]
    return Named(definition.kind, f"to {targets[0]}" if targets else "")


def happenings(model: Model) -> dict[str, Named]:
    """Return what every event, send task and receive task with one definition waits for or throws, by its id."""
    found = {node.id: named(model, node.id, node.events[0]) for node in model.nodes.values() if len(node.events) == 1}
    for node in model.nodes.values():
        if node.kind in ("sendTask", "receiveTask"):
            found[node.id] = named(model, node.id, message_of(node))
    return found


def message_of(node: Node) -> EventDefinition:
    """Return the message of a send or receive task."""
    return EventDefinition("message", ref=plain_ref(node.xml.get("messageRef")), xml=node.xml)
