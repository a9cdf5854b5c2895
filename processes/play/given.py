"""What a play is given: who starts, values, answers, messages from outside, how long to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from deadlines.calendar import UnusablePeriod, add_period
from processes.expressions import NAME
from processes.instants import instant_literal
from processes.values import MAX_NUMBER, Value

EPOCH = datetime(2015, 1, 5, 9, tzinfo=UTC)
MAX_SPAN = timedelta(days=20 * 366)
_KNOWN = ("start", "vars", "seconds", "answers", "messages", "round", "at")


class UnusableInput(ValueError):
    """The input of a play cannot be used; the message says what is wrong and what may stand there."""


@dataclass(frozen=True)
class Arrival:
    """A message from outside. at: when it comes, aware UTC. values: the variables that it brings."""

    name: str
    at: datetime
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Given:
    """The input of a play, read.

    start: ids of processes; none means all that can start by themselves. answers: element id -> the values for its
    visits, in order; `always` holds those that answer every visit. at, until: the first and the last virtual instant,
    aware UTC and inclusive. round: the name of a round, empty for none.
    """

    start: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, tuple[Mapping[str, object], ...]] = field(default_factory=dict)
    always: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    arrivals: tuple[Arrival, ...] = ()
    at: datetime = EPOCH
    until: datetime = EPOCH + MAX_SPAN
    round: str = ""


def read_given(raw: object, at: datetime | None = None) -> Given:
    """Read the JSON input of a play. at: the virtual instant at which it begins, in place of the input's own.

    Raises UnusableInput.
    """
    content = _mapping(raw, "The input")
    unknown = sorted(set(content) - set(_KNOWN))
    if unknown:
        raise UnusableInput(f"The input says '{unknown[0]}'; it may say {', '.join(_KNOWN)}.")
    begins = at or _instant(content.get("at"), EPOCH)
    answers = _mapping(content.get("answers", {}), "'answers'")
    listed = {element: given for element, given in answers.items() if isinstance(given, list)}
    return Given(
        start=tuple(_text(one, "'start'") for one in _sequence(content.get("start", []), "'start'")),
        values=_values(content.get("vars", {}), "'vars'"),
        answers={element: _answers(element, given) for element, given in listed.items()},
        always={
            element: _mapping(one, f"The answer of '{element}'")
            for element, one in answers.items()
            if element not in listed
        },
        arrivals=tuple(_arrival(one, begins) for one in _sequence(content.get("messages", []), "'messages'")),
        at=begins,
        until=begins + _span(content.get("seconds")),
        round=_text(content.get("round", ""), "'round'"),
    )


def plain_answers(element: str, given: Mapping[str, object]) -> dict[str, Value]:
    """Return the answers of a step that has no form as variables. Raises UnusableInput."""
    return _values(given, f"The answer of '{element}'")


def _answers(element: str, given: object) -> tuple[Mapping[str, object], ...]:
    return tuple(_mapping(one, f"An answer of '{element}'") for one in _sequence(given, f"'{element}'"))


def _arrival(raw: object, begins: datetime) -> Arrival:
    content = _mapping(raw, "A message")
    name = _text(content.get("name"), "The name of a message")
    after = content.get("after")
    if after is None:
        at = _instant(content.get("at"), begins)
    elif isinstance(after, str):
        at = _after(begins, after)
    else:
        at = begins + _span(after)
    return Arrival(name, at, _values(content.get("vars", {}), f"'vars' of the message '{name}'"))


def _after(begins: datetime, period: str) -> datetime:
    try:
        return add_period(begins, period)
    except UnusablePeriod as problem:
        raise UnusableInput(str(problem)) from problem


def _span(seconds: object) -> timedelta:
    if seconds is None:
        return MAX_SPAN
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, int | float)
        or not 0 <= seconds <= MAX_SPAN.total_seconds()
    ):
        raise UnusableInput(
            f"A number of seconds from 0 to {int(MAX_SPAN.total_seconds())} is needed, not {seconds!r:.40}."
        )
    return timedelta(seconds=seconds)


def _instant(raw: object, otherwise: datetime) -> datetime:
    if raw is None:
        return otherwise
    instant = instant_literal(raw) if isinstance(raw, str) else None
    if instant is None:
        raise UnusableInput(f"An instant with its zone is needed, like 2015-01-09T12:00:00Z, not {raw!r:.40}.")
    return instant


def _values(raw: object, where: str) -> dict[str, Value]:
    content = _mapping(raw, where)
    for name, value in content.items():
        if not NAME.match(name) or not _is_value(value):
            raise UnusableInput(f"{where} gives '{name:.40}' a value that no variable can have: {value!r:.40}.")
    return dict(content)


def _is_value(raw: object) -> bool:
    if isinstance(raw, list):
        return all(_is_value(one) and not isinstance(one, list) for one in raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return abs(raw) <= MAX_NUMBER
    return raw is None or isinstance(raw, str | bool)


def _mapping(raw: object, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise UnusableInput(f"{where} must be an object of names and values, not {raw!r:.40}.")
    return raw


def _sequence(raw: object, where: str) -> Sequence[object]:
    if not isinstance(raw, list):
        raise UnusableInput(f"{where} must be a list, not {raw!r:.40}.")
    return raw


def _text(raw: object, where: str) -> str:
    if not isinstance(raw, str):
        raise UnusableInput(f"{where} must be a text, not {raw!r:.40}.")
    return raw
