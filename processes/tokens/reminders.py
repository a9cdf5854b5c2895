"""Ways on which several tokens do no harm: a reminder that leads to an end and that nothing else waits for.

A non-interrupting event may happen again while what it began is still going on. Where that leads only to ends, and
no other part of the process can see it, the second token changes nothing; so the net lets one through at a time, and
the states stay few. Everywhere else a repeated event is what it is: two tokens on one flow.
"""

from processes.model import Model, Node

JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")
SEEN_ELSEWHERE = ("terminate", "error", "escalation", "cancel", "signal", "link")
"""What an event on the way may do that others notice."""


def quiet_way(model: Model, event: Node) -> frozenset[str]:
    """Return the ids of the nodes on the ways of a non-interrupting event, itself included; none when others see it."""
    way, edge = {event.id}, [event.id]
    while edge:
        for near in _near(model, model.nodes[edge.pop()]):
            if near not in way:
                way.add(near)
                edge.append(near)
    return frozenset(way) if all(_quiet(model, model.nodes[one], way) for one in way) else frozenset()


def _near(model: Model, node: Node) -> set[str]:
    """Return what belongs to a way with this node: what follows, what may interrupt it, other events that lead in."""
    after = {flow.target for flow in model.outgoing.get(node.id, ()) if flow.target in model.nodes}
    events = {boundary.id for boundary in model.boundaries.get(node.id, ())}
    return after | events | {one.id for one in _sources(model, node) if _is_side_event(one)}


def _sources(model: Model, node: Node) -> list[Node]:
    return [model.nodes[flow.source] for flow in model.incoming.get(node.id, ()) if flow.source in model.nodes]


def _is_side_event(node: Node) -> bool:
    return node.kind == "boundaryEvent" and not node.interrupting


def _quiet(model: Model, node: Node, way: set[str]) -> bool:
    if any(event.kind in SEEN_ELSEWHERE for event in node.events) and node.kind != "boundaryEvent":
        return False
    incoming = _sources(model, node)
    if node.kind in JOINS and len(incoming) > 1:
        return False
    if any(node.id in pair for pair in model.message_flows):
        return node.kind == "boundaryEvent"
    return node.kind == "endEvent" or all(source.id in way for source in incoming)


def comes_quietly(model: Model, flow: str) -> bool:
    """Whether a flow lies on such a way."""
    source = model.nodes[model.flows[flow].source]
    sides = (node for node in model.nodes.values() if _is_side_event(node) and node.scope == source.scope)
    return any(source.id in quiet_way(model, node) for node in sides)
