"""Every possible run of a path with its stages, with its variables, under the law."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from deadlines.rounds import Round
from processes.checks.assembly import Library, Part
from processes.checks.law.effects import Effects, heard
from processes.checks.law.relevance import finite_names, read_names
from processes.checks.law.statute import Statute, read_law
from processes.checks.law.values import ANY, UNSET, Abstract, ReadsUnset, outcome
from processes.checks.law.watch import Broken, Unready, Value, Watch
from processes.checks.names import handed_over
from processes.expressions import BadExpression, CannotEvaluate, parse
from processes.scope import CASE_FACTS
from processes.tokens import drawing
from processes.tokens.explore import Exploration, element_ids, explore

LIMIT = 60_000
"""So many states of a path with its variables are looked at; beyond, the order is not decided, and that is said."""


@dataclass(frozen=True)
class Fall:
    """One way in which a path goes wrong. at: the element, after the calls that lead to it. trace: the way there."""

    what: Broken | Unready
    at: str
    trace: tuple[str, ...]


@dataclass(frozen=True)
class Runs:
    """What all runs of a path show. decided: False, when there were too many. taken: the flows that some run took.
    overlaps: (gateway, flow, flow) whose conditions were true at once. stuck: (element, trace) of gateways where no
    way was open. states: how many were looked at."""

    falls: tuple[Fall, ...]
    taken: frozenset[str]
    overlaps: frozenset[tuple[str, str, str]]
    stuck: tuple[tuple[str, tuple[str, ...]], ...]
    decided: bool
    states: int = field(default=0)


@lru_cache(maxsize=32)
def _law_of(library: Library) -> tuple[Statute, ...]:
    return read_law(library.files)


def law_for(library: Library, top: str, parts: tuple[Part, ...]) -> tuple[Statute, ...]:
    """Return the rules of the library that are for a path: none, when it is not statutory. Raises UnusableLaw."""
    marks = next(marks for part in parts for marks in part.marks if marks.id == top)
    if not marks.statutory:
        return ()
    hears = {event for part in parts for element in part.elements.values() for event in heard(element)}
    law = [one for one in _law_of(library) if one.model in ("", marks.model or "none")]
    return tuple(one for one in law if (not one.where or one.where in hears) and one.hears & hears)


@lru_cache(maxsize=64)
def known_runs(library: Library, top: str, rounds: tuple[Round, ...]) -> Runs:
    """Return the runs of a path under the law of its library, explored once for the same files and rounds.

    Raises UnusableLaw.
    """
    parts = tuple(library.called_from(top))
    if any(drawing.is_too_large(part.model) for part in parts):
        return Runs((), frozenset(), frozenset(), (), decided=False)
    law = tuple(statute for statute in law_for(library, top, parts) if not statute.by)
    return runs_of(library, top, parts, law, rounds)


def runs_of(
    library: Library, top: str, parts: tuple[Part, ...], law: tuple[Statute, ...], rounds: tuple[Round, ...]
) -> Runs:
    """Explore the runs of a path. top: the id of its process. law: the rules that are for it."""
    model = library.parts[top].model
    finite = finite_names(library, parts, law)
    start = starting_values(library, top, parts, finite, rounds)
    watch = Watch(parts, Effects(library, finite, {"path": top}), law, start)
    falls: list[Fall] = []
    stuck: list[tuple[str, tuple[str, ...]]] = []
    decided, states, taken = True, 0, set()
    for net in drawing.nets_of(model, lambda called: library.parts[called].model if called in library.parts else None):
        seen = explore(net, watch, limit=LIMIT, rest=watch.rest(net))
        decided, states = decided and seen.complete, states + len(seen.states)
        taken |= {f.rpartition("/")[2] for n in seen.happened for f in seen.net.moves[n].flows}
        falls += [Fall(what, what.at, element_ids(seen.moves_to_violation(what))) for what in _broken(seen)]
        falls += _unfinished(seen, watch)
        stuck += _stuck(seen)
    return Runs(tuple(falls), frozenset(taken), frozenset(watch.overlaps), tuple(stuck), decided, states)


def _broken(seen: Exploration) -> list[Broken | Unready]:
    return [what for what in seen.broken if isinstance(what, Broken | Unready)]


def _unfinished(seen: Exploration, watch: Watch) -> Iterator[Fall]:
    first: dict[str, tuple[Statute, int]] = {}
    for number in seen.stuck:
        state = seen.states[number]
        still = watch.memory.open_at_the_end(cast("Value", state.value)[1]) if seen.net.is_final(state.marking) else ()
        for statute in still:
            first.setdefault(statute.name, (statute, number))
    for statute, number in first.values():
        trace = element_ids(seen.moves_to(number))
        yield Fall(Broken(statute, trace[-1]), trace[-1], trace)


def _stuck(seen: Exploration) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number in seen.stuck:
        if not seen.net.is_final(seen.states[number].marking):
            trace = element_ids(seen.moves_to(number))
            yield trace[-1] if trace else "", trace


def starting_values(
    library: Library, top: str, parts: tuple[Part, ...], finite: frozenset[str], rounds: tuple[Round, ...]
) -> dict[str, Abstract]:
    """Return what is known of each variable of a path that matters, when a case begins on it."""
    wanted = finite | read_names(library, parts)
    values: dict[str, Abstract] = {}
    handed = frozenset(handed_over(library, top))
    for name in (*CASE_FACTS, *(name for round_ in rounds for name in round_.facts), *handed):
        values[name] = ANY
    values["path"] = top
    for part in parts:
        for marks in part.marks:
            if marks.id == top:
                values |= {n: _first(value, values) for n, value in marks.variables if n not in handed}
    return {name: values.get(name, UNSET) for name in wanted | {"path"}}


def _first(source: str, values: Mapping[str, Abstract]) -> Abstract:
    try:
        found = outcome(parse(source), values)
    except (BadExpression, ReadsUnset, CannotEvaluate):
        return ANY
    return ANY if isinstance(found, list) else found
