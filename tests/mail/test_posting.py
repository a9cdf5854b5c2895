"""Putting letters into the outbox: with what they tell about, once, each or collected for the morning."""

from datetime import UTC, datetime

import pytest

from service.mail.message import Recipient
from service.register.outbox import next_digest, post
from tests.mail.conftest import letter, rows, states

DAILY = Recipient("daily@example.org", "ccg", "CCG", "daily")


def test_a_letter_is_kept_with_its_bytes(register, posted, clock):
    assert posted(letter()) == 1
    (row,) = rows(register)
    assert (row["state"], row["address"], row["next_at"]) == ("todo", "officer@example.org", clock())
    assert row["message_id"].encode() in row["body"]


def test_the_same_key_is_posted_once(register, posted):
    assert [posted(letter("a")), posted(letter("a"), letter("b")), posted()] == [1, 1, 0]
    assert len(rows(register)) == 2


def test_a_letter_is_rolled_back_with_what_it_tells_about(register):
    def failing() -> None:
        with register.database.write() as connection:
            post(register, connection, [letter()], register.clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert rows(register) == []


@pytest.mark.parametrize("kind", ["reminder", "escalation", "notice"])
def test_who_reads_mail_once_a_day_gets_it_collected_in_the_morning(register, posted, kind):
    posted(letter(kind=kind, to=DAILY))
    (row,) = rows(register)
    assert (row["state"], row["next_at"]) == ("collected", datetime(2014, 12, 2, 8, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["receipt", "letter", "link", "attestation"])
def test_receipts_letters_links_and_attestations_are_always_sent_each(register, posted, kind):
    posted(letter(kind=kind, to=DAILY))
    assert states(register) == ["todo"]


def test_what_would_come_too_late_in_the_morning_is_sent_at_once(register, posted):
    posted(letter("a", to=DAILY, valid_until=datetime(2014, 12, 2, 8, tzinfo=UTC)))
    posted(letter("b", to=DAILY, valid_until=datetime(2014, 12, 2, 8, 0, 0, 1, tzinfo=UTC)))
    assert states(register) == ["todo", "collected"]


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2015, 1, 9, 7, 59, 59, 999999, tzinfo=UTC), datetime(2015, 1, 9, 8, tzinfo=UTC)),
        (datetime(2015, 1, 9, 8, tzinfo=UTC), datetime(2015, 1, 12, 8, tzinfo=UTC)),  # a weekend between
        (datetime(2014, 12, 24, 9, tzinfo=UTC), datetime(2014, 12, 29, 8, tzinfo=UTC)),  # Christmas
        (datetime(2015, 7, 8, 7, tzinfo=UTC), datetime(2015, 7, 9, 7, tzinfo=UTC)),  # summer time
        (datetime(2015, 7, 8, 6, 59, tzinfo=UTC), datetime(2015, 7, 8, 7, tzinfo=UTC)),
        (datetime(2090, 7, 8, 9, tzinfo=UTC), datetime(2090, 7, 9, 7, tzinfo=UTC)),  # the holidays are not known
    ],
)
def test_the_morning_is_eight_in_london_on_the_next_working_day(now, morning):
    assert next_digest(now) == morning
