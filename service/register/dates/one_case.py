"""A change of dates for one case alone: a date of its own, a clock that stops or goes on, and taking that back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from deadlines.calendar import LONDON, MICROSECOND, due_wording, london, london_date, london_day_end
from deadlines.changes import require_in_bound, resumed
from deadlines.deadline import Deadline
from deadlines.rounds import START, Round
from processes.case import Case
from processes.instants import from_micros, to_micros
from processes.own_dates import NEVER
from service.register.dates.touched import require_ahead
from service.register.dates.wish import CATEGORIES, NotPossible, Preview, Touched, Wish
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.register.tables import cases, changes, organisations


def for_one_case(
    register: Register, connection: Connection, wish: Wish, now: datetime, reverted: Row[Any] | None
) -> tuple[Preview, Callable[[int], Round]]:
    """Count what a wish would do to one case, and say which round its reminders follow. Raises NotPossible."""
    row = connection.execute(_CASE.where(cases.c.id == wish.case_id)).one_or_none()
    if row is None or row.round != wish.round:
        raise NoSuchCase(f"There is no case {wish.case_id} in the round {wish.round}.")
    if row.ended:
        raise NotPossible(f"{row.reference} has ended; its dates stand.")
    round_ = register.calendars.load(connection, row.calendar)
    case = Case.restored(register.versions.load(connection, row.definition_id), round_, row.state)
    name = reverted.deadline if reverted is not None else wish.deadline
    deadline = round_.deadline(name.removesuffix(START))
    was = _due_now(case, name)
    if was is not None and was <= now:
        raise NotPossible(
            f"'{deadline.title}' fell due {due_wording(was)}; a change does not bring that back. Rule on it."
        )
    becomes = _becomes(connection, wish, case, deadline, was, now, reverted)
    waits = [one.element.id for one in case.run.timers() if one.element.timer == name] or [""]
    touched = [
        Touched(row.id, row.reference, row.organisation_name, element, name, _micros(was), _micros(becomes))
        for element in waits
    ]
    require_ahead(touched, now)
    said = {
        "name": name, "title": deadline.title, "was": _words(was), "becomes": _words(becomes), "follows": False,
    }  # fmt: skip
    return Preview(dates=[said], cases=touched), lambda _: round_


def _due_now(case: Case, name: str) -> datetime | None:
    """Return when a deadline falls due in a case; None while its clock stands. Raises NotPossible."""
    timers = [one for one in case.run.timers() if one.element.timer == name]
    if timers:
        return None if case.dates.stops(timers[0]) else from_micros(timers[0].due)
    if case.round.knows(name) and not case.round.deadline(name.removesuffix(START)).is_relative:
        return case.scope().deadline(name)
    raise NotPossible(f"The case does not wait for '{name}' now, so there is no date to change.")


def _becomes(
    connection: Connection, wish: Wish, case: Case, deadline: Deadline, was: datetime | None, now: datetime,
    reverted: Row[Any] | None,
) -> datetime | None:  # fmt: skip
    """Return where the date goes; None for a clock that stops."""
    if reverted is not None:
        before = orjson.loads(reverted.preview)["cases"][0]["was"]
        return None if before is None else from_micros(before)
    if wish.kind == "suspend":
        _require_stoppable(wish, deadline, was)
        return None
    if wish.kind == "resume":
        return _resumed(connection, wish, case, deadline, was, now)
    if was is None:
        raise NotPossible(f"The clock of '{deadline.title}' stands; let it go on first.")
    return _extended(wish, deadline, was, case)


def _require_stoppable(wish: Wish, deadline: Deadline, was: datetime | None) -> None:
    if was is None:
        raise NotPossible(f"The clock of '{deadline.title}' stands already.")
    if deadline.never_stops:
        raise NotPossible(f"The clock of '{deadline.title}' never stops: {deadline.never_stops}.")
    if wish.category not in CATEGORIES:
        raise NotPossible(f"Say why the clock stops, one of: {', '.join(CATEGORIES)}.")


def _resumed(
    connection: Connection, wish: Wish, case: Case, deadline: Deadline, was: datetime | None, now: datetime
) -> datetime:
    if was is not None:
        raise NotPossible(f"The clock of '{deadline.title}' does not stand.")
    stop = connection.execute(_STOP.where(changes.c.case_id == wish.case_id, changes.c.deadline == wish.deadline)).one()
    due = from_micros(orjson.loads(stop.preview)["cases"][0]["was"])
    return resumed(due, stop.answered_at, now, case.round.working_days)


def _extended(wish: Wish, deadline: Deadline, was: datetime, case: Case) -> datetime:
    """Return the instant of a London day and time; what is left out stays, a day without a time lasts to its end."""
    if wish.day is None and wish.at is None:
        raise NotPossible("Say where the date goes: a day, a time of day, or both.")
    day = wish.day or london_date(was)
    facts = {name: value for name, value in case.variables.items() if isinstance(value, datetime)}
    require_in_bound(deadline, wish.day, facts=facts)
    timed = was + MICROSECOND != london_day_end(london_date(was))
    if wish.at is not None or timed:
        becomes = london(day, wish.at or was.astimezone(LONDON).time())
    else:
        becomes = london_day_end(day) - MICROSECOND
    if becomes == was:
        raise NotPossible("Nothing would change: the date lies there already.")
    return becomes


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None or instant == NEVER else to_micros(instant)


def _words(instant: datetime | None) -> str:
    return "the clock stands" if instant is None else due_wording(instant)


_CASE = select(cases, organisations.c.name.label("organisation_name")).join(
    organisations, organisations.c.code == cases.c.organisation
)
_STOP = (
    select(changes)
    .where(changes.c.kind == "suspend", changes.c.outcome == "applied", changes.c.reverted_by.is_(None))
    .order_by(changes.c.id.desc())
    .limit(1)
)
