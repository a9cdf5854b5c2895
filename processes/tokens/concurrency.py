"""Which places may hold tokens at the same time: a quick answer that may say yes too often, never no too often.

A pair of places is together at the start, or because one move gives to both, or because one stays while a move gives to
the other. Working that out takes a moment where the search of all markings could take for ever; in diagrams whose
splits and joins match it is exact. A place that is never together with itself never holds two tokens.
"""

from collections import deque

from processes.tokens.net import Move, Net, numbers


def together(net: Net) -> list[int]:
    """Return for each place the bits of the places that may be marked at the same time; its own bit, when it may hold
    two tokens."""
    return _Spreading(net).run()


class _Spreading:
    def __init__(self, net: Net) -> None:
        self.net = net
        self.with_: list[int] = [0] * len(net.places)
        self.reached = net.present(net.start)
        self.ways = [_ways(move) for move in net.moves]
        self.users: list[list[int]] = [[] for _ in net.places]
        for move, ways in zip(net.moves, self.ways, strict=True):
            for place in {place for needs, _ in ways for place in numbers(needs)}:
                self.users[place].append(move.number)

    def run(self) -> list[int]:
        for place in numbers(self.reached):
            self.with_[place] = self.reached & ~(1 << 2 * place)
        queue = deque(range(len(self.net.moves)))
        waiting = set(queue)
        while queue:
            number = queue.popleft()
            waiting.discard(number)
            for place in numbers(self._spread(self.net.moves[number])):
                fresh = [user for user in self.users[place] if user not in waiting]
                queue.extend(fresh)
                waiting.update(fresh)
        return self.with_

    def _spread(self, move: Move) -> int:
        """Let the move happen wherever it may; return the places about which something new is known."""
        news = 0
        for needs, without in self.ways[move.number]:
            if needs & ~self.reached or not self._all_together(needs):
                continue
            beside = self._beside(needs) & ~without & ~self._used_up(move) | move.reads
            for place in numbers(move.gives):
                news |= self._join(place, beside | move.gives & ~(1 << 2 * place))
        return news

    def _used_up(self, move: Move) -> int:
        """Return the places that hold nothing after the move: what it clears, and single tokens at a waiting join."""
        inlets = move.waits.inlet_bits if move.waits else 0
        single = [1 << 2 * place for place in numbers(inlets) if not self.with_[place] >> 2 * place & 1]
        return move.clears | sum(single)

    def _all_together(self, needs: int) -> bool:
        return all(not needs & ~self.with_[place] & ~(1 << 2 * place) for place in numbers(needs))

    def _beside(self, needs: int) -> int:
        beside = self.reached
        for place in numbers(needs):
            beside &= self.with_[place]
        return beside

    def _join(self, place: int, others: int) -> int:
        bit = 1 << 2 * place
        news = (others & ~self.with_[place]) | (bit & ~self.reached)
        self.reached |= bit
        if not news:
            return 0
        self.with_[place] |= others
        for other in numbers(others & news):
            self.with_[other] |= bit
        return news | bit


def _ways(move: Move) -> list[tuple[int, int]]:
    """Return what the move needs, and the places that must hold nothing; for a waiting join a pair for each inlet."""
    needs = move.takes | move.reads
    if move.waits is None:
        return [(needs, move.empty)]
    ways = []
    for bit, _, straight in move.waits.inlets:
        others = 0
        for other, theirs, _ in move.waits.inlets:
            others |= theirs if other != bit else 0
        ways.append((needs | bit, move.empty | (others & ~straight)))
    return ways
