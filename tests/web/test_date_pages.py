"""Changing dates in the browser, as an office would: look first, two officers, exactly what was shown, taken back."""

import re
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from deadlines.calendar import london
from service.actions import people
from service.actions.calendar import tick
from service.mail.message import attachments_of
from service.register import queries
from service.register.accounts import add_account
from service.register.tables import outbox, reminders
from service.roles import Person
from tests.web.conftest import OWN_CCG

CHANGE = "/deadlines/2014-15/constitution-general/change"
ASKED = {
    "day-day": "30", "day-month": "1", "day-year": "2015", "because": "The guidance came late.",
    "authority": "National programme director",
}  # fmt: skip
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
OLD, NEW = london(date(2015, 1, 9), time(12)), london(date(2015, 1, 30), time(12))


@pytest.fixture
def anne(visitor):
    return visitor("programme-office")


@pytest.fixture
def bob(visitor):
    return visitor("office-2")


@pytest.fixture
def cases(register, case_id) -> list[int]:
    """The constitution requests of three CCGs."""
    officer = Person("programme-office", "", "programme-office")
    others = [people.open_case(register, officer, "delegated", "2014-15", code) for code in ("00C", "00D")]
    row = {"username": "applicant", "name": "", "role": "ccg", "scope": OWN_CCG, "password_hash": ""}
    add_account(register, {**row, "email": "applicant@example.org"}, by="tests")
    return [case + 1 for case in (case_id, *others)]


def asks(who, address=CHANGE, **fields) -> str:
    """Ask for a change after having looked at what it would do; return its address."""
    shown = who.posts(address, 200, **{**ASKED, **fields})
    who.posts(address, **{**ASKED, **fields, "seen": SEEN.search(shown)[1]})
    return who.goes_to


def due(register, case) -> list[datetime]:
    return [row["at"] for row in queries.dues_of(register, case) if row["deadline"] == "constitution-general"]


def planned(register, case) -> list[datetime]:
    with register.database.read() as connection:
        query = select(reminders.c.at).where(reminders.c.case_id == case, reminders.c.state == "planned")
        found = connection.execute(query.where(reminders.c.deadline == "constitution-general").order_by(reminders.c.at))
        return [row.at for row in found]


def notices(register) -> list[str]:
    with register.database.read() as connection:
        found = connection.execute(select(outbox).where(outbox.c.kind == "notice").order_by(outbox.c.id))
        return [attachments_of(row.body)[0].content.decode() for row in found]


def test_midday_9_january_moves_to_30_january_for_one_class_of_requests_and_back(register, cases, anne, bob):
    """As it really happened with 1 November 2014: preview, second person, apply, reminders, calendars, taken back."""
    before = planned(register, cases[0])
    shown = anne.posts(CHANGE, 200, **ASKED)
    assert "midday (12 noon) on Friday 30 January 2015" in shown
    assert "3 dates of cases" in shown
    assert due(register, cases[0]) == [OLD]
    address = asks(anne)
    assert "another officer must apply it" in anne.gets(address)
    anne.posts(f"{address}/apply", 409)
    assert due(register, cases[0]) == [OLD]
    assert "3 dates of cases will move" in bob.gets(address)
    bob.posts(f"{address}/apply")
    assert "3 of 3 dates moved" in bob.gets(bob.goes_to)
    assert [due(register, case) for case in cases] == [[NEW]] * 3
    assert planned(register, cases[0])[0] == london(date(2015, 1, 16), time(9))
    assert "SEQUENCE:1" in notices(register)[0]
    assert "DTEND:20150130T120000Z" in notices(register)[0]
    assert "Before it was changed: midday (12 noon) on Friday 9 January 2015" in anne.gets(
        "/deadlines/2014-15/constitution-general"
    )
    back = asks(anne, f"{address}/take-back", because="It was withdrawn.")
    bob.posts(f"{back}/apply")
    assert [due(register, case) for case in cases] == [[OLD]] * 3
    assert planned(register, cases[0]) == before
    assert "SEQUENCE:2" in notices(register)[-1]
    assert "Taken back by change 2" in anne.gets(address)
    told = [str(entry["kind"]) for entry in queries.ledger_of(register, cases[0])]
    assert told.count("deadline-moved") == told.count("calendar-changed") == 2
    assert queries.verify_ledger(register)[1] is None


def test_what_is_missing_is_said_beside_its_field(anne):
    page = anne.posts(CHANGE, 422, **{**ASKED, "because": "", "day-day": "31", "day-month": "2"})
    assert "Give the reason" in page
    assert "Enter a real date" in page
    assert "Enter a London time" in anne.posts(CHANGE, 422, **{**ASKED, "at": "noon"})
    assert "has passed" in anne.posts(CHANGE, 422, **{**ASKED, "day-year": "2014"})
    relative = "/deadlines/2014-15/constitution-outcome/change"
    assert "is not a period" in anne.posts(relative, 422, **{**ASKED, "period": "six weeks"})
    assert "New period" in anne.gets(relative)


