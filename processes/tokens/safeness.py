"""Whether a sequence flow can hold two tokens at once: safe, unsafe with the way there, or not decided."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from processes.tokens.concurrency import together
from processes.tokens.explore import Exploration, Violation, explore
from processes.tokens.net import Move, Net, numbers

LIMIT = 4_000
"""So many states are looked at for all suspected flows together."""


@dataclass(frozen=True)
class Safeness:
    """decided: whether the answer is sure. flow: a flow that holds two tokens, empty when none does. moves: the way.
    repeats: whether the last move has to happen once more, which the net itself does not let it."""

    decided: bool
    flow: str = ""
    moves: tuple[Move, ...] = ()
    repeats: bool = False


class _Touching:
    """Keeps the order of all moves that change what a place holds, so that no way to two tokens is left out."""

    start: Hashable = None

    def __init__(self, place: int) -> None:
        self._place = place

    def keys(self, move: Move) -> Iterable[Hashable]:
        return ("place",) if (move.takes | move.gives | move.clears) & self._place else ()

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        return (value,)


def safeness_of(net: Net, seen: Exploration, marked: list[int] | None = None, limit: int = LIMIT) -> Safeness:
    """Return whether two tokens can be on one flow.

    First by what may be marked together: where no flow is suspected, the net is safe. Then by what the exploration
    `seen` met, by events that may repeat, and by a search for each suspected flow in turn. marked: what `together`
    gave, when it is known.
    """
    marked = marked or together(net)
    suspects = [1 << 2 * n for n in numbers(net.flow_places) if marked[n] >> 2 * n & 1]
    found = _met(net, seen) or _repeated(net, seen)
    if found or not (suspects or any(move.repeats for move in net.moves)):
        return found or Safeness(decided=True)
    for place in suspects:
        search = explore(net, _Touching(place), limit=limit, until=lambda marking: bool(net.doubled(marking)))
        found = _met(net, search)
        limit -= len(search.after)
        if found or not search.complete:
            return found or Safeness(decided=False)
    return Safeness(decided=seen.complete)


def _met(net: Net, seen: Exploration) -> Safeness | None:
    """Return the first state of a search in which a flow holds two tokens."""
    for number, state in enumerate(seen.states):
        if doubled := net.doubled(state.marking):
            return Safeness(decided=True, flow=net.names(doubled)[0], moves=tuple(seen.moves_to(number)))
    return None


def _repeated(net: Net, seen: Exploration) -> Safeness | None:
    """Return a non-interrupting event that happens and may happen again at once."""
    for number, state in enumerate(seen.states):
        for move in net.moves:
            if move.repeats and move.number in seen.happened and move.flows and net.allows(state.marking, move):
                return Safeness(True, move.flows[0], (*seen.moves_to(number), move), repeats=True)
    return None
