"""What goes along with a run while all runs are explored: the values of variables, and what the law remembers."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from processes.checks.assembly import Part
from processes.checks.law.effects import Effect, Effects, asked_and_true
from processes.checks.law.liveness import Liveness
from processes.checks.law.memory import Memory
from processes.checks.law.statute import Statute
from processes.checks.law.values import ANY, Abstract, ReadsUnset, looked_at, may
from processes.expressions import BadExpression, CannotEvaluate, Expression, parse
from processes.model import Flow
from processes.tokens.explore import Violation
from processes.tokens.net import LEAVE, PASS, Move, Net

Value = tuple[tuple[Abstract, ...], int]
"""The values of the variables in the order of their names, and the bits of the law's memory."""


@dataclass(frozen=True)
class Broken:
    """A rule of the law that a run breaks. at: the element, after the calls that lead to it."""

    statute: Statute
    at: str


@dataclass(frozen=True)
class Unready:
    """A run that cannot go on at an element for want of a value. why: a sentence's end."""

    at: str
    name: str
    why: str


class Watch:
    """The monitor of one path. It chooses by conditions, changes values, and keeps the law's memory.

    `overlaps` are (gateway, one flow, another flow) that were true at once.
    """

    def __init__(
        self, parts: tuple[Part, ...], effects: Effects, law: tuple[Statute, ...], start: Mapping[str, Abstract]
    ) -> None:
        self._parts = {id(part.model): part for part in parts}
        self._effects = effects
        self._names = tuple(sorted(start))
        self._places = {name: place for place, name in enumerate(self._names)}
        self.memory = Memory(law)
        self.start: Hashable = (tuple(start[name] for name in self._names), 0)
        self.overlaps: set[tuple[str, str, str]] = set()
        self._known: dict[int, _Doing] = {}

    def keys(self, move: Move) -> Iterable[Hashable]:
        """Return the variables and rules of the law that a move touches."""
        doing = self._doing(move)
        read = self._reads(doing) | self.memory.reads(doing.hears)
        names = (read | doing.effect.writes) & set(self._names)
        return [*names, *self.memory.touched(doing.hears)]

    def step(self, value: Hashable, move: Move) -> Iterator[Hashable | Violation]:
        """Yield the values after a move."""
        values, bits = cast("Value", value)
        doing = self._doing(move)
        if doing.touches is None:
            doing.touches = self._touches(doing)
        places, mask = doing.touches
        part = (tuple(values[place] for place in places), bits & mask)
        if part not in doing.done:
            doing.done[part] = tuple(
                self._outcomes(doing, move.element, dict(zip(self._names, values, strict=True)), bits)
            )
        for after in doing.done[part]:
            if isinstance(after, Violation):
                yield after
                continue
            changed = list(values)
            for place, one in zip(places, after[0], strict=True):
                changed[place] = one
            yield tuple(changed), bits & ~mask | after[1]

    def _touches(self, doing: "_Doing") -> tuple[tuple[int, ...], int]:
        names = self._reads(doing) | doing.effect.writes | self.memory.reads(doing.hears)
        every = {*names, *(name for _, condition in doing.asked for name in condition.mentions), *doing.effect.mentions}
        places = tuple(sorted(self._places[name] for name in every if name in self._places))
        return places, self.memory.bits_of(doing.hears)

    def _outcomes(self, doing: "_Doing", at: str, known: dict[str, Abstract], bits: int) -> Iterator[Violation | Value]:
        try:
            if not self._open(doing, known):
                return
            outcomes = list(doing.effect.outcomes(known))
        except ReadsUnset as unset:
            why = f"reads '{unset.name}', which nothing has given a value by then"
            yield Violation(Unready(at, unset.name, why))
            return
        except CannotEvaluate as problem:
            yield Violation(Unready(at, "", f"cannot go on: {problem}"))
            return
        places, mask = doing.touches or ((), 0)
        for changed in outcomes:
            after = {**known, **changed}
            broken, memory = self.memory.hear(bits, doing.hears, after)
            for statute in broken:
                yield Violation(Broken(statute, at))
            yield tuple(after[self._names[place]] for place in places), memory & mask

    def rest(self, net: Net) -> Callable[[Hashable, int], Hashable]:
        """Return what takes the dead variables out of a value in a marking of this net."""
        moves = [move for move in net.moves if self._open(self._doing(move), self._effects.constants)]
        liveness = Liveness(net, moves, self._looks_at, self._settles)
        size, kept = len(self._names), self.memory.kept

        known: dict[int, tuple[list[int], int]] = {}

        def rest(value: Hashable, marking: int) -> Hashable:
            if marking not in known:
                live = liveness.at(marking)
                known[marking] = [place for place in range(size) if not live >> place & 1], live >> size | kept
            dead, mask = known[marking]
            values, bits = cast("Value", value)
            left = list(values)
            for place in dead:
                left[place] = ANY
            return tuple(left), bits & mask

        return rest

    def _looks_at(self, move: Move) -> int:
        doing = self._doing(move)
        told = self.memory.reads(doing.hears) - doing.effect.writes  # the law hears of an answer after it is given
        names = self._bits(self._reads(doing) | told)
        return names | self.memory.looked_at(doing.hears) << len(self._names)

    def _settles(self, move: Move) -> int:
        doing = self._doing(move)
        return self._bits(doing.effect.writes) | self.memory.settled(doing.hears) << len(self._names)

    def _reads(self, doing: "_Doing") -> frozenset[str]:
        constants = self._effects.constants
        return doing.effect.reads | {name for _, one in doing.asked for name in looked_at(one, constants)}

    def _bits(self, names: Iterable[str]) -> int:
        found = 0
        for name in names:
            if name in self._places:
                found |= 1 << self._places[name]
        return found

    def _open(self, doing: "_Doing", known: Mapping[str, Abstract]) -> bool:
        """Whether the conditions let a run take these flows."""
        if not doing.asked:
            return True
        found = {flow.id: may(condition, known) for flow, condition in doing.asked}
        chosen = {flow.id for flow in doing.flows}
        sure = [flow for flow, can in found.items() if can == {True}]
        if doing.exclusive and len(sure) > 1:
            self.overlaps.add((doing.node, sure[0], sure[1]))
        if doing.by_default:
            return all(False in can for can in found.values())
        return all(True in can for flow, can in found.items() if flow in chosen)

    def _doing(self, move: Move) -> "_Doing":
        if move.number not in self._known:
            self._known[move.number] = self._read(move)
        return self._known[move.number]

    def _read(self, move: Move) -> "_Doing":
        part = self._parts.get(id(move.model))
        if move.node is None or part is None or move.kind not in (LEAVE, PASS):
            return _Doing("", Effect(), (), (), False, False)
        element = part.elements.get(move.node.id)
        effect = self._effects.of(element) if element else Effect()
        leaving = part.model.outgoing.get(move.node.id, ())
        ids = {flow.rpartition("/")[2] for flow in move.flows}
        flows = tuple(flow for flow in leaving if flow.id in ids)
        asked = tuple((flow, condition) for flow in leaving if (condition := _condition(flow)))
        by_default = bool(asked) and any(flow.id == move.node.default for flow in flows)
        return _Doing(move.node.id, effect, flows, asked, by_default, move.node.kind == "exclusiveGateway")


@dataclass
class _Doing:
    """What a move does to the values, read once. touches: the places of the variables and the bits of the memory that
    decide what it does; done: what it did, by these."""

    node: str
    effect: Effect
    flows: tuple[Flow, ...]
    asked: tuple[tuple[Flow, Expression], ...]
    by_default: bool
    exclusive: bool
    touches: tuple[tuple[int, ...], int] | None = None
    done: dict[Value, tuple["Violation | Value", ...]] = field(default_factory=dict)

    @cached_property
    def hears(self) -> tuple[str, ...]:
        true = [condition for flow, condition in self.asked if flow in self.flows]
        return (*self.effect.hears, *(heard for condition in true for heard in asked_and_true(condition)))


def _condition(flow: Flow) -> Expression | None:
    try:
        return parse(flow.condition) if flow.condition is not None else None
    except BadExpression:
        return None
