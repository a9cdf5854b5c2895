"""Which reminders and escalations a deadline produces, and when they are sent.

Pure: takes a deadline, its instant, a ladder and the working days, and sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deadlines.calendar import WorkingDays, london, london_date
from deadlines.deadline import Deadline
from deadlines.ladders import Ladder, Rung

__all__ = ["Ladder", "Reminder", "Rung", "reminders_for"]


@dataclass(frozen=True)
class Reminder:
    """A message to send: `at` is aware UTC; `moved_from` is the day it would have been, had that been worked."""

    deadline: str
    rung: Rung
    at: datetime
    audience: str
    moved_from: date | None


def reminders_for(deadline: Deadline, due: datetime, ladder: Ladder, working_days: WorkingDays) -> list[Reminder]:
    """Return the reminders and escalations of a deadline that falls due at an aware instant, in order of time.

    A reminder in calendar days that would fall on a day off is brought forward to the working day before, never put
    back; an escalation waits for the working day after. Raises CalendarDoesNotReach.
    """
    day = london_date(due)
    found = [_reminder(deadline.name, rung, day, working_days) for rung in ladder.rungs]
    return sorted(found, key=lambda reminder: (reminder.at, reminder.audience))


def _reminder(name: str, rung: Rung, due_day: date, working_days: WorkingDays) -> Reminder:
    """Make the reminder of one rung."""
    planned = _planned_day(rung, due_day, working_days)
    onto = working_days.on_or_after if rung.is_escalation else working_days.on_or_before
    day = onto(planned)
    return Reminder(name, rung, london(day, rung.at), rung.audience, None if day == planned else planned)


def _planned_day(rung: Rung, due_day: date, working_days: WorkingDays) -> date:
    """Count the distance of a rung from the day on which the deadline falls."""
    if rung.in_working_days:
        count = working_days.after if rung.is_escalation else working_days.before
        return count(due_day, rung.count)
    distance = timedelta(days=rung.count)
    return due_day + distance if rung.is_escalation else due_day - distance
