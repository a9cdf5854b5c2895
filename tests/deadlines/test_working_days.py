"""Working days: the published figures, an independent list of bank holidays, and the edges of what is known."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar import CalendarDoesNotReach, WorkingDays, shipped_working_days

DAYS = st.dates(date(2013, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(1, 200)
PUBLISHED, DELEGATED, JOINT, GO_LIVE = date(2014, 11, 10), date(2015, 1, 9), date(2015, 1, 30), date(2015, 4, 1)


@pytest.fixture
def working_days() -> WorkingDays:
    return shipped_working_days()


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [(PUBLISHED, DELEGATED, 41), (PUBLISHED, JOINT, 56), (DELEGATED, GO_LIVE, 58), (JOINT, GO_LIVE, 43)],
)
def test_the_four_published_figures(working_days: WorkingDays, first: date, last: date, count: int) -> None:
    assert working_days.between(first, last) == count
    assert working_days.between(last, first) == -count


@pytest.mark.parametrize("year", range(2013, 2029))
def test_bank_holidays_agree_with_an_independent_list(working_days: WorkingDays, year: int) -> None:
    theirs = {day for day in holidays.country_holidays("GB", subdiv="ENG", years=year) if day.weekday() < 5}
    assert theirs == {day for day in working_days.holidays if day.year == year}


def test_the_holidays_between_publication_and_easter_are_days_off(working_days: WorkingDays) -> None:
    for day in (date(2014, 12, 25), date(2014, 12, 26), date(2015, 1, 1), date(2015, 4, 3), date(2015, 4, 6)):
        assert not working_days.is_working_day(day)
    assert working_days.is_working_day(date(2014, 12, 24))


def test_fourteen_days_and_ten_working_days_differ_from_a_saturday(working_days: WorkingDays) -> None:
    saturday = date(2014, 11, 1)
    assert working_days.after(saturday, 10) == date(2014, 11, 14)
    assert saturday + timedelta(days=14) == date(2014, 11, 15)
    assert working_days.after(saturday, 40) == date(2014, 12, 30)
    assert saturday + timedelta(days=56) == date(2014, 12, 27)


def test_a_weekend_is_stepped_over_both_ways(working_days: WorkingDays) -> None:
    assert working_days.on_or_before(date(2015, 2, 28)) == date(2015, 2, 27)
    assert working_days.on_or_after(date(2015, 2, 28)) == date(2015, 3, 2)
    assert working_days.on_or_before(date(2015, 3, 2)) == working_days.on_or_after(date(2015, 3, 2))


def test_no_working_days_away_is_the_day_itself_or_the_nearest(working_days: WorkingDays) -> None:
    assert working_days.before(DELEGATED, 0) == working_days.after(DELEGATED, 0) == DELEGATED
    assert working_days.before(date(2015, 1, 10), 0) == DELEGATED
    assert working_days.after(date(2015, 1, 10), 0) == date(2015, 1, 12)


def test_a_negative_count_is_refused(working_days: WorkingDays) -> None:
    with pytest.raises(ValueError, match="Give 0 or more"):
        working_days.before(DELEGATED, -1)
    with pytest.raises(ValueError, match="Give 0 or more"):
        working_days.after(DELEGATED, -1)


@given(DAYS, COUNTS)
def test_counting_forward_and_between_agree(day: date, count: int) -> None:
    later = shipped_working_days().after(day, count)
    assert shipped_working_days().between(day, later) == count


@given(DAYS, COUNTS)
def test_going_back_undoes_going_forward_from_a_working_day(day: date, count: int) -> None:
    working_days = shipped_working_days()
    start = working_days.on_or_after(day)
    assert working_days.before(working_days.after(start, count), count) == start


def test_a_holiday_proclaimed_late_makes_a_new_calendar(working_days: WorkingDays) -> None:
    proclaimed = working_days.with_holiday(date(2015, 1, 8), "Day of thanks")
    assert proclaimed.before(DELEGATED, 1) == date(2015, 1, 7)
    assert working_days.before(DELEGATED, 1) == date(2015, 1, 8)
    assert proclaimed.holidays[date(2015, 1, 8)] == "Day of thanks"
    assert proclaimed.digest != working_days.digest


@pytest.mark.parametrize("day", [date(2011, 12, 31), date(2029, 1, 1)])
def test_a_year_without_known_holidays_is_an_error_and_not_an_answer(working_days: WorkingDays, day: date) -> None:
    with pytest.raises(CalendarDoesNotReach, match=f"cover 2012 to 2028.*Add the bank holidays of {day.year}"):
        working_days.is_working_day(day)
    with pytest.raises(CalendarDoesNotReach):
        working_days.with_holiday(day, "Too far")


def test_counting_out_of_the_known_years_is_an_error(working_days: WorkingDays) -> None:
    with pytest.raises(CalendarDoesNotReach):
        working_days.after(date(2028, 12, 29), 1)
    with pytest.raises(CalendarDoesNotReach):
        working_days.between(date(2028, 12, 29), date(2029, 1, 2))


def test_a_calendar_without_holidays_knows_no_year() -> None:
    with pytest.raises(CalendarDoesNotReach, match="cover no year at all"):
        WorkingDays({}).is_working_day(DELEGATED)
