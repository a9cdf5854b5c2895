"""Which variables can still be looked at from a place of a net on: what no run can read before it is written is dead.

States that differ only in dead variables are the same, which keeps the number of states small.
"""

from collections.abc import Callable, Iterable, Sequence

from processes.tokens.net import LEAVE, Move, Net, numbers

Names = Callable[[Move], int]
"""Gives the variables that a move reads, or writes whatever happens, as bits."""


class Liveness:
    """The live variables of one net. moves: those that can happen at all. reads, writes: see `Names`."""

    def __init__(self, net: Net, moves: Sequence[Move], reads: Names, writes: Names) -> None:
        self._net = net
        self._ways = [_Way(move, reads(move), writes(move)) for move in reversed(moves)]
        self._live = [0] * len(net.places)
        self._known: dict[int, int] = {}
        while sum(self._pass_back(way) for way in self._ways):
            pass

    def at(self, marking: int) -> int:
        """Return the variables that some run from this marking on may look at, as bits."""
        present = self._net.present(marking)
        if present not in self._known:
            found = _union(self._live, numbers(present))
            for way in self._ways:
                if way.waits_for and not present & way.waits_for and present & way.move.takes == way.move.takes:
                    found |= way.before
            self._known[present] = found
        return self._known[present]

    def _pass_back(self, way: "_Way") -> bool:
        """Say what a move looks at to the places before it, and whether that is news.

        What ends a sub-process waits until nothing is left inside: what it leads to is said to the moves that end
        something inside, for what they write is written by then.
        """
        after = _union(self._live, way.given) | _joined(other.before for other in self._ending(way))
        before = way.read | after & ~way.written
        news = bool(before & ~way.before)
        way.before |= before
        for place in way.needed:
            news = news or bool(before & ~self._live[place])
            self._live[place] |= before
        return news

    def _ending(self, way: "_Way") -> list["_Way"]:
        if way.ends is None:
            inside = way.move.takes
            around = [o for o in self._ways if inside & o.waits_for and not way.move.gives & o.waits_for]
            way.ends = sorted(around, key=lambda one: one.waits_for.bit_count())[:1]
        return way.ends


class _Way:
    """A move, as far as liveness goes. waits_for: what ends a sub-process waits for
    these places to be empty."""

    def __init__(self, move: Move, read: int, written: int) -> None:
        self.move, self.read, self.written = move, read, written
        self.waits_for = move.empty if move.kind == LEAVE else 0
        self.given = numbers(move.gives)
        self.needed = [] if self.waits_for else numbers(_needs(move))
        self.before = read
        self.ends: list[_Way] | None = None


def _needs(move: Move) -> int:
    return move.takes | move.reads | (move.waits.inlet_bits if move.waits else 0)


def _union(live: Sequence[int], places: Iterable[int]) -> int:
    return _joined(live[place] for place in places)


def _joined(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