def test_cases_that_moved_since_the_preview_are_shown_before_anything_is_asked(register, cases, anne):
    seen = SEEN.search(anne.posts(CHANGE, 200, **ASKED))[1]
    officer = Person("programme-office", "", "programme-office")
    people.open_case(register, officer, "delegated", "2014-15", "07K")
    page = anne.posts(CHANGE, 200, **{**ASKED, "seen": seen})
    assert "Cases have moved since you looked" in page
    assert "4 dates of cases" in page


def test_cases_that_moved_before_the_second_officer_came_stop_the_change(register, cases, anne, bob):
    address = asks(anne)
    officer = Person("programme-office", "", "programme-office")
    people.open_case(register, officer, "delegated", "2014-15", "07K")
    assert "nothing was applied" in bob.posts(f"{address}/apply", 409)
    bob.posts(f"{address}/renew")
    anne.posts(f"{address}/apply")
    assert "4 of 4 dates moved" in anne.gets(anne.goes_to)


def test_one_case_is_extended_stopped_and_let_go_on_from_its_page(register, cases, anne, bob):
    page = f"/cases/{cases[0]}/dates/constitution-general"
    assert page in anne.gets(f"/cases/{cases[0]}")
    address = asks(anne, page, kind="move")
    bob.posts(f"{address}/apply")
    assert [due(register, case) for case in cases[:2]] == [[NEW], [OLD]]
    stop = asks(anne, page, kind="suspend", category="legal advice")
    bob.posts(f"{stop}/apply")
    assert due(register, cases[0]) == []
    assert "Clocks that stand" in anne.gets(f"/cases/{cases[0]}")
    on = asks(anne, page, kind="resume")
    bob.posts(f"{on}/apply")
    assert due(register, cases[0]) == [NEW]
    anne.posts(page, 400, **{**ASKED, "kind": "resume"})


def test_what_had_fallen_is_ruled_on_in_the_page(register, cases, clock, anne, bob, visitor):
    clock.move_to(datetime(2015, 1, 9, 13, tzinfo=UTC))
    tick(register)
    address = asks(anne)
    bob.posts(f"{address}/apply")
    assert "not ruled on yet" in visitor("auditor").gets(address)
    element = "general_constitution_due"
    ruling = f"{address}/rulings/{cases[0]}/{element}"
    assert "and why" in bob.posts(ruling, 422, ruling="new-date", reason="")
    bob.posts(ruling, ruling="new-date", reason="It was promised.")
    assert "It was promised." in anne.gets(address)
    bob.posts(ruling, 404, ruling="stands", reason="Again.")
    assert f"#ruling-{cases[1]}" in anne.gets("/dates")


def test_a_holiday_proclaimed_late_is_added_in_the_page(register, cases, anne, bob):
    page = "/deadlines/2014-15/holiday"
    assert page in anne.gets("/dates")
    assert "its title" in anne.posts(page, 422, **{**ASKED, "day-day": "6"})
    address = asks(anne, page, **{"day-day": "6", "title": "A day of thanks"})
    bob.posts(f"{address}/apply")
    assert "Tuesday 6 January 2015: A day of thanks" in anne.gets("/dates")


def test_a_change_is_withdrawn_or_declined(register, cases, anne, bob):
    address = asks(anne)
    anne.posts(f"{address}/decline")
    assert "Declined" in anne.gets(address)
    bob.posts(f"{address}/apply", 404)
    anne.gets("/dates/99", 404)
    anne.gets("/deadlines/1999/x/change", 404)


def test_a_change_that_can_no_longer_be_made_says_why(register, cases, clock, anne, bob):
    address = asks(anne)
    clock.move_to(datetime(2015, 2, 1, tzinfo=UTC))
    assert "has passed" in bob.posts(f"{address}/apply", 409)


def test_the_period_of_a_relative_deadline_is_changed_in_the_page(register, cases, anne, bob):
    address = asks(
        anne,
        "/deadlines/2014-15/constitution-outcome/change",
        period="p6w",
        **{"day-day": "", "day-month": "", "day-year": ""},
    )
    bob.posts(f"{address}/apply")
    assert register.round("2014-15").deadline("constitution-outcome").period == "P6W"
    assert "six weeks" in anne.gets(address)


def test_applicants_see_the_changed_date_and_not_the_changes(register, cases, anne, bob, visitor):
    bob.posts(f"{asks(anne)}/apply")
    page = visitor("ccg").gets("/deadlines/2014-15/constitution-general")
    assert "Before it was changed" in page
    assert "Change this date" not in page
    assert OWN_CCG
