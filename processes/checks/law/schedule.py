"""The dates along a path: which deadline comes before which in the drawing, and when each may fall at the latest.

Only the punctual ways count: what follows a deadline that fell is late anyway. A deadline that counts from a fact (two
weeks after receipt) is taken at its latest: from the last date on which the fact may come about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from deadlines.calendar import london_date
from deadlines.rounds import NeedsAnchor, Round
from processes.checks.assembly import Library, Part
from processes.elements import Element
from processes.tokens.drawing import nets_of
from processes.tokens.net import LEAVE, Move, Net, numbers

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Milestone:
    """Something on a path that has a latest date. at: the element, after the calls that lead to it. what: the deadline
    or the message. by: the last instant. fixed: whether it is a date of the round, not counted from a fact."""

    at: str
    what: str
    by: datetime
    fixed: bool
    binds: bool = True

    @property
    def last_day(self) -> date:
        """The last London day on which it may be done."""
        return london_date(self.by - INSTANT)


def tight_pairs(library: Library, top: str, round_: Round) -> Iterator[tuple[Milestone, Milestone]]:
    """Yield each milestone of a path with the ones that come next after it in the drawing.

    A pair is only as fixed as its way: where another way leads to the later one, the earlier one is not `fixed`.
    """
    model = library.parts[top].model
    for net in nets_of(model, lambda called: library.parts[called].model if called in library.parts else None):
        order = _Order(net)
        moves = [move for move in net.moves if order.is_punctual(move.number)]
        stones = {move.number: stone for move in moves if (stone := _milestone(library, move, round_))}
        bind = [n for n, stone in stones.items() if stone.binds]
        after = {n: [m for m in bind if m != n and order.reaches(n, m)] for n in stones}
        for n, later in after.items():
            for m in later:
                if not any(m in after[between] for between in later if between != m):
                    fixed = stones[n].fixed and order.needs(n, m)
                    yield replace(stones[n], fixed=fixed), stones[m]


def _milestone(library: Library, move: Move, round_: Round) -> Milestone | None:
    """Return when a move must have happened at the latest; None when nothing says so."""
    part = _part_of(library, move)
    if part is None or move.node is None:
        return None
    element = part.elements.get(move.node.id)
    dues = [_due(library, event, round_) for event in _timers_on(part, move)]
    says = element is not None and element.kind == "intermediateCatchEvent" and element.message is not None
    if element and element.message and says:
        dues = [_said(library, element.message.name, round_)]
    found = [due for due in dues if due]
    if not found:
        return None
    name, by, fixed = max(found, key=lambda due: due[1])
    return Milestone(move.element, name, by, fixed, binds=not says)


def _timers_on(part: Part, move: Move) -> Iterator[Element]:
    """Yield the timers that say until when a move must have happened: its own, and those on the activity it ends."""
    node = move.node
    if node is None or move.kind == "enter":
        return
    if node.kind == "intermediateCatchEvent":
        yield part.elements[node.id]
    for boundary in part.model.boundaries.get(node.id, ()):
        yield part.elements[boundary.id]


Due = tuple[str, datetime, bool]


def _due(library: Library, element: Element, round_: Round, depth: int = 2) -> Due | None:
    if element.timer_kind != "timeDate" or not round_.knows(element.timer):
        return None
    deadline = round_.deadline(element.timer.removesuffix(".start"))
    try:
        return element.timer, round_.due(element.timer), True
    except NeedsAnchor:
        fact = _latest_fact(library, deadline.anchor, round_, depth)
    if fact is None:
        return None
    return element.timer, round_.due(element.timer, {deadline.anchor: fact}), False


def _latest_fact(library: Library, fact: str, round_: Round, depth: int) -> datetime | None:
    """Return the last instant at which a form gives this stamp, by the timers on its steps."""
    found = []
    for part in {part.file: part for part in library.parts.values()}.values() if depth else ():
        for element in part.elements.values():
            form = library.form(element.form)
            if form and form.stamp == fact:
                timers = [part.elements[b.id] for b in part.model.boundaries.get(element.id, ())]
                found += [due[1] for one in timers if (due := _due(library, one, round_, depth - 1))]
    return max(found, default=None)


def _said(library: Library, message: str, round_: Round) -> Due | None:
    """Return the last instant at which another path says something: the latest of its timers before it does."""
    found: list[Due] = []
    for part in filter(None, map(library.parts.get, library.names("paths"))):
        if any(e.throws and e.message and e.message.name == message for e in part.elements.values()):
            timers = [element for element in part.elements.values() if element.kind == "boundaryEvent"]
            found += [(due[0], due[1], False) for one in timers if (due := _due(library, one, round_))]
    return max(found, key=lambda due: due[1], default=None)


def _part_of(library: Library, move: Move) -> Part | None:
    return next((part for part in library.parts.values() if part.model is move.model), None)


class _Order:
    """Which move can come after which, on punctual ways and without going back."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self._next = _successors(net)
        self._first = [move.number for move in net.moves if net.allows(net.start, move)]
        self._after = _forward(self._next, self._first)
        self._punctual = self._without(-1)

    def is_punctual(self, move: int) -> bool:
        """Whether a run can come to a move without any deadline having fallen."""
        return bool(self._punctual >> move & 1)

    def reaches(self, one: int, other: int) -> bool:
        """Whether a way leads from one move to another."""
        return bool(self._after[one] >> other & 1)

    def needs(self, one: int, other: int) -> bool:
        """Whether every punctual way to the other move leads through the one."""
        return not self._without(one) >> other & 1

    def _without(self, left_out: int) -> int:
        found, edge = 0, [first for first in self._first if first != left_out]
        while edge:
            at = edge.pop()
            if not found >> at & 1:
                found |= 1 << at
                edge.extend(to for to in self._next[at] if to != left_out)
        return found


def _successors(net: Net) -> list[list[int]]:
    """Return the moves that each move makes possible. What ends a sub-process comes after what ends inside it."""
    ends = {move.number: move for move in net.moves if move.kind == LEAVE and move.empty}
    users: dict[int, list[int]] = {}
    for move in net.moves:
        for place in numbers(move.takes | move.reads | (move.waits.inlet_bits if move.waits else 0)):
            if move.number not in ends:
                users.setdefault(place, []).append(move.number)
    found: list[list[int]] = []
    for move in net.moves:
        given = [] if _is_late(move) else numbers(move.gives)
        inner = [n for n, end in ends.items() if move.takes & end.empty and not move.gives & end.empty]
        found.append([user for place in given for user in users.get(place, ())] + inner)
    return found


def _is_late(move: Move) -> bool:
    return move.node is not None and move.node.kind == "boundaryEvent" and move.node.event == "timer"


def _forward(successors: list[list[int]], first: list[int]) -> list[int]:
    """Return for each move, as bits, what comes after it, leaving out the flows that go back towards the first."""
    after = [0] * len(successors)
    state = [0] * len(successors)  # 0 not seen, 1 under way, 2 done
    for root in [*first, *range(len(successors))]:
        stack = [(root, iter(successors[root]))] if not state[root] else []
        state[root] = state[root] or 1
        while stack:
            at, ways = stack[-1]
            for to in ways:
                if state[to] == 0:
                    state[to] = 1
                    stack.append((to, iter(successors[to])))
                    break
                if state[to] == 2:
                    after[at] |= after[to] | 1 << to
            else:
                state[at] = 2
                stack.pop()
                if stack:
                    after[stack[-1][0]] |= after[at] | 1 << at
    return after
