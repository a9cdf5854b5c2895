"""A net while it is being drawn: places by name, moves that speak of places and areas, made into masks at the end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from processes.model import Model, Node, Scope
from processes.tokens.net import Move, Net, Waits


@dataclass(frozen=True, eq=False)
class Room:
    """A process or sub-process at one place of the net. prefix: the call path before ids. host: the activity that it is
    inside of, in the room `parent`. called: the called elements that led here."""

    model: Model
    scope: Scope
    prefix: str = ""
    parent: "Room | None" = None
    host: Node | None = None
    called: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the room: the id of what begins and ends with it."""
        if self.host is None or self.parent is None:
            return self.prefix + self.scope.id
        return self.parent.prefix + self.host.id

    @property
    def root(self) -> "Room":
        """The process that all of it belongs to."""
        return self if self.parent is None else self.parent.root

    @property
    def active(self) -> str:
        """The name of the place that is marked while the room is in use."""
        return f"active {self.key}"

    @property
    def areas(self) -> tuple[str, ...]:
        """The names of all rooms that a place inside this one lies in."""
        return (inside(self.key), *(self.parent.areas if self.parent else ()))

    def name(self, identity: str) -> str:
        """Return an id with the call path before it."""
        return self.prefix + identity


def inside(key: str) -> str:
    """Return the name of the area of all places in a room."""
    return f"in {key}"


def owned(key: str) -> str:
    """Return the name of the area of the places that an element gives tokens to."""
    return f"of {key}"


@dataclass
class Drawn:
    """A move in words: the fields of `Move`, with names of places, and areas in `clears` and `empty`.
    settled: inlets that must be empty with all that could still reach them."""

    element: str
    kind: str
    scope: str
    node: Node | None
    model: Model
    takes: Sequence[str] = ()
    reads: Sequence[str] = ()
    gives: Sequence[str] = ()
    clears: Sequence[str] = ()
    empty: Sequence[str] = ()
    waits: Sequence[str] = ()
    settled: Sequence[str] = ()
    flows: Sequence[str] = ()
    repeats: bool = False


@dataclass
class Sketch:
    """All that is known of the net so far. `later` is done when everything else stands: catching what is thrown."""

    model: Model
    calls: Callable[[str], Model | None]
    places: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)
    start: set[str] = field(default_factory=set)
    bag: set[str] = field(default_factory=set)
    flows: dict[str, str] = field(default_factory=dict)
    message_flows: tuple[tuple[str, str], ...] = ()
    later: list[Callable[[], None]] = field(default_factory=list)

    def place(self, name: str, room: Room | None = None, owner: str = "") -> str:
        """Have a place of that name in the room, and return the name."""
        if name not in self.places:
            bit = self.places[name] = 1 << 2 * len(self.places)
            for area in (name, owned(owner), *(room.areas if room else ())):
                self.areas[area] = self.areas.get(area, 0) | bit
        return name

    def move(self, room: Room, node: Node | None, kind: str, **more: Any) -> None:
        """Draw a move of an element, or of the room itself. more: fields of `Drawn`."""
        element = room.key if node is None else room.name(node.id)
        self.drawn.append(Drawn(element, kind, room.key, node, room.model, **more))

    def net(self) -> Net:
        """Return the net as drawn."""
        while self.later:
            self.later.pop(0)()
        graph = Upstream(self)
        moves = tuple(self._move(number, drawn, graph) for number, drawn in enumerate(self.drawn))
        scopes = {area[3:]: bits for area, bits in self.areas.items() if area.startswith("in ")}
        start, bag = self._bits(self.start), self._bits(self.bag)
        return Net(self.model, tuple(self.places), moves, start, bag, self.flows, scopes)

    def _move(self, number: int, one: Drawn, graph: "Upstream") -> Move:
        waits = Waits(tuple(self._inlet(name, one, graph) for name in one.waits)) if one.waits else None
        takes, reads, gives = self._bits(one.takes), self._bits(one.reads), self._bits(one.gives)
        clears, empty, settled = self._bits(one.clears), self._bits(one.empty), self._bits(one.settled)
        for inlet in one.settled:
            empty |= settled | graph.of(inlet, settled)
        flows = tuple(one.flows)
        return Move(
            number, one.element, one.kind, flows, one.scope, one.node, one.model,
            takes, reads, gives, clears, empty, waits, one.repeats,
        )  # fmt: skip

    def _inlet(self, name: str, one: Drawn, graph: "Upstream") -> tuple[int, int, int]:
        own = self._bits(one.waits)
        return self.places[name], graph.of(name, own), graph.of(name, own, straight=True)

    def _bits(self, names: Iterable[str]) -> int:
        bits = 0
        for name in names:
            bits |= self.areas.get(name, 0)
        return bits


class Upstream:
    """From where tokens may come to a place, over all moves of a sketch but those by message."""

    def __init__(self, sketch: Sketch) -> None:
        self._places = sketch.places
        self._before: dict[str, set[str]] = {}
        self._straight: dict[str, set[str]] = {}
        for one in sketch.drawn:
            sources = {*one.takes, *one.reads, *one.waits} - sketch.bag
            for given in one.gives:
                self._before.setdefault(given, set()).update(sources)
                if one.node is None or one.node.kind != "boundaryEvent":
                    self._straight.setdefault(given, set()).update(sources)

    def of(self, inlet: str, own: int, straight: bool = False) -> int:
        """Return the places from which a token may come to the inlet without passing its gateway.

        own: the gateway's inlets. straight: whether to leave out ways through boundary events.
        """
        graph = self._straight if straight else self._before
        found, seen, edge = 0, {inlet}, [inlet]
        while edge:
            for place in graph.get(edge.pop(), set()) - seen:
                seen.add(place)
                if not self._places[place] & own:
                    found |= self._places[place]
                    edge.append(place)
        return found
