"""Where tokens come to a node and where they go: places for flows, links and event gateways; the ways out of a node."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from processes.model import ACTIVITY_KINDS, EventDefinition, Flow, Node, plain_ref
from processes.tokens.sketch import Room, Sketch
from processes.xml import local, text_of

ALL_SUBSETS = 6
"""Up to so many flows every choice of an inclusive gateway is a move; above, choices of one, of two, and all."""

Way = tuple[tuple[str, ...], tuple[str, ...]]
"""A way out of a node: the places that get a token, and the flows taken, both with the call path."""


@dataclass
class Wiring:
    """The wires of one room. inlets: for each node the places where it takes a token. begin: the places that get a
    token when the room begins."""

    room: Room
    inlets: dict[str, list[str]] = field(default_factory=dict)
    outgoing: dict[str, list[Flow]] = field(default_factory=dict)
    begin: list[str] = field(default_factory=list)

    def into(self, node: str) -> list[str]:
        """Return the inlets of a node."""
        return self.inlets.get(node, [])


def wire(sketch: Sketch, room: Room) -> Wiring:
    """Return the wires of a room, with a place for each."""
    wiring = Wiring(room)
    nodes = {node.id: node for node in room.scope.nodes}
    for flow in room.scope.flows:
        if flow.source in nodes and flow.target in nodes:
            wiring.outgoing.setdefault(flow.source, []).append(flow)
            place = _place_of(sketch, room, flow, nodes[flow.source])
            if place not in wiring.inlets.setdefault(flow.target, []):
                wiring.inlets[flow.target].append(place)
    for node in room.scope.nodes:
        if node.event == "link" and node.kind == "intermediateCatchEvent":
            wiring.inlets.setdefault(node.id, []).append(_linked(sketch, room, node))
    return wiring


def _place_of(sketch: Sketch, room: Room, flow: Flow, source: Node) -> str:
    if source.kind == "eventBasedGateway":
        return waiting_at(sketch, room, source)
    name = sketch.place(room.name(flow.id), room, room.name(source.id))
    sketch.flows[name] = room.name(flow.target)
    return name


def waiting_at(sketch: Sketch, room: Room, gateway: Node) -> str:
    """Return the place of an event gateway that waits for the first of its events."""
    return sketch.place(f"waiting at {room.name(gateway.id)}", room, room.name(gateway.id))


def _linked(sketch: Sketch, room: Room, node: Node) -> str:
    """Return the place of the tokens that a link brings to a catching event, or that find none."""
    return sketch.place(f"linked to {room.name(node.id)}", room, room.name(node.id))


def _other_end(room: Room, node: Node) -> Node:
    """Return the event that a throwing link leads to: by the link's name, by the event's where the link has none, or
    by the ids written in the definitions; itself, when there is none."""
    catches = (one for one in room.scope.nodes if one.event == "link" and one.kind == "intermediateCatchEvent")
    return next((one for one in catches if _are_linked(node, one)), node)


def _are_linked(throwing: Node, catching: Node) -> bool:
    thrown, caught = throwing.events[0], catching.events[0]
    named = (thrown.text or throwing.name) == (caught.text or catching.name)
    return named or _refers(thrown, "target", caught) or _refers(caught, "source", thrown)


def _refers(one: EventDefinition, part: str, other: EventDefinition) -> bool:
    if one.xml is None or other.xml is None or not other.xml.get("id"):
        return False
    return any(local(child) == part and plain_ref(text_of(child)) == other.xml.get("id") for child in one.xml)


def ways_out(sketch: Sketch, wiring: Wiring, node: Node) -> list[Way]:
    """Return the ways by which tokens leave a node; one empty way where nothing leads on."""
    room, flows = wiring.room, wiring.outgoing.get(node.id, [])
    if node.kind == "eventBasedGateway":
        return [((waiting_at(sketch, room, node),), ())]
    if node.event == "link" and node.kind == "intermediateThrowEvent":
        return [((_linked(sketch, room, _other_end(room, node)),), ())]
    return [_way(room, chosen) for chosen in _choices(node, flows)]


def _way(room: Room, flows: Sequence[Flow]) -> Way:
    names = tuple(dict.fromkeys(room.name(flow.id) for flow in flows))
    return names, names


def _choices(node: Node, flows: list[Flow]) -> list[Sequence[Flow]]:
    if len(flows) < 2 or node.kind == "parallelGateway":
        return [flows] if not _may_skip(node, flows) else [flows, []]
    if node.kind == "exclusiveGateway":
        return [[flow] for flow in flows]
    if node.kind in ("inclusiveGateway", "complexGateway"):
        return _any_of([flow for flow in flows if flow.id != node.default]) + _default(node, flows)
    return _conditional(node, flows)


def _may_skip(node: Node, flows: list[Flow]) -> bool:
    """Whether the only flow of an activity has a condition, so that the way may end here."""
    return node.kind in ACTIVITY_KINDS and len(flows) == 1 and flows[0].condition is not None


def _default(node: Node, flows: list[Flow]) -> list[Sequence[Flow]]:
    return [[flow] for flow in flows if flow.id == node.default]


def _conditional(node: Node, flows: list[Flow]) -> list[Sequence[Flow]]:
    """Return the choices after an activity or event: flows without a condition are always taken."""
    always = [flow for flow in flows if flow.condition is None and flow.id != node.default]
    perhaps = [flow for flow in flows if flow.condition is not None and flow.id != node.default]
    default = [flow for flow in flows if flow.id == node.default]
    if not perhaps:
        return [always + default]
    chosen: list[Sequence[Flow]] = [[*always, *some] for some in _any_of(perhaps)]
    return [*chosen, [*always, *default]] if always or default else chosen


def _any_of(flows: list[Flow]) -> list[Sequence[Flow]]:
    count = len(flows)
    sizes = range(1, count + 1) if count <= ALL_SUBSETS else (1, 2, count)
    return [some for size in sizes for some in combinations(flows, size)]
