"""Who is told about a case: its people and mailboxes, somebody else while away, nobody twice and never nobody."""

from datetime import date, time

import pytest
from sqlalchemy import insert

from deadlines.calendar import london
from service.register.recipients import recipients_of
from service.register.tables import absences, mailboxes
from tests.mail.conftest import account

CASE = {"organisation": "03L", "area_team": "South Yorkshire and Bassetlaw", "region": "North"}
DAY = date(2015, 1, 8)


@pytest.fixture
def told(register):
    def recipients(role: str, case=CASE, day=DAY) -> list[str]:
        with register.database.read() as connection:
            return [one.address for one in recipients_of(connection, role, case, london(day, time(12)))]

    return recipients


def add(register, table, **row: object) -> None:
    with register.database.write() as connection:
        connection.execute(insert(table).values(by="office", added_at=register.clock(), **row))


def away(register, username: str, cover: str, first: str = "2015-01-08", last: str = "2015-01-08") -> None:
    add(register, absences, username=username, cover=cover, first_day=first, last_day=last)


def test_only_people_whose_case_it_is_are_told(register, told):
    yorkshire = str(CASE["area_team"])
    scopes = (("ccg", "03L", "07K"), ("area-team", yorkshire, "Essex"), ("regional-team", "North", "South"))
    for role, own, other in scopes:
        account(register, f"own-{role}", role, own)
        account(register, f"other-{role}", role, other)
        assert told(role) == [f"own-{role}@example.org"]


def test_a_role_that_sees_all_cases_is_told_about_each(register, told):
    account(register, "first", "programme-office")
    account(register, "second", "programme-office")
    assert told("programme-office") == ["first@example.org", "second@example.org"]


def test_what_concerns_no_case_goes_to_everybody_of_the_role(register, told):
    account(register, "one", "ccg", "03L")
    account(register, "two", "ccg", "07K")
    assert told("ccg", None) == ["one@example.org", "two@example.org"]


def test_inactive_accounts_and_accounts_without_an_address_are_not_told(register, told):
    account(register, "gone", "finance", active=False)
    account(register, "mute", "finance", email="")
    assert told("finance") == []
    assert told("no-such-role") == []


def test_a_role_mailbox_is_told_once_even_when_somebody_has_its_address(register, told):
    account(register, "one", "ccg", "03L", email="Box@example.org")
    add(register, mailboxes, role="ccg", scope="03L", address="box@example.org")
    add(register, mailboxes, role="ccg", scope="07K", address="other@example.org")
    add(register, mailboxes, role="finance", scope="", address="finance@example.org")
    assert told("ccg") == ["Box@example.org"]
    assert told("finance") == ["finance@example.org"]


@pytest.mark.parametrize(
    ("first", "last", "who"),
    [
        ("2015-01-08", "2015-01-08", "cover"), ("2015-01-01", "2015-01-31", "cover"),
        ("2015-01-01", "2015-01-07", "one"), ("2015-01-09", "2015-01-31", "one"),
    ],
)  # fmt: skip
def test_who_is_away_is_covered_on_exactly_those_days(register, told, first, last, who):
    account(register, "one", "ccg", "03L")
    account(register, "cover", "accountable-officer", "03L")
    away(register, "one", "cover", first, last)
    assert told("ccg") == [f"{who}@example.org"]


def test_a_cover_who_is_away_too_is_covered_in_turn(register, told):
    for name in ("one", "two", "three"):
        account(register, name, "finance" if name == "one" else "committee")
    away(register, "one", "two")
    away(register, "two", "three")
    assert told("finance") == ["three@example.org"]


def test_somebody_without_an_address_is_told_through_the_cover(register, told):
    account(register, "one", "finance", email="")
    account(register, "two", "committee")
    away(register, "one", "two")
    assert told("finance") == ["two@example.org"]


def test_nobody_is_left_out_because_of_a_cover_who_cannot_be_told(register, told):
    account(register, "one", "ccg", "03L")
    account(register, "mute", "ccg", "03L", email="")
    account(register, "stranger", "ccg", "07K")
    for cover in ("mute", "stranger", "never-there", "one"):
        away(register, "one", cover)
        assert told("ccg") == ["one@example.org"], cover


def test_two_who_cover_for_each_other_are_both_told(register, told):
    account(register, "one", "finance")
    account(register, "two", "finance")
    away(register, "one", "two")
    away(register, "two", "one")
    assert told("finance") == ["one@example.org", "two@example.org"]
