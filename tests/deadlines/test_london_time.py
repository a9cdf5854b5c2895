"""London wall time and instants: gaps, folds, every clock change of two decades, words, and calendar arithmetic."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar import (
    LONDON,
    TZDATA_VERSION,
    OffsetGiven,
    UnusablePeriod,
    add_period,
    day_wording,
    end_of_day_wording,
    london,
    london_date,
    london_day_end,
    parse_period,
    period_wording,
    range_wording,
    wording,
)
from deadlines.clock import NaiveTime

INSTANTS = st.datetimes(datetime(1996, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1996, 1, 1), date(2090, 1, 1))
MICROSECOND = timedelta(microseconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_the_zone_comes_from_the_pinned_package_and_not_from_the_host() -> None:
    assert zoneinfo.TZPATH == ()
    assert TZDATA_VERSION == "2026.6"


def test_midday_in_winter_is_twelve_utc_and_in_summer_eleven() -> None:
    assert london(date(2015, 1, 9), time(12)) == utc(2015, 1, 9, 12)
    assert london(date(2014, 10, 10), time(12)) == utc(2014, 10, 10, 11)


def test_the_day_of_go_live_begins_in_march_utc() -> None:
    assert london(date(2015, 4, 1)) == utc(2015, 3, 31, 23)
    assert london_date(utc(2015, 3, 31, 23)) == date(2015, 4, 1)


def test_a_day_ends_where_the_next_begins_even_when_it_has_23_or_25_hours() -> None:
    assert london_day_end(date(2015, 3, 29)) - london(date(2015, 3, 29)) == timedelta(hours=23)
    assert london_day_end(date(2015, 10, 25)) - london(date(2015, 10, 25)) == timedelta(hours=25)


def test_a_time_that_does_not_exist_is_the_first_instant_after_the_gap() -> None:
    for minute in (0, 1, 30, 59):
        assert london(date(2015, 3, 29), time(1, minute)) == utc(2015, 3, 29, 1)
    assert london(date(2015, 3, 29), time(0, 59)) == utc(2015, 3, 29, 0, 59)
    assert london(date(2015, 3, 29), time(2)) == utc(2015, 3, 29, 1)


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert london(date(2015, 10, 25), time(1, 30)) == utc(2015, 10, 25, 0, 30)
    assert london(date(2015, 10, 25), time(1, 30, fold=1)) == utc(2015, 10, 25, 0, 30)


@pytest.mark.parametrize("year", range(2014, 2031))
def test_the_clocks_change_at_one_utc_on_the_last_sundays_of_march_and_october(year: int) -> None:
    for month, before, after in ((3, 0, 1), (10, 1, 0)):
        change = datetime.combine(last_sunday(year, month), time(1), tzinfo=UTC)
        offsets = [(at.astimezone(LONDON).utcoffset()) for at in (change - MICROSECOND, change)]
        assert offsets == [timedelta(hours=before), timedelta(hours=after)]


@pytest.mark.parametrize("year", range(2014, 2031))
def test_half_past_one_is_settled_on_every_day_of_a_clock_change(year: int) -> None:
    spring, autumn = last_sunday(year, 3), last_sunday(year, 10)
    assert london(spring, time(1, 30)) == datetime.combine(spring, time(1), tzinfo=UTC)
    assert london(autumn, time(1, 30)) == datetime.combine(autumn, time(0, 30), tzinfo=UTC)


def test_a_wall_time_with_an_offset_is_refused() -> None:
    with pytest.raises(OffsetGiven, match="without one"):
        london(date(2015, 1, 9), time(12, tzinfo=UTC))


def test_a_naive_instant_has_no_london_date() -> None:
    with pytest.raises(NaiveTime):
        london_date(datetime(2015, 1, 9))  # noqa: DTZ001


@given(DAYS, st.times())
def test_every_wall_time_comes_back_unless_the_clocks_skip_it(day: date, at: time) -> None:
    back = london(day, at).astimezone(LONDON).replace(tzinfo=None, fold=0)
    wall = datetime.combine(day, at)
    assert back == wall or (back.hour, back.minute, day.month) == (2, 0, 3)


@given(DAYS)
def test_each_microsecond_belongs_to_one_day(day: date) -> None:
    assert london_date(london(day)) == day == london_date(london_day_end(day) - MICROSECOND)
    assert london_date(london_day_end(day)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(12), "midday (12 noon) on Friday 9 January 2015"),
        (time(0), "midnight at the start of Friday 9 January 2015"),
        (time(17), "5pm on Friday 9 January 2015"),
        (time(17, 30), "5:30pm on Friday 9 January 2015"),
        (time(0, 30), "12:30am on Friday 9 January 2015"),
        (time(12, 0, 1), "12:00:01pm on Friday 9 January 2015"),
        (time(12, 0, 0, 1), "12:00:00.000001pm on Friday 9 January 2015"),
        (time(11, 59, 59, 999999), "11:59:59.999999am on Friday 9 January 2015"),
    ],
)
def test_an_instant_is_said_in_london_words(at: time, words: str) -> None:
    assert wording(london(date(2015, 1, 9), at)) == words


def test_the_start_of_april_is_said_in_summer_time() -> None:
    assert wording(utc(2015, 3, 31, 23)) == "midnight at the start of Wednesday 1 April 2015"


def test_a_time_that_comes_twice_is_said_with_its_zone() -> None:
    assert wording(utc(2015, 10, 25, 0, 30)) == "1:30am BST on Sunday 25 October 2015"
    assert wording(utc(2015, 10, 25, 1, 30)) == "1:30am GMT on Sunday 25 October 2015"


@given(INSTANTS, INSTANTS)
def test_two_instants_never_share_their_words(first: datetime, second: datetime) -> None:
    assert (wording(first) == wording(second)) == (first == second)


def test_days_and_ranges_are_said_with_months_in_full() -> None:
    assert day_wording(date(2015, 1, 9)) == "Friday 9 January 2015"
    assert end_of_day_wording(date(2015, 1, 30)) == "the end of Friday 30 January 2015"
    assert range_wording(date(2015, 1, 12), date(2015, 1, 23)) == "12 to 23 January 2015"
    assert range_wording(date(2015, 1, 26), date(2015, 2, 13)) == "26 January to 13 February 2015"
    assert range_wording(date(2014, 12, 1), date(2015, 1, 5)) == "1 December 2014 to 5 January 2015"


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P1M", date(2015, 1, 31), date(2015, 2, 28)),
        ("P1M", date(2016, 1, 31), date(2016, 2, 29)),
        ("P3M", date(2014, 11, 30), date(2015, 2, 28)),
        ("P1Y", date(2016, 2, 29), date(2017, 2, 28)),
        ("P14D", date(2014, 11, 1), date(2014, 11, 15)),
        ("P8W", date(2014, 11, 1), date(2014, 12, 27)),
        ("P1Y2M3W4D", date(2014, 11, 1), date(2016, 1, 26)),
        ("P0D", date(2014, 11, 1), date(2014, 11, 1)),
    ],
)
def test_a_period_is_calendar_arithmetic(period: str, start: date, end: date) -> None:
    assert add_period(london(start, time(10)), period) == london(end, time(10))


def test_eight_weeks_across_a_clock_change_keep_the_wall_time() -> None:
    assert add_period(utc(2015, 2, 2, 9), "P8W") == utc(2015, 3, 30, 8)
    assert add_period(utc(2015, 2, 2, 9), "PT1344H") == utc(2015, 3, 30, 9)


def test_a_calendar_period_into_the_gap_ends_after_it() -> None:
    assert add_period(utc(2015, 3, 28, 1, 30), "P1D") == utc(2015, 3, 29, 1)


def test_an_exact_period_counts_through_the_doubled_hour() -> None:
    assert add_period(utc(2015, 10, 25, 1, 30), "PT5M") == utc(2015, 10, 25, 1, 35)
    assert add_period(utc(2015, 10, 25, 1, 30), "P0D") == utc(2015, 10, 25, 1, 30)
    assert add_period(utc(2015, 10, 24, 0, 30), "P1DT1H") == utc(2015, 10, 25, 1, 30)


def test_a_period_with_a_time_part_is_exact() -> None:
    assert parse_period("PT2H").is_exact
    assert not parse_period("P2W").is_exact


@pytest.mark.parametrize("text", ["", "P", "PT", "2 weeks", "P1.5D", "-P1D", "P1W1Y", "PT1S1H", "P1D ", "p1d", "P٣D"])
def test_what_is_not_a_period_is_refused(text: str) -> None:
    with pytest.raises(UnusablePeriod, match=r"is not a period. Write one as"):
        add_period(utc(2015, 1, 9), text)


@pytest.mark.parametrize("text", ["P9000Y", "P999999W", "PT999999H"])
def test_a_period_out_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(UnusablePeriod, match="beyond the year 9999"):
        add_period(datetime(9990, 1, 1, tzinfo=UTC), text)


@given(INSTANTS, st.integers(0, 400))
def test_days_moved_in_london_are_days_later_in_london(instant: datetime, days: int) -> None:
    assert london_date(add_period(instant, f"P{days}D")) == london_date(instant) + timedelta(days=days)


@given(INSTANTS, INSTANTS, st.integers(0, 30))
def test_what_came_a_day_later_falls_due_no_earlier(first: datetime, second: datetime, weeks: int) -> None:
    early, late = sorted((first, second))
    assert london_date(add_period(early, f"P{weeks}W")) <= london_date(add_period(late, f"P{weeks}W"))


def test_periods_are_said_in_words() -> None:
    assert period_wording("P2W") == "two weeks"
    assert period_wording("P1Y6M") == "one year and six months"
    assert period_wording("P42D") == "42 days"
    with pytest.raises(UnusablePeriod):
        period_wording("fortnight")
