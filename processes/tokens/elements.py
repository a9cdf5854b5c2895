"""The moves of one node: tokens come in, wait while it is at work, and leave by one of its ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from processes.model import Node
from processes.tokens.net import ENTER, LEAVE, PASS
from processes.tokens.sketch import Room, Sketch, inside
from processes.tokens.throwing import throw
from processes.tokens.wiring import Wiring, ways_out

Parts = Mapping[str, Sequence[str]]
"""Some of the fields of `Drawn`: names of places."""


@dataclass(frozen=True)
class Post:
    """The places of messages: those that an element sends to, and those from which it takes one (any one, or none
    when it needs none)."""

    sends: tuple[str, ...]
    receives: tuple[tuple[str, ...], ...]


def post_of(sketch: Sketch, room: Room, node: Node) -> Post:
    """Return the message places of a node. Only what must receive takes a message; without a message flow from a node
    of the file the message comes from outside, at any time."""
    flows = () if room.prefix else sketch.message_flows
    sends = tuple(_letter(flow) for flow in flows if flow[0] == node.id)
    receives = tuple((_letter(flow),) for flow in flows if flow[1] == node.id and must_receive(node))
    return Post(sends, receives or ((),))


def _letter(flow: tuple[str, str]) -> str:
    return f"message {flow[0]} to {flow[1]}"


def must_receive(node: Node) -> bool:
    """Whether the node stands still until its message comes."""
    if node.kind in ("startEvent", "intermediateCatchEvent", "boundaryEvent"):
        return bool(node.events) and all(event.kind == "message" for event in node.events)
    return node.kind == "receiveTask"


def draw_passing(sketch: Sketch, wiring: Wiring, node: Node) -> None:
    """Draw what takes no time: events, gateways and activities that nothing can interrupt."""
    room, post = wiring.room, post_of(sketch, wiring.room, node)
    comings, ways = _comings(sketch, wiring, node, post), ways_out(sketch, wiring, node)
    kind = PASS
    if node.kind == "complexGateway" and len(wiring.into(node.id)) > 1:
        comings, kind = [_through_complex_join(sketch, wiring, node)], LEAVE
    elif len(comings) > 1 and len(ways) > 1:
        comings, kind = [_through_one_place(sketch, room, node, comings)], LEAVE
    effect = _effect(sketch, room, node)
    for coming, (places, flows) in product(comings, ways):
        going = {"gives": (*places, *post.sends)}
        sketch.move(room, node, kind, flows=flows, **_merged(coming, effect, going))


def _comings(sketch: Sketch, wiring: Wiring, node: Node, post: Post) -> list[Parts]:
    inlets = tuple(wiring.into(node.id))
    if len(inlets) > 1 and node.kind == "parallelGateway":
        return [{"takes": inlets}]
    if len(inlets) > 1 and node.kind == "inclusiveGateway":
        return [{"waits": inlets}]
    return [{"takes": (inlet, *letter)} for inlet, letter in product(inlets, post.receives)]


def _through_one_place(sketch: Sketch, room: Room, node: Node, comings: list[Parts]) -> Parts:
    between = sketch.place(f"at {room.name(node.id)}", room, room.name(node.id))
    for coming in comings:
        sketch.move(room, node, ENTER, **_merged(coming, {"gives": (between,)}))
    return {"takes": (between,)}


def _through_complex_join(sketch: Sketch, wiring: Wiring, node: Node) -> Parts:
    """Draw a complex join, which may pass at any token: what comes later is swallowed until no more can come."""
    room, inlets = wiring.room, wiring.into(node.id)
    between = sketch.place(f"at {room.name(node.id)}", room, room.name(node.id))
    passed = sketch.place(f"passed {room.name(node.id)}", room, room.name(node.id))
    for inlet in inlets:
        sketch.move(room, node, ENTER, takes=(inlet,), empty=(passed,), gives=(between, passed))
        sketch.move(room, node, ENTER, takes=(inlet,), reads=(passed,))
    sketch.move(room, node, LEAVE, takes=(passed,), settled=inlets)
    return {"takes": (between,)}


def _effect(sketch: Sketch, room: Room, node: Node) -> Parts:
    """Return what an end or a throwing event does beside passing tokens on."""
    if node.kind not in ("endEvent", "intermediateThrowEvent"):
        return {}
    if any(event.kind == "terminate" for event in node.events):
        return {"clears": (inside(room.key),)}
    thrown = [event for event in node.events if event.kind in ("error", "escalation", "cancel")]
    return throw(sketch, room, thrown[0]) if thrown else {}


def _merged(*parts: Parts) -> dict[str, Sequence[str]]:
    keys = {key for part in parts for key in part}
    return {key: tuple(name for part in parts for name in part.get(key, ())) for key in sorted(keys)}


def draw_lasting(sketch: Sketch, wiring: Wiring, node: Node) -> None:
    """Draw an activity that is at work for a time, so that events on its boundary may happen."""
    room, post = wiring.room, post_of(sketch, wiring.room, node)
    busy = busy_place(sketch, room, node)
    for inlet in wiring.into(node.id):
        sketch.move(room, node, ENTER, takes=(inlet,), gives=(busy,))
    for letter, (places, flows) in product(post.receives, ways_out(sketch, wiring, node)):
        sketch.move(room, node, LEAVE, takes=(busy, *letter), gives=(*places, *post.sends), flows=flows)


def busy_place(sketch: Sketch, room: Room, node: Node) -> str:
    """Return the place that is marked while an activity is at work."""
    return sketch.place(f"active {room.name(node.id)}", room, room.name(node.id))
