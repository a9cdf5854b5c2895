"""What changes when the dates of a round do: which deadlines lie elsewhere, how far they may go, when a clock goes on.

Pure: compares rounds and instants. Knows no case, and nobody who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from deadlines.calendar import (
    LONDON,
    MICROSECOND,
    WorkingDays,
    day_wording,
    london,
    london_date,
    london_day_end,
    parse_period,
    period_wording,
)
from deadlines.clock import aware_utc
from deadlines.deadline import NO_FACTS, Deadline
from deadlines.rounds import Round


class BeyondBound(ValueError):
    """The law or the round sets a bound that the new date would pass."""


@dataclass(frozen=True)
class DateChange:
    """One deadline that lies elsewhere under the new calendar. `was` and `becomes` are words in London time.

    follows: whether it was moved only because another one was.
    """

    name: str
    title: str
    was: str
    becomes: str
    follows: bool


def differences(before: Round, after: Round, moved: str) -> list[DateChange]:
    """Return the deadlines that differ between two calendars of one round, the one that was moved first."""
    found = []
    for new in after.deadlines:
        old = before.deadline(new.name)
        if _when(old) != _when(new):
            change = DateChange(new.name, new.title, old.london_wording(), new.london_wording(), new.name != moved)
            found.append(change)
    return sorted(found, key=lambda one: one.follows)


def on_days_off(round_: Round, days: WorkingDays) -> list[Deadline]:
    """Return the deadlines that fall on a day that is not worked, in order of time; the superseded ones left out."""
    fixed = [one for one in round_.deadlines if not one.is_relative and not one.is_superseded]
    return [one for one in fixed if one.last_day.year in days.years and not days.is_working_day(one.last_day)]


def require_in_bound(
    deadline: Deadline, day: date | None = None, period: str = "", facts: Mapping[str, datetime] = NO_FACTS
) -> None:
    """Raise BeyondBound, when a deadline may not lie on a London day, in a case with these facts, or have a period."""
    latest = _latest(deadline, facts)
    too_late = day is not None and latest is not None and day > latest
    if too_late or (period and deadline.longest and _days_in(period) > _days_in(deadline.longest)):
        wanted = day_wording(day) if day is not None else period_wording(period)
        raise BeyondBound(f"'{deadline.title}' may lie {deadline.bound_wording}. What is asked, {wanted}, is beyond.")


def _latest(deadline: Deadline, facts: Mapping[str, datetime]) -> date | None:
    """Return the last London day that the bound allows; None without one, or without the fact that it counts from."""
    if deadline.longest and deadline.anchor in facts:
        return london_date(replace(deadline, period=deadline.longest).due(facts))
    return deadline.no_later_than


def resumed(due: datetime, stopped_at: datetime, resumed_at: datetime, days: WorkingDays) -> datetime:
    """Return when a deadline falls due whose clock stood between two aware instants: aware UTC, inclusive.

    It moves by the London days from the one on which the clock stopped to the one on which it goes on, keeps its time
    of day, and waits for the next working day when it would fall on a day off.
    """
    stood = london_date(resumed_at) - london_date(stopped_at)
    if stood <= timedelta(0):
        return aware_utc(due)
    day = days.on_or_after(london_date(due) + stood)
    wall = due.astimezone(LONDON).time()
    return london_day_end(day) - MICROSECOND if _is_day_end(due) else london(day, wall)


def _is_day_end(due: datetime) -> bool:
    """Tell whether an instant is the last microsecond of a London day."""
    return due + MICROSECOND == london_day_end(london_date(due))


def _when(deadline: Deadline) -> tuple[object, ...]:
    """Return what says when a deadline falls due."""
    return (deadline.day, deadline.at, deadline.starts, deadline.ends, deadline.anchor, deadline.period)


def _days_in(period: str) -> tuple[int, timedelta]:
    """Return the length of a period for comparing: its days, a month counting 31, and the exact rest."""
    read = parse_period(period)
    return read.months * 31 + read.days, read.exact
