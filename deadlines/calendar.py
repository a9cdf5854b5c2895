"""London wall time and aware UTC instants, the words for both, and calendar arithmetic between them.

The zone comes from the pinned `tzdata` package, never from the host. Knows no round and no deadline.
"""

from __future__ import annotations

import calendar
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import metadata

from deadlines.clock import aware_utc
from deadlines.working_days import CalendarDoesNotReach, WorkingDays, shipped_working_days

__all__ = [
    "LONDON",
    "MICROSECOND",
    "TZDATA_VERSION",
    "CalendarDoesNotReach",
    "OffsetGiven",
    "Period",
    "UnusablePeriod",
    "WorkingDays",
    "add_period",
    "day_wording",
    "due_wording",
    "end_of_day_wording",
    "london",
    "london_date",
    "london_day_end",
    "parse_period",
    "period_wording",
    "range_wording",
    "shipped_working_days",
    "wording",
]

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache(only_keys=["Europe/London"])
LONDON = zoneinfo.ZoneInfo("Europe/London")
TZDATA_VERSION: str = metadata.version("tzdata")

MIDNIGHT = time()
MICROSECOND = timedelta(microseconds=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PERIOD = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?P<exact>T(?=.)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.ASCII,
)
UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


class OffsetGiven(ValueError):
    """A London wall time came with an offset of its own."""


class UnusablePeriod(ValueError):
    """A period cannot be read or leads out of the calendar."""


def london(day: date, at: time = MIDNIGHT) -> datetime:
    """Return the aware UTC instant of a London wall time.

    A time that the clocks skip is the first instant after the gap; a time that comes twice is the first of the two.
    Raises OffsetGiven, when the time has an offset.
    """
    if at.tzinfo is not None:
        raise OffsetGiven(f"{at.isoformat()} has an offset. Give London wall time without one; the offset follows.")
    wall = datetime.combine(day, at.replace(fold=0))
    instant = wall.replace(tzinfo=LONDON).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None, fold=0) == wall:
        return instant
    return _first_after_gap(wall.replace(tzinfo=LONDON, fold=1).astimezone(UTC), instant)


def london_day_end(day: date) -> datetime:
    """Return the aware UTC instant at which a London day is over (exclusive)."""
    return london(day + timedelta(days=1))


def london_date(instant: datetime) -> date:
    """Return the day that it is in London at an aware instant."""
    return aware_utc(instant).astimezone(LONDON).date()


def wording(instant: datetime) -> str:
    """Say an aware instant in London time: "midday (12 noon) on Friday 9 January 2015"."""
    wall = aware_utc(instant).astimezone(LONDON)
    day = day_wording(wall.date())
    if wall.time() == MIDNIGHT:
        return f"midnight at the start of {day}"
    if wall.time() == time(12):
        return f"midday (12 noon) on {day}"
    return f"{_time_wording(wall)} on {day}"


def day_wording(day: date) -> str:
    """Say a day with its weekday: "Friday 9 January 2015"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def due_wording(instant: datetime) -> str:
    """Say until when something is on time: as `wording`, but the last microsecond of a day is the end of that day."""
    wall = aware_utc(instant).astimezone(LONDON)
    return end_of_day_wording(wall.date()) if wall.time() == time.max else wording(instant)


def end_of_day_wording(day: date) -> str:
    """Say a deadline that has a day and no time: "the end of Friday 30 January 2015"."""
    return f"the end of {day_wording(day)}"


def range_wording(first: date, last: date) -> str:
    """Say a range of days without repeating month or year: "12 to 23 January 2015"."""
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first.year != last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year} to {end}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {end}"
    return f"{first.day} to {end}"


@dataclass(frozen=True)
class Period:
    """A period: months and days are calendar arithmetic in London, the rest is exact."""

    months: int
    days: int
    exact: timedelta
    is_exact: bool


def parse_period(text: str) -> Period:
    """Read an ISO 8601 duration in whole numbers. Raises UnusablePeriod, when it is none."""
    match = _period_match(text)
    part = {unit: int(match[unit] or 0) for unit in UNITS}
    exact = timedelta(hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])
    months, days = part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"]
    return Period(months, days, exact, match["exact"] is not None)


def add_period(instant: datetime, text: str) -> datetime:
    """Return the aware UTC instant that lies a period after another.

    Years, months, weeks and days move the London wall time, which is converted once; a month that is too short ends on
    its last day. Hours, minutes and seconds are exact. Raises UnusablePeriod.
    """
    period, start = parse_period(text), aware_utc(instant)
    try:
        if period.months or period.days:
            start = _moved_in_london(start, period)
        return start + period.exact
    except (ValueError, OverflowError) as error:
        raise UnusablePeriod(f"{text} after {start.isoformat()} is beyond the year 9999. Give less.") from error


def period_wording(text: str) -> str:
    """Say a period: "two weeks", "42 days", "one year and six months"."""
    match = _period_match(text)
    return " and ".join(_count_wording(int(match[unit]), unit) for unit in UNITS if match[unit])


def _period_match(text: str) -> re.Match[str]:
    """Match an ISO 8601 duration. Raises UnusablePeriod, when it is none."""
    match = PERIOD.fullmatch(text)
    if match is None:
        raise UnusablePeriod(f"'{text}' is not a period. Write one as P2W, P14D, P3M, P1Y or PT5M.")
    return match


def _first_after_gap(before: datetime, after: datetime) -> datetime:
    """Find, between two UTC instants, the one at which the clocks go forward."""
    offset = before.astimezone(LONDON).utcoffset()
    while after - before > MICROSECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(LONDON).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _moved_in_london(instant: datetime, period: Period) -> datetime:
    """Move an instant by the calendar part of a period, by London wall time."""
    wall = instant.astimezone(LONDON)
    month = wall.year * 12 + wall.month - 1 + period.months
    year, month = month // 12, month % 12 + 1
    day = date(year, month, min(wall.day, calendar.monthrange(year, month)[1]))
    return london(day + timedelta(days=period.days), wall.time())


def _time_wording(wall: datetime) -> str:
    """Say a time of day as exactly as it is; name the zone when the same time comes twice that night."""
    text = str(wall.hour % 12 or 12)
    if wall.minute or wall.second or wall.microsecond:
        text += f":{wall.minute:02}"
    if wall.second or wall.microsecond:
        text += f":{wall.second:02}"
    if wall.microsecond:
        text += f".{wall.microsecond:06}"
    zone = f" {wall.tzname()}" if wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset() else ""
    return f"{text}{'am' if wall.hour < 12 else 'pm'}{zone}"


def _count_wording(count: int, unit: str) -> str:
    """Say a number of units: "one week", "14 days"."""
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {unit.removesuffix('s') if count == 1 else unit}"
