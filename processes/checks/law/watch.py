"""What goes along with a run while all runs are explored: the values of variables, and what the law remembers."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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
        names = (self._reads(doing) | doing.effect.writes) & set(self._names)
        return [*names, *self.memory.touched(doing.hears)]

    def step(self, value: Hashable, move: Move) -> Iterator[Hashable | Violation]:
        """Yield the values after a move."""
        values, bits = cast("Value", value)
        doing = self._doing(move)
        known = dict(zip(self._names, values, strict=True))
        try:
            if not self._open(doing, known):
                return
            outcomes = list(doing.effect.outcomes(known))
        except ReadsUnset as unset:
            yield Violation(
                Unready(move.element, unset.name, f"reads '{unset.name}', which nothing has given a value by then")
            )
            return
        except CannotEvaluate as problem:
            yield Violation(Unready(move.element, "", f"cannot go on: {problem}"))
            return
        for changed in outcomes:
            after = {**known, **{name: new for name, new in changed.items() if name in self._places}}
            broken, memory = self.memory.hear(bits, doing.hears, after)
            for statute in broken:
                yield Violation(Broken(statute, move.element))
            yield (tuple(after[name] for name in self._names), memory)

    def rest(self, net: Net) -> Callable[[Hashable, int], Hashable]:
        """Return what takes the dead variables out of a value in a marking of this net."""
        moves = [move for move in net.moves if self._open(self._doing(move), self._effects.constants)]
        liveness = Liveness(net, moves, self._looks_at, self._settles)
        size, kept = len(self._names), self.memory.kept

        def rest(value: Hashable, marking: int) -> Hashable:
            live = liveness.at(marking)
            values, bits = cast("Value", value)
            left = tuple(one if live >> place & 1 else ANY for place, one in enumerate(values))
            return left, bits & (live >> size | kept)

        return rest

    def _looks_at(self, move: Move) -> int:
        doing = self._doing(move)
        names = self._bits(self._reads(doing) | self.memory.reads(doing.hears))
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


@dataclass(frozen=True)
class _Doing:
    """What a move does to the values, read once."""

    node: str
    effect: Effect
    flows: tuple[Flow, ...]
    asked: tuple[tuple[Flow, Expression], ...]
    by_default: bool
    exclusive: bool

    @cached_property
    def hears(self) -> tuple[str, ...]:
        true = [flow.condition for flow, _ in self.asked if flow in self.flows and flow.condition]
        return (*self.effect.hears, *(heard for condition in true for heard in asked_and_true(condition)))


def _condition(flow: Flow) -> Expression | None:
    try:
        return parse(flow.condition) if flow.condition is not None else None
    except BadExpression:
        return None
