"""Every run of a net, breadth first, each marking once; with a monitor beside it that watches, and chooses by data.

A monitor has a value that goes along with the marking. It declares for each move the keys that it touches: the names
of the orders it watches, the variables it reads or writes. Moves with a key in common keep their order in the reduced
search; a move without keys never changes the value. So what the monitor says of the reduced search holds of all runs,
as long as steps with no key in common may be done in either order with the same result.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from processes.tokens.dependence import Dependence
from processes.tokens.graph import last_rounds
from processes.tokens.net import LEAVE, Move, Net, may_happen

LIMIT = 20_000
"""So many states are looked at; beyond, the answer is `complete=False`: not decided."""


@dataclass(frozen=True)
class Violation:
    """What a monitor answers when a move breaks a rule. what: which rule; the run is not followed further."""

    what: Hashable


class Monitor(Protocol):
    """What goes along with the search."""

    @property
    def start(self) -> Hashable:
        """The value at the start."""

    def keys(self, move: Move) -> Iterable[Hashable]:
        """Return what the move reads or writes of the value; none when it does not concern the monitor."""

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        """Return the values after the move: none when the value forbids it, several when it may turn out either way.
        Asked only for moves with keys; must be a pure function."""


class Watching:
    """The monitor that watches nothing."""

    start: Hashable = None

    def keys(self, move: Move) -> Iterable[Hashable]:
        """Return no keys."""
        return ()

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        """Return the value."""
        return (value,)


@dataclass(frozen=True)
class State:
    """One state of the search: a marking, the monitor's value, and how it was reached first."""

    marking: int
    value: Hashable
    before: int
    move: Move | None


@dataclass(eq=False)
class Exploration:
    """What the search saw. states: in the order of discovery, the start first. after: for each state the numbers of
    its successors. stuck: numbers of the states in which nothing can move. broken: for each violation the state before
    it and the move. happened: numbers of the moves that ever happen. complete: False, when the limit was met."""

    net: Net = field(repr=False)
    states: list[State]
    after: list[list[int]]
    stuck: list[int] = field(default_factory=list)
    broken: dict[Hashable, tuple[int, Move]] = field(default_factory=dict)
    happened: set[int] = field(default_factory=set)
    complete: bool = True

    def moves_to(self, state: int) -> list[Move]:
        """Return the moves that lead from the start to a state."""
        moves: list[Move] = []
        while True:
            reached = self.states[state]
            if reached.move is None:
                return moves[::-1]
            moves.append(reached.move)
            state = reached.before

    def moves_to_violation(self, what: Hashable) -> list[Move]:
        """Return the moves that lead to a violation, the one that breaks the rule last."""
        state, move = self.broken[what]
        return [*self.moves_to(state), move]


def element_ids(moves: Iterable[Move]) -> tuple[str, ...]:
    """Return the ids of the elements on a way, each once for each time that it begins or happens."""
    return tuple(move.element for move in moves if move.node is not None and move.kind != LEAVE)


Found = Callable[[int], bool]
Rest = Callable[[Hashable, int], Hashable]


def explore(
    net: Net,
    monitor: Monitor | None = None,
    *,
    limit: int = LIMIT,
    reduced: bool = True,
    until: Found | None = None,
    until_broken: Hashable = None,
    rest: Rest | None = None,
) -> Exploration:
    """Return what may happen in a net.

    monitor: watches and chooses; see the module. limit: the most states that are looked at. reduced: whether to leave
    out orders that make no difference. until: asked of each new marking; the search stops after the first that fits,
    which is then the last state, and `complete` is False. until_broken: stop as well when this violation is found.
    rest: given a value and a marking, returns the value without what nothing can look at any more from there on, so
    that states which differ in nothing that counts are one.
    """
    ends = (until or (lambda _: False), until_broken)
    return _Search(net, monitor or Watching(), limit, reduced, ends, rest or _all_of_it).run()


def shortest_way_to(
    seen: Exploration, monitor: Monitor, what: Hashable, limit: int = 3_000, rest: Rest | None = None
) -> list[Move]:
    """Return the shortest way to a violation that a reduced search found, or the way found, when within the limit
    there is no better. rest: as in `explore`."""
    full = explore(seen.net, monitor, limit=limit, reduced=False, until_broken=what, rest=rest)
    return (full if what in full.broken else seen).moves_to_violation(what)


