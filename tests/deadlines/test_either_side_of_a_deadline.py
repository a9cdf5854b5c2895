"""One microsecond before, on and after each kind of deadline, in winter and in summer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar import london, london_date
from deadlines.clock import NaiveTime
from deadlines.rounds import NeedsAnchor, NotAWindow, Round, UnknownDeadline, shipped_round

MICROSECOND = timedelta(microseconds=1)
INSTANTS = st.datetimes(datetime(2014, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture
def first() -> Round:
    return shipped_round("2014-15")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("delegated-submission", utc(2015, 1, 9, 12)),
        ("constitution-general", utc(2015, 1, 9, 12)),
        ("draft-feedback", utc(2014, 10, 10, 11)),
        ("joint-submission", utc(2015, 1, 31) - MICROSECOND),
        ("constitution-joint-only", utc(2015, 1, 31) - MICROSECOND),
        ("delegated-2016-draft", utc(2015, 6, 1, 23) - MICROSECOND),
        ("committee-sign-off", utc(2015, 3, 1) - MICROSECOND),
        ("joint-exception", utc(2015, 2, 28) - MICROSECOND),
        ("national-moderation", utc(2015, 2, 14) - MICROSECOND),
        ("agreement-signature", utc(2015, 3, 31, 23) - MICROSECOND),
        ("budget-transfer", utc(2015, 3, 31, 23) - MICROSECOND),
        ("go-live", utc(2015, 3, 31, 23)),
    ],
)
def test_the_last_instant_is_on_time_and_the_next_microsecond_is_late(first: Round, name: str, last: datetime) -> None:
    deadline = first.deadline(name)
    assert deadline.last_on_time == deadline.due() == first.due(name) == last
    assert deadline.met_by(last - MICROSECOND)
    assert deadline.met_by(last)
    assert not deadline.met_by(last + MICROSECOND)


def test_the_second_wave_closes_at_the_end_of_the_sixth_of_november() -> None:
    wave = shipped_round("2015-second-wave")
    assert wave.due("delegated-submission") == wave.due("constitution-general") == utc(2015, 11, 7) - MICROSECOND
    assert wave.due("go-live") == utc(2016, 3, 31, 23)


def test_a_naive_stamp_is_neither_early_nor_late(first: Round) -> None:
    with pytest.raises(NaiveTime):
        first.deadline("go-live").met_by(datetime(2015, 1, 9, 12))  # noqa: DTZ001


def test_a_window_starts_with_its_first_day(first: Round) -> None:
    assert first.due("delegated-regional-moderation.start") == utc(2015, 1, 12)
    assert first.due("delegated-regional-moderation") == utc(2015, 1, 24) - MICROSECOND
    assert first.deadline("march-arrangements").starts_at == utc(2015, 3, 1)


def test_only_a_window_has_a_start(first: Round) -> None:
    with pytest.raises(NotAWindow, match="'go-live' is of kind effective and has no start"):
        first.due("go-live.start")
    with pytest.raises(UnknownDeadline):
        first.due("no-such-window.start")


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("constitution-acknowledgement", 14),
        ("constitution-target", 28),
        ("constitution-alarm", 42),
        ("constitution-outcome", 56),
    ],
)
@given(received=INSTANTS)
def test_a_relative_deadline_lasts_to_the_end_of_its_london_day(name: str, days: int, received: datetime) -> None:
    due = shipped_round("2014-15").due(name, {"constitution_received_at": received})
    assert due + MICROSECOND == london(london_date(received) + timedelta(days=days + 1))


@pytest.mark.parametrize(
    ("received", "acknowledged", "decided"),
    [
        (utc(2015, 1, 9, 12), date(2015, 1, 23), date(2015, 3, 6)),
        (utc(2015, 1, 30, 23, 59), date(2015, 2, 13), date(2015, 3, 27)),
        (utc(2014, 11, 1, 9), date(2014, 11, 15), date(2014, 12, 27)),
    ],
)
def test_constitution_requests_count_from_receipt(
    first: Round, received: datetime, acknowledged: date, decided: date
) -> None:
    facts = {"constitution_received_at": received}
    assert london_date(first.due("constitution-acknowledgement", facts)) == acknowledged
    assert london_date(first.due("constitution-outcome", facts)) == decided


def test_a_relative_deadline_without_its_fact_says_which_is_missing(first: Round) -> None:
    outcome = first.deadline("constitution-outcome")
    assert outcome.is_relative
    message = "eight weeks after the constitution request is received: .*'constitution_received_at'. Facts given: "
    with pytest.raises(NeedsAnchor, match=message + "sent_at"):
        outcome.due({"sent_at": utc(2015, 1, 9)})
    with pytest.raises(NeedsAnchor, match=message + "none"):
        _ = outcome.last_on_time


def test_a_relative_deadline_is_met_by_its_last_microsecond(first: Round) -> None:
    facts = {"agreement_issued_at": utc(2015, 3, 20, 10)}
    last = utc(2015, 4, 3, 23) - MICROSECOND
    assert first.deadline("agreement-return").met_by(last, facts)
    assert not first.deadline("agreement-return").met_by(last + MICROSECOND, facts)


@pytest.mark.parametrize(
    ("given_at", "year"),
    [
        (utc(2014, 1, 1), 2015),
        (utc(2015, 9, 30, 23) - MICROSECOND, 2015),
        (utc(2015, 9, 30, 23), 2016),
        (utc(2019, 12, 31), 2020),
    ],
)
def test_notice_counts_for_the_next_thirtieth_of_september(first: Round, given_at: datetime, year: int) -> None:
    due = first.due("notice-to-end", {"notice_given_at": given_at})
    assert due == utc(year, 9, 30, 23) - MICROSECOND


def test_a_yearly_deadline_without_a_fact_is_its_first_occurrence(first: Round) -> None:
    assert first.due("notice-to-end") == utc(2015, 9, 30, 23) - MICROSECOND


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("delegated-submission", "midday (12 noon) on Friday 9 January 2015"),
        ("joint-submission", "the end of Friday 30 January 2015"),
        ("delegated-regional-moderation", "12 to 23 January 2015"),
        ("national-moderation", "26 January to 13 February 2015"),
        ("go-live", "midnight at the start of Wednesday 1 April 2015"),
        ("webinar-first", "2pm on Monday 6 October 2014"),
        ("next-steps-published", "Monday 10 November 2014"),
        ("notice-to-end", "the end of Wednesday 30 September 2015, and yearly"),
        ("constitution-acknowledgement", "two weeks after the constitution request is received"),
    ],
)
def test_a_deadline_says_when_it_is_in_london_words(first: Round, name: str, words: str) -> None:
    assert first.deadline(name).london_wording() == words
