"""Reminders and escalations: the real ladders around the real deadlines, over Christmas and across a clock change."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from deadlines.calendar import CalendarDoesNotReach, london, london_date, shipped_working_days
from deadlines.ladders import read_ladder
from deadlines.reminders import Reminder, reminders_for
from deadlines.rounds import Round, shipped_round


@pytest.fixture
def first() -> Round:
    return shipped_round("2014-15")


def days(reminders: list[Reminder]) -> list[str]:
    return [london_date(reminder.at).isoformat() for reminder in reminders]


def calendar_reminder(first: Round, name: str, distance: str, side: str = "rungs") -> Reminder:
    key = "before" if side == "rungs" else "after"
    ladder = read_ladder("trial", {side: [{key: distance, "at": "09:00", "audience": "applicant"}]})
    return reminders_for(first.deadline(name), first.due(name), ladder, shipped_working_days())[0]


def test_reminders_before_the_ninth_of_january_step_over_christmas(first: Round) -> None:
    found = first.reminders("delegated-submission")
    assert days(found) == ["2014-12-23", "2015-01-02", "2015-01-06", "2015-01-08", "2015-01-12"]
    assert [reminder.audience for reminder in found] == ["applicant"] * 4 + ["programme office"]


def test_reminders_before_the_thirtieth_of_january(first: Round) -> None:
    found = first.reminders("joint-submission")
    assert days(found) == ["2015-01-16", "2015-01-23", "2015-01-27", "2015-01-29", "2015-02-02"]
    assert {reminder.deadline for reminder in found} == {"joint-submission"}


def test_a_reminder_on_boxing_day_is_brought_forward(first: Round) -> None:
    reminder = calendar_reminder(first, "delegated-submission", "14 days")
    assert reminder.at == london(date(2014, 12, 24), time(9))
    assert reminder.moved_from == date(2014, 12, 26)


def test_a_reminder_on_a_working_day_stays(first: Round) -> None:
    reminder = calendar_reminder(first, "delegated-submission", "7 days")
    assert reminder.at == london(date(2015, 1, 2), time(9))
    assert reminder.moved_from is None


def test_an_escalation_on_a_day_off_waits(first: Round) -> None:
    reminder = calendar_reminder(first, "delegated-submission", "1 day", "escalations")
    assert reminder.at == london(date(2015, 1, 12), time(9))
    assert reminder.moved_from == date(2015, 1, 10)


def test_reminders_keep_nine_in_the_morning_across_the_clock_change(first: Round) -> None:
    utc_hours = {london_date(reminder.at): reminder.at.hour for reminder in first.reminders("go-live")}
    assert utc_hours[date(2015, 3, 25)] == 9
    assert utc_hours[date(2015, 3, 31)] == 8


def test_go_live_counts_from_the_first_of_april_and_not_from_march_utc(first: Round) -> None:
    assert days(first.reminders("go-live"))[-2:] == ["2015-03-31", "2015-04-02"]


def test_a_relative_deadline_reminds_by_its_case(first: Round) -> None:
    facts = {"constitution_received_at": london(date(2015, 1, 9), time(12))}
    assert days(first.reminders("constitution-acknowledgement", facts)) == ["2015-01-16", "2015-01-22", "2015-01-26"]


def test_a_holiday_proclaimed_late_moves_the_reminders(first: Round) -> None:
    proclaimed = shipped_working_days().with_holiday(date(2015, 1, 8), "Day of thanks")
    found = first.reminders("delegated-submission", working_days=proclaimed)
    assert days(found) == ["2014-12-22", "2014-12-31", "2015-01-05", "2015-01-07", "2015-01-12"]


def test_a_deadline_without_a_ladder_reminds_nobody(first: Round) -> None:
    assert first.reminders("next-steps-published") == []
    assert first.ladder("next-steps-published") is None


def test_reminders_beyond_the_known_holidays_are_an_error(first: Round) -> None:
    ladder = shipped_round("standing").ladders["applicant"]
    due: datetime = london(date(2029, 1, 9))
    with pytest.raises(CalendarDoesNotReach):
        reminders_for(first.deadline("go-live"), due, ladder, shipped_working_days())


def test_rungs_are_said_in_words() -> None:
    rungs = shipped_round("standing").ladders["applicant"].rungs
    assert rungs[0].wording() == "10 working days before, at 09:00, to applicant"
    assert rungs[-1].wording() == "1 working day after, at 09:00, to programme office"
