"""Which moves may be left for later: stubborn sets of moves for the reduction of the search.

In a marking it is enough to try a set of moves that nothing outside the set can disturb: what is left out can still
happen afterwards, and leads to the same markings. Kept are every marking in which nothing can move, whether an end can
still be reached, which moves ever happen, and the order of all moves that share a key. (A. Valmari, "Stubborn sets for
reduced state space generation", 1989; A. Valmari and H. Hansen, "Stubborn set intuition explained", 2017.)

Our own addition: a move whose whole effect is wiped out by a clearing move (an interruption) does not disturb it, for
the interruption leads to the same marking whether it happened or not.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence

from processes.tokens.net import Move, Net, numbers


class Dependence:
    """What disturbs what in one net. keys: for each move the keys that it shares with others; moves with a key in
    common keep their order."""

    def __init__(self, net: Net, keys: Sequence[Iterable[Hashable]]) -> None:
        self._net = net
        self._index()
        self._mates = _mates(keys)
        self._keyed = _bits(number for number, mates in enumerate(self._mates) if mates)
        self._clashes = [self._clash(move) for move in net.moves]

    def _index(self) -> None:
        size, moves = len(self._net.places), self._net.moves
        self._givers = _by_place(size, moves, lambda move: move.gives)
        self._takers = _by_place(size, moves, lambda move: move.takes | _inlets(move))
        self._readers = _by_place(size, moves, lambda move: move.reads)
        self._clearers = _by_place(size, moves, lambda move: move.clears)
        self._emptiers = _by_place(size, moves, lambda move: move.empty)
        self._waiters = _by_place(size, moves, lambda move: move.waits.upstream | _inlets(move) if move.waits else 0)
        users = zip(self._takers, self._readers, self._emptiers, self._waiters, strict=True)
        self.users = [takers | readers | emptiers | waiters for takers, readers, emptiers, waiters in users]

    def enough(self, enabled: int, possible: int, present: int) -> int:
        """Return moves (as bits) of which it is enough to try these, as few as are found quickly.

        enabled: the moves that the marking allows. possible: those of them that the monitor allows too.
        """
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
        return found & possible

    def _needed(self, move: Move, present: int, known: int) -> int:
        """Return moves without which this one, which is not enabled, can not become so."""
        options = [self._givers[place] for place in numbers((move.takes | move.reads) & ~present)]
        options += [self._takers[place] | self._clearers[place] for place in numbers(present & move.empty)]
        if not options and move.waits:
            options = [self._needed_by_join(move, present)]
        return min(options, key=lambda bits: ((bits & ~known).bit_count(), bits))

    def _needed_by_join(self, move: Move, present: int) -> int:
        assert move.waits is not None  # noqa: S101 (only joins come here)
        blockers = numbers(move.waits.blockers(present))
        needed = _union(self._givers[place] for place in numbers(move.waits.inlet_bits & ~present))
        return needed | _union(self._takers[place] | self._clearers[place] for place in blockers[:1])

    def _crowding(self, move: Move, present: int) -> int:
        """Return the moves that could bring another token to an enabled waiting join."""
        if not move.waits or not present & move.waits.upstream & ~move.waits.inlet_bits:
            return 0
        return _union(self._givers[place] for place in numbers(move.waits.upstream | move.waits.inlet_bits))

    def _clash(self, move: Move) -> int:
        own, moves = 1 << move.number, self._net.moves
        takes = move.takes | _inlets(move)
        rivals = _union(self._takers[p] | self._readers[p] | self._clearers[p] for p in numbers(takes))
        rivals |= _union(self._takers[p] | self._clearers[p] for p in numbers(move.reads))
        rivals |= _union(self._emptiers[p] | self._waiters[p] | self._clearers[p] for p in numbers(move.gives))
        rivals |= _union(self._givers[p] for p in numbers(move.empty))
        rivals |= _union(self._takers[p] | self._readers[p] | self._givers[p] for p in numbers(move.clears))
        rivals |= self._intruders(move)
        rivals &= ~_union(1 << n for n in _numbers(rivals) if self._harmless(move, moves[n]))
        return (rivals | self._mates[move.number]) & ~own

    def _intruders(self, move: Move) -> int:
        """Return the moves that bring a token near a waiting join from elsewhere."""
        if not move.waits:
            return 0
        near = move.waits.upstream | move.waits.inlet_bits
        givers = _union(self._givers[place] for place in numbers(near))
        moves = self._net.moves
        return _union(1 << n for n in _numbers(givers) if not (moves[n].takes | moves[n].reads) & near)

    def _harmless(self, move: Move, other: Move) -> bool:
        """Whether the other cannot happen before this one, or wipes it out when it does."""
        if move.takes & other.empty and not move.waits:
            return True
        changes = move.takes | move.gives | move.clears | _inlets(move)
        wiped = not changes & ~other.clears and not (self._keyed >> move.number) & 1
        return wiped and not changes & (other.takes | other.reads | other.empty | _inlets(other))


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


def _bits(found: Iterable[int]) -> int:
    return _union(1 << number for number in found)


def _numbers(bits: int) -> list[int]:
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
