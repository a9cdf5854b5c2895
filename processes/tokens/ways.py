"""Short ways to what is already found, so that a designer sees what matters and no more."""

from collections.abc import Callable
from functools import cached_property

from processes.tokens.explore import Exploration, explore
from processes.tokens.net import Move, Net

LIMIT = 1_500
"""States of the search without reduction; a way to one of them is the shortest there is."""

Fits = Callable[[int], bool]


class Ways:
    """The short ways of one net."""

    def __init__(self, net: Net) -> None:
        self._net = net

    @cached_property
    def _all(self) -> list[tuple[int, int]]:
        """The first markings, in the order of their distance from the start, each with its number."""
        return [(state.marking, number) for number, state in enumerate(self._full.states)]

    @cached_property
    def _full(self) -> Exploration:
        return explore(self._net, limit=LIMIT, reduced=False)

    def shortest(self, moves: tuple[Move, ...], fits: Fits) -> tuple[Move, ...]:
        """Return the shortest way to a marking that fits; beyond the limit the way given, without what it can spare."""
        for marking, number in self._all:
            if fits(marking):
                return tuple(self._full.moves_to(number))
        return self._spared(moves, fits)

    def _spared(self, moves: tuple[Move, ...], fits: Fits) -> tuple[Move, ...]:
        place = len(moves) - 1
        while place >= 0:
            fewer = moves[:place] + moves[place + 1 :]
            marking = self._net.run(fewer)
            moves = fewer if marking is not None and fits(marking) else moves
            place -= 1
        return moves


def once_round(net: Net, start: int, limit: int = 300) -> tuple[Move, ...]:
    """Return the fewest moves that lead from a marking back to it, none when there are none within the limit. Only
    moves whose outcome is sure are taken."""
    before: dict[int, tuple[int, Move]] = {}
    edge = [start]
    for marking in edge:
        for move in net.enabled(marking):
            after = net.after(marking, move)
            if len(after) == 1 and after[0] not in before:
                before[after[0]] = (marking, move)
                edge.append(after[0])
        if start in before or len(edge) > limit:
            break
    return _traced(before, start) if start in before else ()


def _traced(before: dict[int, tuple[int, Move]], start: int) -> tuple[Move, ...]:
    way: list[Move] = []
    marking = start
    while not way or marking != start:
        marking, move = before[marking]
        way.append(move)
    return tuple(reversed(way))
