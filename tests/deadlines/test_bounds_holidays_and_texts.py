"""What a round says of how far its dates may go, of holidays proclaimed late and of the texts that it sends."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from deadlines.calendar import due_wording, london
from deadlines.changes import BeyondBound, require_in_bound, resumed
from deadlines.rounds import UnusableRound, read_round, shipped_round, shipped_rounds
from deadlines.texts import NAMES, UnusableText, read_text
from deadlines.working_days import shipped_working_days

HEAD = 'name = "trial"\ntitle = "Trial"\nopens = "Monday 5 January 2015"\n'
ROUND = shipped_round("2014-15")
RECEIVED = {"constitution_received_at": datetime(2015, 1, 9, 11, 59, tzinfo=UTC)}


@pytest.mark.parametrize(("day", "allowed"), [(date(2015, 3, 6), True), (date(2015, 3, 7), False)])
def test_a_bound_on_a_period_holds_for_the_day_of_a_case_too(day: date, allowed: bool) -> None:
    outcome = ROUND.deadline("constitution-outcome")
    if allowed:
        require_in_bound(outcome, day, facts=RECEIVED)
        return
    with pytest.raises(BeyondBound, match="within eight weeks"):
        require_in_bound(outcome, day, facts=RECEIVED)


def test_without_a_bound_or_the_fact_it_counts_from_a_date_may_go_anywhere() -> None:
    free, bound = ROUND.deadline("joint-submission"), ROUND.deadline("constitution-outcome")
    assert (free.bound_wording, bool(bound.bound_wording)) == ("", True)
    require_in_bound(free, date(2030, 1, 1), "P9Y")
    require_in_bound(bound, date(2030, 1, 1))
    with pytest.raises(BeyondBound):
        require_in_bound(bound, date(2030, 1, 1), facts=RECEIVED)


@pytest.mark.parametrize(
    ("due", "stopped", "goes_on", "becomes"),
    [
        (london(date(2015, 1, 9), time(12)), date(2015, 1, 5), date(2015, 1, 5), london(date(2015, 1, 9), time(12))),
        (london(date(2015, 1, 9), time(12)), date(2015, 1, 5), date(2015, 1, 6), london(date(2015, 1, 12), time(12))),
        (london(date(2015, 3, 27), time(12)), date(2015, 3, 2), date(2015, 3, 5), london(date(2015, 3, 30), time(12))),
    ],
    ids=["the same day", "over a weekend", "over the change of the clocks"],
)
def test_a_clock_goes_on_by_the_days_it_stood(due: datetime, stopped: date, goes_on: date, becomes: datetime) -> None:
    assert resumed(due, london(stopped, time(10)), london(goes_on, time(9)), shipped_working_days()) == becomes


def test_a_day_without_a_time_still_lasts_to_its_end_after_its_clock_stood() -> None:
    end = london(date(2015, 1, 31)) - timedelta(microseconds=1)
    found = resumed(end, london(date(2015, 1, 5)), london(date(2015, 1, 8)), shipped_working_days())
    assert due_wording(found) == "the end of Monday 2 February 2015"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('[holidays]\n"2015-13-01" = "Never"', "month must be in"),
        ('[holidays]\n"2015-05-08" = ""', "is not a text"),
        ('[texts.reminder]\nsubject = "Only"', "exactly: subject and body"),
        ('[texts.reminder]\nsubject = "S"\nbody = " "', "has no body"),
        ('[texts.reminder]\nsubject = "S"\nbody = "$weather"', r"names \$weather"),
        ('[texts.reminder]\nsubject = "S"\nbody = "100 $"', r"a \$ that begins no name"),
    ],
)
def test_a_holiday_or_text_that_cannot_be_read_is_refused_where_it_stands(more: str, problem: str) -> None:
    with pytest.raises(UnusableRound, match=problem):
        read_round(HEAD + more)


@pytest.mark.parametrize("key", ['no_later_than = "Friday 30 January 2015"', 'bound = "somebody"', 'longest = "P2W"'])
def test_a_bound_says_who_sets_it(key: str) -> None:
    deadline = (
        '[deadlines.d]\ntitle = "D"\nwording = "W"\ndocument = "X"\nsection = "-"\nkind = "deadline"\n'
        f'status = "in force"\nday = "Friday 9 January 2015"\n{key}\n'
    )
    with pytest.raises(UnusableRound, match="belong together"):
        read_round(HEAD + deadline)


def test_whether_a_fall_is_adverse_is_true_or_false() -> None:
    deadline = (
        '[deadlines.d]\ntitle = "D"\nwording = "W"\ndocument = "X"\nsection = "-"\nkind = "deadline"\n'
        'status = "in force"\nday = "Friday 9 January 2015"\nadverse = "perhaps"\n'
    )
    with pytest.raises(UnusableRound, match="neither true nor false"):
        read_round(HEAD + deadline)


def test_a_text_has_a_subject_and_a_body() -> None:
    with pytest.raises(UnusableText):
        read_text("Dear colleague")
    text = read_text({"subject": "For  $organisation", "body": "Line\n\n$reasons\n\n\nEnd  "})
    assert text.filled({"organisation": "NHS\nRotherham"}) == ("For NHS Rotherham", "Line\n\nEnd\n")


@pytest.mark.parametrize("name", ["reminder", "escalation", "moved", "moved-for-all", "stopped", "receipt"])
def test_every_round_has_the_texts_that_are_sent(name: str) -> None:
    for round_ in shipped_rounds().values():
        subject, body = round_.template(name).filled(dict.fromkeys(NAMES, "x"))
        assert subject
        assert "$" not in body


def test_a_round_may_say_it_in_its_own_words() -> None:
    own = read_round(HEAD + '[texts.reminder]\nsubject = "Hurry"\nbody = "Now."')
    assert own.template("reminder").subject == "Hurry"
    assert own.template("escalation").subject.startswith("Not in time")


def test_a_standing_holiday_counts_in_every_round() -> None:
    standing = read_round(shipped_round("standing").text + '\n[holidays]\n"2015-05-08" = "A day of thanks"\n')
    assert not read_round(HEAD, standing).working_days.is_working_day(date(2015, 5, 8))
    assert shipped_round("standing").working_days.is_working_day(date(2015, 5, 8))
    assert shipped_round("standing").body("mailbox")
    assert read_round(HEAD).body("nobody") == ""
