"""Drawing processes, sub-processes and called processes into a net, room by room."""

from collections.abc import Sequence
from functools import partial
from itertools import product

from processes.model import ACTIVITY_KINDS, SUB_PROCESS_KINDS, Model, Node, Scope
from processes.tokens.elements import busy_place, draw_lasting, draw_passing, post_of
from processes.tokens.net import AGAIN, ENTER, LEAVE, PASS, SKIP
from processes.tokens.reminders import quiet_way
from processes.tokens.sketch import Room, Sketch, inside, owned
from processes.tokens.throwing import caught
from processes.tokens.wiring import Wiring, ways_out, wire


def draw_process(sketch: Sketch, room: Room) -> None:
    """Draw a process that stands for itself: it begins once, or when a message of the file comes and it is at rest."""
    active = sketch.place(room.active, None, room.key)
    fed = [node for node in room.scope.nodes if _begins_by_letter(sketch, room, node)]
    begin = draw_room(sketch, room, but=fed)
    if begin or not fed:
        sketch.start.update((active, *begin))
    wiring = wire(sketch, room)
    for node in fed:
        for letter, (places, flows) in product(post_of(sketch, room, node).receives, ways_out(sketch, wiring, node)):
            rest = (active, inside(room.key))
            sketch.move(room, node, PASS, takes=letter, empty=rest, gives=(active, *places), flows=flows)
    sketch.move(room, None, LEAVE, takes=(active,), empty=(inside(room.key),))


def _begins_by_letter(sketch: Sketch, room: Room, node: Node) -> bool:
    begins = node.kind == "startEvent" or node.xml.get("instantiate") in ("true", "1")
    return begins and post_of(sketch, room, node).receives != ((),) and not room.model.incoming.get(node.id)


def draw_room(sketch: Sketch, room: Room, but: Sequence[Node] = ()) -> tuple[str, ...]:
    """Draw all nodes of a room but those named; return the places that get a token when it begins."""
    wiring = wire(sketch, room)
    begin = _begin(sketch, wiring, but)
    for node in room.scope.nodes:
        if node not in but:
            draw_node(sketch, wiring, node)
    return begin


def _begin(sketch: Sketch, wiring: Wiring, but: Sequence[Node]) -> tuple[str, ...]:
    room = wiring.room
    starts = [node for node in room.scope.nodes if node.kind == "startEvent" or _instantiates(wiring, node)]
    if starts or but:
        place = sketch.place(f"begin {room.key}", room)
        own = [node for node in starts if node not in but]
        for node in own:
            wiring.inlets.setdefault(node.id, []).append(place)
        return (place,) if own else ()
    first = [node for node in room.scope.nodes if not wiring.into(node.id) and begins_without_flow(node)]
    for node in first:
        wiring.inlets[node.id] = [sketch.place(f"begin {room.name(node.id)}", room)]
    return tuple(wiring.inlets[node.id][0] for node in first)


def _instantiates(wiring: Wiring, node: Node) -> bool:
    """Whether a gateway or receive task begins the process in place of a start event. BPMN 2.0.2, 10.6.6."""
    return node.xml.get("instantiate") in ("true", "1") and not wiring.into(node.id)


def begins_without_flow(node: Node) -> bool:
    """Whether a node into which nothing leads gets a token when its room begins. BPMN 2.0.2, 13.2."""
    handler = node.kind == "boundaryEvent" or node.is_event_sub_process
    return not handler and node.xml.get("isForCompensation") not in ("true", "1")


def draw_node(sketch: Sketch, wiring: Wiring, node: Node) -> None:
    """Draw the moves of one node."""
    inner = inner_room(sketch, wiring.room, node)
    if node.kind == "boundaryEvent":
        sketch.later.append(partial(_draw_boundary, sketch, wiring, node))
    elif node.is_event_sub_process and inner is not None:
        _draw_handler(sketch, wiring.room, node, inner)
    elif inner is not None:
        _draw_container(sketch, wiring, node, inner)
    elif wiring.room.model.boundaries.get(node.id) and node.kind in ACTIVITY_KINDS:
        draw_lasting(sketch, wiring, node)
    else:
        draw_passing(sketch, wiring, node)


def inner_room(sketch: Sketch, room: Room, node: Node) -> Room | None:
    """Return the room inside a sub-process, or inside a call activity whose process is at hand."""
    if node.kind in SUB_PROCESS_KINDS and node.id in room.model.scopes:
        return Room(room.model, room.model.scopes[node.id], room.prefix, room, node, room.called)
    if node.kind != "callActivity" or node.calls in room.called:
        return None
    model = sketch.calls(node.calls)
    process = _process(model, node.calls) if model else None
    if model is None or process is None:
        return None
    return Room(model, process, f"{room.name(node.id)}/", room, node, (*room.called, node.calls))


