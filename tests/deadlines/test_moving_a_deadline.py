"""Moving a deadline makes another round: what hangs on it follows, and nonsense is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from deadlines.calendar import london
from deadlines.rounds import UnknownDeadline, UnusableRound, read_round, shipped_round


def test_a_deadline_moved_takes_along_what_hangs_on_it() -> None:
    found = shipped_round("2014-15")
    moved = found.moved("delegated-submission", day=date(2015, 1, 16), because="Flood.")
    assert moved.due("delegated-submission") == moved.due("constitution-general") == london(date(2015, 1, 16), time(12))
    assert moved.deadline("constitution-outcome-general").day == date(2015, 3, 13)
    assert moved.deadline("delegated-submission").note.endswith("Moved: Flood.")
    assert found.due("delegated-submission") == london(date(2015, 1, 9), time(12))
    assert moved.digest != found.digest


def test_only_the_time_of_a_deadline_may_move() -> None:
    moved = shipped_round("2014-15").moved("joint-submission", at=time(17, 30))
    assert moved.due("constitution-joint-only") == london(date(2015, 1, 30), time(17, 30))


def test_a_deadline_that_is_the_same_as_another_may_part_from_it() -> None:
    moved = shipped_round("2014-15").moved("constitution-general", day=date(2015, 1, 12))
    assert moved.due("constitution-general") == london(date(2015, 1, 12), time(12))
    assert moved.due("delegated-submission") == london(date(2015, 1, 9), time(12))


def test_a_window_moves_by_its_end_and_a_start_of_effect_by_its_day() -> None:
    found = shipped_round("2014-15")
    assert found.moved("committee-sign-off", day=date(2015, 3, 5)).deadline("committee-sign-off").ends == date(
        2015, 3, 5
    )
    assert found.moved("go-live", day=date(2015, 5, 1)).due("go-live") == london(date(2015, 5, 1))
    assert found.moved("march-arrangements", day=date(2015, 3, 27)).deadline("budget-transfer").day == date(2015, 3, 27)


def test_a_computed_deadline_moved_is_computed_no_more() -> None:
    moved = shipped_round("2014-15").moved("constitution-outcome-general", day=date(2015, 3, 9))
    assert moved.deadline("constitution-outcome-general").kind == "deadline"
    longer = shipped_round("2014-15").moved("constitution-outcome-general", period="P9W")
    assert longer.deadline("constitution-outcome-general").day == date(2015, 3, 13)


def test_a_standing_deadline_moves_in_this_round_only() -> None:
    facts = {"submitted_at": datetime(2015, 1, 9, 12, 0, 1, tzinfo=UTC)}
    found = read_round('name = "trial"\ntitle = "Trial"\nopens = "Monday 5 January 2015"\n')
    moved = found.moved("late-ruling", period="P2W")
    assert moved.due("late-ruling", facts) - found.due("late-ruling", facts) == timedelta(days=7)


def test_a_deadline_cannot_move_where_it_makes_no_sense() -> None:
    found = shipped_round("2014-15")
    with pytest.raises(UnusableRound, match=r"round 2014-15 moved.*before it starts"):
        found.moved("committee-sign-off", day=date(2015, 1, 5))
    with pytest.raises(UnusableRound, match="kind 'relative' is given by"):
        found.moved("constitution-outcome", day=date(2015, 1, 5))
    with pytest.raises(UnknownDeadline):
        found.moved("nothing", day=date(2015, 1, 5))
