"""Working days of England and Wales: Monday to Friday without the bank holidays of the shipped file.

Knows days, not instants. A question outside the years that the holidays cover is refused, never guessed.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarDoesNotReach(LookupError):
    """The bank holidays of that year are not known."""

    def __init__(self, day: date, years: range) -> None:
        """Say which day was asked for and which years are known."""
        known = f"{years.start} to {years.stop - 1}" if years else "no year at all"
        super().__init__(
            f"The bank holidays cover {known}, so nothing can be said about {day.isoformat()}. "
            f"Add the bank holidays of {day.year} to deadlines/data/bank_holidays_england_wales.csv."
        )


class WorkingDays:
    """Which days are worked, and counting in them."""

    def __init__(self, holidays: Mapping[date, str], years: range | None = None) -> None:
        """Take the titles of the holidays by day; the years covered are those between the first and the last."""
        self._holidays = dict(sorted(holidays.items()))
        self.years = _years_of(self._holidays) if years is None else years

    @property
    def holidays(self) -> Mapping[date, str]:
        """The holidays in order of day, with their titles."""
        return dict(self._holidays)

    @property
    def digest(self) -> str:
        """SHA-256 in hex of the holidays: the version of this calendar, for the ledger."""
        lines = (f"{day.isoformat()} {title}\n" for day, title in self._holidays.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked. Raises CalendarDoesNotReach, when the year is not covered."""
        if day.year not in self.years:
            raise CalendarDoesNotReach(day, self.years)
        return day.weekday() < SATURDAY and day not in self._holidays

    def on_or_before(self, day: date) -> date:
        """Return the day itself if it is worked, or else the last working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """Return the day itself if it is worked, or else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def before(self, day: date, count: int) -> date:
        """Return the working day that lies `count` working days before a day; the day itself is not counted."""
        day = self.on_or_before(day) if count == 0 else day
        for _ in range(_positive(count)):
            day = self.on_or_before(day - ONE_DAY)
        return day

    def after(self, day: date, count: int) -> date:
        """Return the working day that lies `count` working days after a day; the day itself is not counted."""
        day = self.on_or_after(day) if count == 0 else day
        for _ in range(_positive(count)):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def with_holiday(self, day: date, title: str) -> WorkingDays:
        """Return a calendar with a holiday that was proclaimed late. Raises CalendarDoesNotReach."""
        if day.year not in self.years:
            raise CalendarDoesNotReach(day, self.years)
        return WorkingDays({**self._holidays, day: title}, self.years)


@cache
def shipped_working_days() -> WorkingDays:
    """Return the working days of England and Wales from the shipped file."""
    source = resources.files("deadlines") / "data" / "bank_holidays_england_wales.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return WorkingDays({date.fromisoformat(row["date"]): row["title"] for row in rows})


def _years_of(holidays: Mapping[date, str]) -> range:
    """Return the years from the first holiday to the last."""
    years = [day.year for day in holidays]
    return range(min(years), max(years) + 1) if years else range(0)


def _positive(count: int) -> int:
    """Return a count of days. Raises ValueError, when it is negative."""
    if count < 0:
        raise ValueError(f"{count} working days cannot be counted. Give 0 or more, and the other direction to go back.")
    return count
