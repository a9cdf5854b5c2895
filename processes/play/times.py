"""When a timer falls: a period, a repetition, an instant or the name of a deadline, bare or in quotes."""

import re
from datetime import datetime

from deadlines.calendar import UnusablePeriod, add_period, parse_period
from processes.instants import instant_literal
from processes.values import CannotEvaluate, Scope

_CYCLE = re.compile(r"R(\d{0,6})/(P[^/]+)\Z")
_NAME = re.compile(r"[a-z][a-z0-9.-]*\Z")


def plain_time(text: str) -> str:
    """Return the text of a timer without blanks and quotes."""
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def is_readable(text: str) -> bool:
    """Whether a timer's text is a period, a repetition, an instant with its zone, or may name a deadline."""
    plain = plain_time(text)
    cycle = _CYCLE.match(plain)
    return (
        _is_period(cycle.group(2) if cycle else plain) or instant_literal(plain) is not None or bool(_NAME.match(plain))
    )


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except UnusablePeriod:
        return False
    return True


def due_at(text: str, scope: Scope) -> datetime:
    """Return the first instant at which a timer falls that begins to wait now. Raises CannotEvaluate."""
    plain = plain_time(text)
    cycle = _CYCLE.match(plain)
    if cycle or _is_period(plain):
        return _after(scope.now(), cycle.group(2) if cycle else plain)
    return instant_literal(plain) or scope.deadline(plain)


def again_at(text: str, due: datetime, visit: int) -> datetime | None:
    """Return when a repeating timer falls once more, after `visit` times, the last at `due`; None when no more."""
    cycle = _CYCLE.match(plain_time(text))
    if cycle is None or (cycle.group(1) and visit >= int(cycle.group(1))):
        return None
    return _after(due, cycle.group(2))


def _after(instant: datetime, period: str) -> datetime:
    try:
        return add_period(instant, period)
    except (UnusablePeriod, OverflowError) as problem:
        raise CannotEvaluate(f"A timer of '{period}' falls at no time: {problem}") from problem
