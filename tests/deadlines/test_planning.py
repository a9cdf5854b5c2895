"""A round made from another one: what is taken over, what is given, what is refused and what is doubted."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from deadlines.planning import RoundWish, When, asked_dates, doubts, planned
from deadlines.rounds import UnusableRound, shipped_round

TEMPLATE = shipped_round("template")
WISH = RoundWish(
    "2021-22", "Co-commissioning 2021/22", date(2020, 9, 1), date(2022, 3, 31), "Letter of 1 June 2020",
    {"committee": "Primary Care Committee"},
    {
        "delegated-submission": When(day=date(2020, 10, 30), at=time(12)),
        "delegated-regional-moderation": When(starts=date(2020, 11, 2), ends=date(2020, 11, 27)),
    },
)  # fmt: skip


def test_dates_are_given_and_what_follows_from_them_moves_along() -> None:
    made = planned(TEMPLATE, WISH)
    assert made.due("delegated-submission") == datetime(2020, 10, 30, 12, tzinfo=UTC)
    assert made.due("constitution-general") == made.due("delegated-submission")
    assert made.deadline("constitution-outcome-general").last_day == date(2020, 12, 25)
    assert made.deadline("delegated-regional-moderation").starts == date(2020, 11, 2)
    assert (made.name, made.opens, made.closes) == ("2021-22", date(2020, 9, 1), date(2022, 3, 31))


def test_the_words_of_a_given_date_say_the_given_date() -> None:
    made = planned(TEMPLATE, WISH)
    wording = made.deadline("delegated-submission").wording
    assert wording == "Delegated applications close: Friday 30 October 2020 at 12:00."
    window = made.deadline("delegated-regional-moderation").wording
    assert window.endswith("Monday 2 November 2020 to Friday 27 November 2020.")


def test_nothing_stays_a_placeholder_and_the_document_is_named() -> None:
    made = planned(TEMPLATE, WISH)
    assert {one.status for one in made.own.values()} & {"placeholder"} == set()
    assert made.deadline("delegated-submission").document == "Letter of 1 June 2020"
    assert made.deadline("constitution-outcome-general").document == "Template"


def test_bodies_and_reminders_are_taken_over() -> None:
    made = planned(TEMPLATE, WISH)
    assert made.body("committee") == "Primary Care Committee"
    assert made.body("finance") == TEMPLATE.body("finance")
    assert made.ladder("delegated-submission") == TEMPLATE.ladder("delegated-submission")


def test_a_time_that_is_left_out_means_the_end_of_the_day() -> None:
    whole_day = {"delegated-submission": When(day=date(2020, 10, 30))}
    made = planned(shipped_round("2014-15"), replace(WISH, when=whole_day))
    assert made.deadline("delegated-submission").at is None


def test_a_round_may_stay_open_and_is_read_back_the_same() -> None:
    made = planned(TEMPLATE, replace(WISH, closes=None))
    assert made.closes is None
    assert planned(made, replace(WISH, name="again", closes=None)).digest != made.digest
    assert [said for said in doubts(made) if "closes" in said] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Not a name"}, "is no name of a round"), ({"name": ""}, "is no name of a round"),
        ({"when": {"delegated-regional-moderation": When(starts=date(2020, 12, 1), ends=date(2020, 11, 1))}}, "start"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(UnusableRound, match=said):
        planned(TEMPLATE, replace(WISH, **change))  # type: ignore[arg-type]


def test_only_dates_that_follow_from_nothing_are_asked() -> None:
    asked = {one.name for one in asked_dates(TEMPLATE)}
    assert "delegated-submission" in asked
    assert "constitution-general" not in asked
    assert "constitution-outcome-general" not in asked
    assert not any(TEMPLATE.deadline(name).is_relative for name in asked)


def test_days_off_and_dates_outside_the_round_are_doubted() -> None:
    when = {
        "delegated-submission": When(day=date(2020, 10, 31)), "joint-submission": When(day=date(2020, 8, 3)),
    }  # fmt: skip
    said = list(doubts(planned(TEMPLATE, replace(WISH, when=when, closes=date(2020, 12, 31)))))
    assert "Delegated applications close: Saturday 31 October 2020 is no working day." in said
    assert "Joint proformas: Monday 3 August 2020 lies before the round opens." in said
    made = planned(TEMPLATE, replace(WISH, closes=date(2020, 8, 1)))
    assert "before it opens on Tuesday 1 September 2020." in next(iter(doubts(made)))
    assert any("lies after the round closes" in one for one in doubts(made))
