"""Whether two versions of a path show the people round it the same: the same sequences of what can be seen.

Seen is what happens and who does it: a form answered (by which role, with each answer that decides something in either
version), a timer fallen and for what it waited, a status, a message with what it carries, a case opened with what it is
given, a script's assignments, a table asked, and the end. Not seen are ids, names, gateways and the drawing. Both
versions are explored with their values, with every order of what is seen; then the sets of sequences are compared by
determinising both side by side. Equal is said only when both explorations and the comparison were complete.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from deadlines.rounds import shipped_rounds
from processes.checks.assembly import Library, Part
from processes.checks.law.effects import Effects
from processes.checks.law.relevance import finite_names
from processes.checks.law.runs import starting_values
from processes.checks.law.watch import Watch
from processes.elements import Element
from processes.model import Model
from processes.paths import shipped_library
from processes.tokens import drawing
from processes.tokens.explore import Violation, explore
from processes.tokens.net import LEAVE, PASS, Move, Net
from tests.mutants.operators import Mutant

STATES, PAIRS = 15_000, 20_000
Label = tuple[Hashable, ...]


def equivalent(mutant: Mutant) -> bool:
    """Return whether every path that a mutant is part of is proved to show the same as the shipped one."""
    files = shipped_library().files
    old, new = Library(files), Library({**files, mutant.file: mutant.source})
    mine = [identity for identity, part in old.parts.items() if part.file == mutant.file]
    tops = [top for process in mine for top in old.callers_of(process) or [process]]
    return mine[0] in new.parts and all(same_sequences(old, new, top) for top in tops)


def same_sequences(old: Library, new: Library, top: str, limit: int = STATES) -> bool:
    """Return whether two libraries are proved to show the same sequences on one path, within so many states each."""
    shared = frozenset(name for one in (old, new) for name in finite_names(one, tuple(one.called_from(top)), ()))
    before = graph_of(old, top, shared, limit)
    after = graph_of(new, top, shared, limit) if before else None
    return before is not None and after is not None and _same(before, after)


@dataclass(frozen=True)
class Graph:
    """What can be seen of a path. after: for each state (label or None, state); ends: the states where all is done."""

    after: tuple[tuple[tuple[Label | None, int], ...], ...]
    ends: frozenset[int]

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """Return the states that are come to from these without anything to be seen."""
        found, pending = set(states), list(states)
        while pending:
            for label, to in self.after[pending.pop()]:
                if label is None and to not in found:
                    found.add(to)
                    pending.append(to)
        return frozenset(found)

    def steps(self, states: frozenset[int]) -> dict[Label, frozenset[int]]:
        """Return where each label leads from a closed set of states; the end has a label of its own."""
        found: dict[Label, set[int]] = {}
        for state in states:
            for label, to in self.after[state]:
                if label is not None:
                    found.setdefault(label, set()).add(to)
        ended: dict[Label, frozenset[int]] = {("ends",): frozenset()} if states & self.ends else {}
        return {label: self.closure(there) for label, there in found.items()} | ended


def _same(one: Graph, other: Graph) -> bool:
    pending = [(one.closure([0]), other.closure([0]))]
    known = set(pending)
    while pending:
        here, there = pending.pop()
        mine, theirs = one.steps(here), other.steps(there)
        if mine.keys() != theirs.keys() or len(known) > PAIRS:
            return False
        pairs = {(states, theirs[label]) for label, states in mine.items()} - known
        known |= pairs
        pending.extend(pairs)
    return True


@lru_cache(maxsize=64)
def graph_of(library: Library, top: str, finite: frozenset[str], limit: int) -> Graph | None:
    """Return what can be seen of a path; None, when there was too much to look at or a run cannot go on."""
    parts = tuple(library.called_from(top))
    start = starting_values(library, top, parts, finite, tuple(shipped_rounds().values()))
    watch = Watch(parts, Effects(library, finite, {"path": top}), (), start)
    nets = drawing.nets_of(library.parts[top].model, lambda called: _model(library, called))
    seeing = _Seeing(watch, library, parts, nets[0], sorted(start))
    seen = explore(nets[0], seeing, limit=limit, rest=seeing.rest)
    if len(nets) > 1 or not seen.complete or seen.broken:
        return None
    labels = [cast("tuple[Hashable, Label | None]", state.value)[1] for state in seen.states]
    after = tuple(tuple((labels[to], to) for to in there) for there in seen.after)
    return Graph(after, frozenset(n for n in seen.stuck if nets[0].is_final(seen.states[n].marking)))


def _model(library: Library, called: str) -> Model | None:
    return library.parts[called].model if called in library.parts else None


class _Seeing:
    """The monitor of the law without law, which also keeps what was seen last (None, when a move shows nothing)."""

    def __init__(self, watch: Watch, library: Library, parts: tuple[Part, ...], net: Net, names: list[str]) -> None:
        self._watch, self._library, self._names = watch, library, names
        self._parts: Mapping[int, Part] = {id(part.model): part for part in parts}
        self._rest = watch.rest(net)
        self.start: Hashable = (watch.start, None)

    def keys(self, move: Move) -> Iterable[Hashable]:
        """Return one key for all moves that show something, beside those of the values; every move is watched."""
        return [*self._watch.keys(move), "seen" if self._shown(move) else f"move {move.number}"]

    def step(self, value: Hashable, move: Move) -> Iterator[Hashable | Violation]:
        """Yield the values after a move, each with what it shows."""
        before, _ = cast("tuple[Hashable, object]", value)
        shown = self._shown(move)
        for after in self._watch.step(before, move):
            if isinstance(after, Violation):
                yield after
            else:
                yield after, (*shown, *self._answers(move, after)) if shown else None

    def rest(self, value: Hashable, marking: int) -> Hashable:
        """Return the value without what nothing looks at any more; what was seen stays."""
        inner, shown = cast("tuple[Hashable, object]", value)
        return self._rest(inner, marking), shown

    def _element(self, move: Move) -> Element | None:
        part = self._parts.get(id(move.model))
        known = move.node is not None and part is not None and move.kind in (LEAVE, PASS)
        return part.elements.get(move.node.id) if known and part and move.node else None

    def _shown(self, move: Move) -> Label:
        element = self._element(move)
        if element is None:
            return ()
        message = (element.message.name, element.message.carries, element.throws) if element.message else ()
        marks = (element.form, element.status, element.timer_kind, element.timer, element.script, element.decision)
        linked = (element.operation, element.opens, element.opens_with, element.continues)
        shown = (*marks, *linked, *message)
        return (*shown, element.role if element.is_step or element.is_offer else "") if any(shown) else ()

    def _answers(self, move: Move, after: Hashable) -> Label:
        element = self._element(move)
        if element is None or not (element.form or element.message):
            return ()
        form = self._library.form(element.form)
        given = {*(form.declares if form else ()), *(element.message.carries if element.message else ())}
        values = cast("tuple[tuple[Hashable, ...], int]", after)[0]
        return tuple((name, repr(value)) for name, value in zip(self._names, values, strict=True) if name in given)