def _process(model: Model, identity: str) -> Scope | None:
    return next((one for one in model.processes if one.id == identity), next(iter(model.processes), None))


def _draw_container(sketch: Sketch, wiring: Wiring, node: Node, inner: Room) -> None:
    room, active = wiring.room, busy_place(sketch, wiring.room, node)
    begin = draw_room(sketch, inner)
    if node.kind == "adHocSubProcess":
        begin = _draw_any_order(sketch, inner, begin, active)
    ways, within = ways_out(sketch, wiring, node), (inside(inner.key),)
    for inlet in wiring.into(node.id):
        sketch.move(room, node, ENTER, takes=(inlet,), gives=(active, *begin), empty=(active,))
        if _may_be_skipped(node):
            for places, flows in ways:
                sketch.move(room, node, SKIP, takes=(inlet,), gives=places, flows=flows)
    if node.loop and begin:
        sketch.move(room, node, AGAIN, takes=(active,), gives=(active, *begin), empty=within)
    sends = post_of(sketch, room, node).sends
    for places, flows in ways:
        sketch.move(room, node, LEAVE, takes=(active,), gives=(*places, *sends), empty=within, flows=flows)


def _may_be_skipped(node: Node) -> bool:
    loop = next((child for child in node.xml if str(child.tag).endswith("}standardLoopCharacteristics")), None)
    return loop is not None and loop.get("testBefore") in ("true", "1")


def _draw_any_order(sketch: Sketch, inner: Room, begin: tuple[str, ...], active: str) -> tuple[str, ...]:
    """Let each part of an ad hoc sub-process begin any number of times, one at a time. BPMN 2.0.2, 13.3.5."""
    for place in begin:
        part = _part_of(inner, place.removeprefix("begin "))
        areas = [area for name in part for area in (owned(name), inside(name))]
        sketch.move(inner, None, AGAIN, reads=(active,), gives=(place,), empty=(place, *areas))
    return ()


def _part_of(room: Room, first: str) -> list[str]:
    """Return the elements of a room that follow one by flows, itself first."""
    part = [first]
    for name in part:
        flows = room.model.outgoing.get(name.removeprefix(room.prefix), ())
        part += {room.name(flow.target): None for flow in flows if room.name(flow.target) not in part}
    return part


def _draw_handler(sketch: Sketch, room: Room, node: Node, inner: Room) -> None:
    """Draw an event sub-process: it may begin while the room round it is in use."""
    active = busy_place(sketch, room, node)
    starts = [one for one in inner.scope.nodes if one.kind == "startEvent"]
    draw_room(sketch, inner, but=starts)
    sketch.move(room, node, LEAVE, takes=(active,), empty=(inside(inner.key),))
    for start in starts:
        sketch.later.append(partial(_draw_trigger, sketch, room, inner, start))


def _draw_trigger(sketch: Sketch, room: Room, inner: Room, start: Node) -> None:
    if not start.events or start.event == "compensate":
        return
    rest, wiring, place = (inner.active, inside(inner.key)), wire(sketch, inner), caught(room, start)
    clears = (inside(room.key),) if start.interrupting else ()
    for letter, (places, flows) in product(post_of(sketch, inner, start).receives, ways_out(sketch, wiring, start)):
        triggered = {"empty": rest, "gives": (inner.active, *places), "flows": flows}
        if place in sketch.places:
            sketch.move(inner, start, PASS, **triggered, takes=(place,))
        else:
            reads = (room.active,)
            sketch.move(inner, start, PASS, **triggered, takes=letter, reads=reads, clears=clears)


def _draw_boundary(sketch: Sketch, wiring: Wiring, node: Node) -> None:
    room, place = wiring.room, caught(wiring.room, node)
    host = f"active {room.name(node.attached_to)}"
    if node.event == "compensate" or host not in sketch.places:
        return
    for letter, (places, flows) in product(post_of(sketch, room, node).receives, ways_out(sketch, wiring, node)):
        if place in sketch.places:
            sketch.move(room, node, PASS, takes=(place,), gives=places, flows=flows)
        elif node.interrupting:
            clears = (inside(room.name(node.attached_to)),)
            sketch.move(room, node, PASS, takes=(host, *letter), gives=places, clears=clears, flows=flows)
        else:
            quiet = _quiet_areas(room, node)
            empty = quiet or (() if letter else places)
            repeats = not quiet and not letter
            sketch.move(
                room, node, PASS, takes=letter, reads=(host,), gives=places, empty=empty, flows=flows, repeats=repeats
            )  # fmt: skip


def _quiet_areas(room: Room, node: Node) -> tuple[str, ...]:
    way = sorted(quiet_way(room.model, node))
    return tuple(area for one in way for area in (owned(room.name(one)), inside(room.name(one))))