class _Search:
    def __init__(
        self, net: Net, monitor: Monitor, limit: int, reduced: bool, ends: tuple[Found, Hashable], rest: Rest
    ) -> None:
        keys = [tuple(monitor.keys(move)) for move in net.moves]
        self.net, self.monitor, self.limit, self.reduced = net, monitor, limit, reduced
        self.until, self.until_broken = ends
        self.rest = rest
        self.dependence = Dependence(net, keys)
        self.watched = [bool(own) for own in keys]
        self.known: dict[tuple[int, Hashable], int] = {(net.start, monitor.start): 0}
        self.result = Exploration(net, [State(net.start, monitor.start, -1, None)], [])
        self.allowed = [_enabled(net, net.start)]
        self.possible: list[int] = []
        self.tried: list[int] = []
        self.stopped = False

    def run(self) -> Exploration:
        """Look at the states in the order of discovery; then at what was put off for ever, until nothing is."""
        result = self.result
        while self._look() and (put_off := self._put_off()):
            for at, bits in put_off:
                self._try(at, self._outcomes(self.result.states[at], bits))
        result.complete = len(result.after) == len(result.states) and not self.stopped
        return result

    def _look(self) -> bool:
        """Expand all states that are not, and say whether that is done."""
        while len(self.result.after) < min(len(self.result.states), self.limit) and not self.stopped:
            self._expand(len(self.result.after))
        return len(self.result.after) == len(self.result.states) and not self.stopped

    def _put_off(self) -> list[tuple[int, int]]:
        """Return states in which some moves have to be tried, with those moves: where the search goes round for ever
        and leaves out what could happen all the time."""
        found = []
        for round_ in last_rounds(self.result.after):
            tried = 0
            for at in round_:
                tried |= self.tried[at]
            if missing := self.possible[round_[0]] & ~tried:
                found.append((round_[0], missing))
        return found

    def _expand(self, at: int) -> None:
        state = self.result.states[at]
        outcomes = self._outcomes(state, self.allowed[at])
        possible = sum(1 << number for number in outcomes)
        self.result.after.append([])
        self.possible.append(possible)
        self.tried.append(0)
        if not possible:
            self.result.stuck.append(at)
            return
        chosen = self._chosen(at, possible)
        self._try(at, {number: values for number, values in outcomes.items() if chosen >> number & 1})

    def _chosen(self, at: int, possible: int) -> int:
        if not self.reduced or possible & (possible - 1) == 0:
            return possible
        present = self.net.present(self.result.states[at].marking)
        return self.dependence.enough(self.allowed[at], possible, present)

    def _try(self, at: int, outcomes: dict[int, tuple[Hashable | Violation, ...]]) -> None:
        state = self.result.states[at]
        for number, values in outcomes.items():
            self.tried[at] |= 1 << number
            self.result.happened.add(number)
            for marking in self.net.after(state.marking, self.net.moves[number]):
                for value in values:
                    self._reach(at, number, marking, value)

    def _outcomes(self, state: State, enabled: int) -> dict[int, tuple[Hashable | Violation, ...]]:
        """Return the possible moves with the values that they lead to."""
        found: dict[int, tuple[Hashable | Violation, ...]] = {}
        for move in _of(self.net, enabled):
            if not self.watched[move.number]:
                found[move.number] = (state.value,)
            elif values := tuple(self.monitor.step(state.value, move)):
                found[move.number] = values
        return found

    def _reach(self, at: int, number: int, marking: int, value: Hashable) -> None:
        result, move = self.result, self.net.moves[number]
        if isinstance(value, Violation):
            result.broken.setdefault(value.what, (at, move))
            self.stopped = self.stopped or value.what == self.until_broken
            return
        value = self.rest(value, marking)
        index = self.known.setdefault((marking, value), len(result.states))
        result.after[at].append(index)
        if index == len(result.states):
            result.states.append(State(marking, value, at, move))
            self.allowed.append(self._allowed_after(at, marking))
            self.stopped = self.stopped or self.until(marking)

    def _allowed_after(self, at: int, marking: int) -> int:
        """Return the moves that a marking allows, from those that its predecessor did."""
        present = self.net.present(marking)
        changed = present ^ self.net.present(self.result.states[at].marking)
        ask = 0
        while changed:
            low = changed & -changed
            ask |= self.dependence.users[(low.bit_length() - 1) // 2]
            changed ^= low
        allowed = self.allowed[at] & ~ask
        for move in _of(self.net, ask):
            if may_happen(move, present):
                allowed |= 1 << move.number
        return allowed


def _all_of_it(value: Hashable, _marking: int) -> Hashable:
    return value


def _enabled(net: Net, marking: int) -> int:
    return sum(1 << move.number for move in net.enabled(marking))


def _of(net: Net, bits: int) -> Iterator[Move]:
    while bits:
        low = bits & -bits
        yield net.moves[low.bit_length() - 1]
        bits ^= low
