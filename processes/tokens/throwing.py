"""What is thrown inside a room and caught round it: errors, escalations, cancelling.

The nearest catcher gets it: an event sub-process of the room, the boundary of the activity round it, and so on
outwards, through call activities too. BPMN 2.0.2, 10.5.6 and 13.5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.model import EventDefinition, Model, Node
from processes.tokens.sketch import Room, Sketch, inside


@dataclass(frozen=True)
class Catcher:
    """Who catches. event: the boundary or start event. room: where it stands. source: the room that it watches."""

    event: Node
    room: Room
    source: Room

    @property
    def place(self) -> str:
        """The name of the place that is marked between throwing and catching."""
        return caught(self.room, self.event)


def caught(room: Room, event: Node) -> str:
    """Return the name of the place of what was thrown and will be caught by this event."""
    return f"caught by {room.name(event.id)}"


def throw(sketch: Sketch, room: Room, thrown: EventDefinition) -> dict[str, Sequence[str]]:
    """Return what throwing does beside the thrower's own tokens. Uncaught, an escalation is lost; an error ends all."""
    catcher = next(_catchers(room, thrown), None)
    if catcher is None:
        return {} if thrown.kind == "escalation" else {"clears": (inside(room.root.key),)}
    place = sketch.place(catcher.place, catcher.room, catcher.room.name(catcher.event.id))
    if not catcher.event.interrupting:
        return {"gives": (place,)}
    clears = (inside(catcher.source.key),)
    if catcher.event.kind == "boundaryEvent":
        return {"takes": (catcher.source.active,), "clears": clears, "gives": (place,)}
    return {"reads": (catcher.source.active,), "clears": clears, "gives": (place,)}


def _catchers(room: Room, thrown: EventDefinition) -> Iterator[Catcher]:
    at: Room | None = room
    came_from = ""
    while at is not None:
        for start in _handlers(at, came_from):
            if _matches(room.model, thrown, at.model, start):
                yield Catcher(start, at, at)
        if at.host is not None and at.parent is not None:
            for boundary in at.parent.model.boundaries.get(at.host.id, ()):
                if _matches(room.model, thrown, at.parent.model, boundary):
                    yield Catcher(boundary, at.parent, at)
            came_from = at.host.id
        at = at.parent


def _handlers(room: Room, but: str) -> Iterator[Node]:
    for node in room.scope.nodes:
        if node.is_event_sub_process and node.id != but and node.id in room.model.scopes:
            yield from (one for one in room.model.scopes[node.id].nodes if one.kind == "startEvent")


def _matches(model: Model, thrown: EventDefinition, other: Model, catching: Node) -> bool:
    name = model.named.get(thrown.ref, thrown.ref)
    for event in catching.events:
        if event.kind == thrown.kind and (not event.ref or other.named.get(event.ref, event.ref) == name):
            return True
    return False
