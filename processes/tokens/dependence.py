"""Which moves may be left for later: stubborn sets of moves for the reduction of the search.

In a marking it is enough to try a set of moves that nothing outside the set can disturb: what is left out can still
happen afterwards, and leads to the same markings. Kept are every marking in which nothing can move, whether an end can
still be reached, which moves ever happen, and the order of all moves that share a key. (A. Valmari, "Stubborn sets for
reduced state space generation", 1989; A. Valmari and H. Hansen, "Stubborn set intuition explained", 2017.)

Our own addition: a move whose whole effect is wiped out by a clearing move (an interruption) does not disturb it, for
the interruption leads to the same marking whether it happened or not.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache

from processes.tokens.net import Move, Net, numbers


class Structure:
    """What disturbs what in a net, whatever is watched. For each place the moves (as bits) that give to it, take from
    it, and so on; for each move those that clash with it."""

    def __init__(self, net: Net) -> None:
        size, moves = len(net.places), net.moves
        self.givers = _by_place(size, moves, lambda move: move.gives)
        self.takers = _by_place(size, moves, lambda move: move.takes | _inlets(move))
        self.readers = _by_place(size, moves, lambda move: move.reads)
        self.clearers = _by_place(size, moves, lambda move: move.clears)
        self.emptiers = _by_place(size, moves, lambda move: move.empty)
        self.waiters = _by_place(size, moves, lambda move: move.waits.upstream | _inlets(move) if move.waits else 0)
        users = zip(self.takers, self.readers, self.emptiers, self.waiters, strict=True)
        self.users = [takers | readers | emptiers | waiters for takers, readers, emptiers, waiters in users]
        self._moves = moves
        self.all_clashes = [self._clash(move) for move in moves]
        self.clashes = [all_ & ~self._wiping(move) for move, all_ in zip(moves, self.all_clashes, strict=True)]

    def _clash(self, move: Move) -> int:
        """Return the moves that this one disturbs, or that disturb it."""
        takes = numbers(move.takes | _inlets(move))
        rivals = _union(self.takers[p] | self.readers[p] | self.clearers[p] for p in takes)
        rivals |= _union(self.takers[p] | self.clearers[p] for p in numbers(move.reads))
        rivals |= _union(self.emptiers[p] | self.waiters[p] | self.clearers[p] for p in numbers(move.gives))
        rivals |= self._intruders(move.empty)
        rivals |= _union(self.takers[p] | self.readers[p] | self.givers[p] for p in numbers(move.clears))
        rivals |= self._intruders(move.waits.upstream | move.waits.inlet_bits) if move.waits else 0
        later = _union(self.emptiers[p] for p in numbers(move.takes))
        return rivals & ~later & ~(1 << move.number)

    def _wiping(self, move: Move) -> int:
        """Return the moves that wipe out all that this one does, and for which it makes no difference before that."""
        changed = numbers(move.takes | move.gives | move.clears | _inlets(move))
        wiping = -1
        for place in changed:
            wiping &= self.clearers[place] & ~self.takers[place] & ~self.readers[place] & ~self.emptiers[place]
        return wiping

    def _intruders(self, places: int) -> int:
        """Return the moves that bring a token from elsewhere to places that hold none."""
        givers = _union(self.givers[place] for place in numbers(places))
        return _union(1 << n for n in _numbers(givers) if not (self._moves[n].takes | self._moves[n].reads) & places)


structure_of = lru_cache(maxsize=16)(Structure)
"""Return the structure of a net; it is worked out once."""


class Dependence:
    """What disturbs what under a monitor. keys: for each move the keys that it shares with others; moves with a key in
    common keep their order."""

    def __init__(self, net: Net, keys: Sequence[Iterable[Hashable]]) -> None:
        self._net = net
        self._of = structure_of(net)
        self.users = self._of.users
        self._mates = _mates(keys)
        pairs = zip(self._mates, self._of.clashes, self._of.all_clashes, strict=True)
        self._enough: dict[tuple[int, int, int], int] = {}
        self._clashes = [(all_ | mates) & ~(1 << n) if mates else few for n, (mates, few, all_) in enumerate(pairs)]

    def enough(self, enabled: int, possible: int, present: int) -> int:
        """Return moves (as bits) of which it is enough to try these, as few as are found quickly.

        enabled: the moves that the marking allows. possible: those of them that the monitor allows too.
        """
        known = (enabled, possible, present)
        if known not in self._enough:
            self._enough[known] = self._fewest(enabled, possible, present)
        return self._enough[known]

    def _fewest(self, enabled: int, possible: int, present: int) -> int:
        best = possible
        for number in _numbers(possible):
            if not self._clashes[number]:
                return 1 << number
        seeds = possible
        while seeds:
            low = seeds & -seeds
            found = self._closure(low.bit_length() - 1, enabled, possible, present)
            if found.bit_count() < best.bit_count():
                best = found
            seeds &= ~(found | low)
        return best

    def _closure(self, seed: int, enabled: int, possible: int, present: int) -> int:
        found, edge = 0, 1 << seed
        while edge:
            low = edge & -edge
            found |= low
            move = self._net.moves[low.bit_length() - 1]
            if possible & low:
                edge |= self._clashes[move.number] | self._crowding(move, present)
            elif enabled & low:
                edge |= self._mates[move.number]
            else:
                edge |= self._needed(move, present, found | edge)
            edge &= ~found
            if not possible & ~(found | edge):
                return possible
        return found & possible

    def _needed(self, move: Move, present: int, known: int) -> int:
        """Return moves without which this one, which is not enabled, can not become so."""
        options = [self._of.givers[place] for place in numbers((move.takes | move.reads) & ~present)]
        options += [self._of.takers[place] | self._of.clearers[place] for place in numbers(present & move.empty)]
        if not options and move.waits:
            options = [self._needed_by_join(move, present)]
        return min(options, key=lambda bits: ((bits & ~known).bit_count(), bits))

    def _needed_by_join(self, move: Move, present: int) -> int:
        assert move.waits is not None  # noqa: S101 (only joins come here)
        blockers = numbers(move.waits.blockers(present))
        needed = _union(self._of.givers[place] for place in numbers(move.waits.inlet_bits & ~present))
        return needed | _union(self._of.takers[place] | self._of.clearers[place] for place in blockers[:1])

    def _crowding(self, move: Move, present: int) -> int:
        """Return the moves that could bring another token to an enabled waiting join."""
        if not move.waits or not present & move.waits.upstream & ~move.waits.inlet_bits:
            return 0
        return _union(self._of.givers[place] for place in numbers(move.waits.upstream | move.waits.inlet_bits))


def _inlets(move: Move) -> int:
    return move.waits.inlet_bits if move.waits else 0


def _by_place(size: int, moves: Sequence[Move], places: Callable[[Move], int]) -> list[int]:
    found = [0] * size
    for move in moves:
        for place in numbers(places(move)):
            found[place] |= 1 << move.number
    return found


def _mates(keys: Sequence[Iterable[Hashable]]) -> list[int]:
    """Return for each move those that share a key with it, itself included; none for a move without keys."""
    sharing: dict[Hashable, int] = {}
    for number, own in enumerate(keys):
        for key in own:
            sharing[key] = sharing.get(key, 0) | 1 << number
    return [_union(sharing[key] for key in own) for own in keys]


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _numbers(bits: int) -> list[int]:
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
