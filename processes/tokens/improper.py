"""Ends that are reached twice in a process or sub-process that is then done: improper completion.

Counting how often each end was reached would multiply the states, so each suspected end is watched in a search of its
own; suspected is an end beside which a token may be marked that can still come to it.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from processes.tokens.explore import Violation, explore, shortest_way_to
from processes.tokens.net import AGAIN, LEAVE, Move, Net, numbers
from processes.tokens.reminders import comes_quietly

TWICE = 2
ENOUGH = 3
"""So many ends reached twice are named; the others have the same cause."""
SHORTENING = 1_000
"""States looked at to shorten the way to an end that is reached twice."""


@dataclass(frozen=True)
class Arrivals:
    """An end, the process or sub-process whose end it is, and the numbers of the moves that reach it."""

    end: str
    scope: str
    moves: frozenset[int]


@dataclass(frozen=True)
class TwiceReached:
    """An end that is reached twice, and the way to that and on until its process is done."""

    element: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Ends:
    """found: the ends reached twice. decided: whether every suspected end was looked at to the last state."""

    found: tuple[TwiceReached, ...]
    decided: bool


class CountingEnds:
    """Counts how often one end is reached until its process or sub-process is done."""

    start: Hashable = 0

    def __init__(self, net: Net, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._active = net.bit_of[f"active {arrivals.scope}"]

    def keys(self, move: Move) -> Iterable[Hashable]:
        """Return a key for reaching the end and for what begins or ends its scope."""
        concerns = move.number in self._arrivals.moves or (move.takes | move.clears) & self._active
        return ("end",) if concerns else ()

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        """Count the end; when the scope is done, say whether it was reached twice."""
        if move.number in self._arrivals.moves:
            return (TWICE if value else 1,)
        done = move.kind in (LEAVE, AGAIN) and move.element == self._arrivals.scope
        return (Violation(self._arrivals.end),) if done and value == TWICE else (0,)


def improper_ends(net: Net, marked: list[int], limit: int) -> Ends:
    """Return the ends that are reached twice. marked: what `together` gave. limit: states for all searches together."""
    found: list[TwiceReached] = []
    decided = True
    for arrivals in _suspected(net, marked):
        if len(found) == ENOUGH:
            break
        watch, end = CountingEnds(net, arrivals), arrivals.end
        seen = explore(net, watch, limit=limit, until_broken=end)
        limit -= len(seen.after)
        way = tuple(shortest_way_to(seen, watch, end, SHORTENING)) if end in seen.broken else ()
        sure = net.run(way) is not None
        found += [TwiceReached(end, way)] if way and sure else []
        decided = decided and sure and (seen.complete or bool(way))
    return Ends(tuple(found), decided)


def _suspected(net: Net, marked: list[int]) -> Iterator[Arrivals]:
    """Yield the ends to which a second token may come while the first is there."""
    moves: dict[tuple[str, str], list[Move]] = {}
    for move in net.moves:
        if move.node is not None and move.node.kind == "endEvent" and _counts(net, move):
            moves.setdefault((move.element, move.scope), []).append(move)
    sources = _sources(net)
    for (end, scope), own in sorted(moves.items()):
        bits = 0
        for move in own:
            bits |= move.takes
        if _beside(marked, bits) & net.scopes[scope] & _upstream(sources, bits):
            yield Arrivals(end, scope, frozenset(move.number for move in own))


def _counts(net: Net, move: Move) -> bool:
    """Whether reaching an end this way counts: not when it ends everything, nor on the way of a reminder."""
    flows = [name.rpartition("/")[2] for name in net.names(move.takes) if name in net.flow_targets]
    return not move.clears and not any(comes_quietly(move.model, flow) for flow in flows)


def _beside(marked: list[int], bits: int) -> int:
    beside = 0
    for place in numbers(bits):
        beside |= marked[place]
    return beside


def _sources(net: Net) -> dict[int, int]:
    """Return for each place the places from which one move leads to it."""
    sources: dict[int, int] = {}
    for move in net.moves:
        inlets = move.waits.inlet_bits if move.waits else 0
        for place in numbers(move.gives):
            sources[place] = sources.get(place, 0) | move.takes | move.reads | inlets
    return sources


def _upstream(sources: dict[int, int], bits: int) -> int:
    """Return the places from which a token may come to some of these, themselves included."""
    found = edge = bits
    while edge:
        before = 0
        for place in numbers(edge):
            before |= sources.get(place, 0)
        edge = before & ~found
        found |= edge
    return found
