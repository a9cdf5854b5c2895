"""Reminders follow from deadlines: planned with a case, cancelled with a reason, sent once, never past their point."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from sqlalchemy import event, select

from deadlines.calendar import LONDON, london
from deadlines.rounds import shipped_rounds
from service.actions.calendar import tick
from service.mail.message import text_of
from service.register.accounts import add_account
from service.register.register import Register
from service.register.tables import outbox, reminders, tasks
from service.rehearsal.data import organisations
from service.roles import AUDIENCES, ROLES
from tests.conftest import Office

NINE = time(9)


def has_address(register: Register, role: str, scope: str, mail: str = "each") -> None:
    row = {
        "username": f"{role}-{scope}", "name": f"{role} {scope}", "role": role, "scope": scope, "password_hash": "",
        "email": f"{role}.{scope or 'all'}@example.org".lower().replace(" ", "-"), "mail": mail,
    }  # fmt: skip
    add_account(register, row, by="tests")


def rows(register: Register, element: str = "delegated_due") -> list[dict[str, object]]:
    with register.database.read() as connection:
        found = connection.execute(select(reminders).where(reminders.c.element == element).order_by(reminders.c.at))
        return [dict(row) for row in found.mappings()]


def states(register: Register, case: int) -> Counter[tuple[str, str]]:
    with register.database.read() as connection:
        found = connection.execute(select(reminders.c.rung, reminders.c.state).where(reminders.c.case_id == case))
        return Counter((str(row.rung).partition(",")[0], str(row.state)) for row in found)


def letters(register: Register) -> list[dict[str, object]]:
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(outbox).order_by(outbox.c.id)).mappings()]


def submission(register: Register) -> str:
    """Return the element of the delegated path that waits for midday on 9 January."""
    with register.database.read() as connection:
        query = select(reminders.c.element).where(reminders.c.deadline == "delegated-submission")
        return str(connection.execute(query.limit(1)).scalar())


def test_every_audience_of_every_ladder_is_a_role() -> None:
    for round_ in shipped_rounds().values():
        for name in round_.names():
            ladder = round_.ladder(name)
            assert all(AUDIENCES[rung.audience] in ROLES for rung in (ladder.rungs if ladder else ()))


@pytest.mark.timeout(60)
def test_the_ladder_of_9_january_for_77_cases_lands_on_its_four_days_and_none_on_a_holiday(office: Office) -> None:
    for place in organisations()[:77]:
        has_address(office.register, "ccg", place["code"])
        office.open("delegated", place["code"])
    element = submission(office.register)
    sent: Counter[date] = Counter()
    day = date(2014, 12, 2)
    while day < date(2015, 1, 12):
        office.at(london(day, NINE))
        before = len(letters(office.register))
        tick(office.register)
        fresh = [one for one in letters(office.register)[before:] if f"/{element}/" in str(one["key"])]
        sent[day] += len(fresh)
        day += timedelta(days=1)
    expected = {date(2014, 12, 23): 77, date(2015, 1, 2): 77, date(2015, 1, 6): 77, date(2015, 1, 8): 77}
    assert {day: count for day, count in sent.items() if count} == expected
    assert all(office.register.round("2014-15").working_days.is_working_day(day) for day in expected)


def test_a_reminder_is_not_sent_a_microsecond_early_and_is_sent_once(office: Office) -> None:
    has_address(office.register, "ccg", "03L")
    office.open()
    instant = london(date(2014, 12, 23), NINE)
    office.at(instant - timedelta(microseconds=1))
    tick(office.register)
    assert letters(office.register) == []
    office.at(instant)
    tick(office.register)
    assert len(letters(office.register)) == 2  # the proposal's, and its constitution request's for the same midday
    tick(office.register)
    assert len(letters(office.register)) == 2
    [letter] = [one for one in letters(office.register) if "Delegated proformas" in str(one["subject"])]
    assert letter["valid_until"] == office.register.round("2014-15").due("delegated-submission")
    text = text_of(bytes(letter["body"]))  # type: ignore[call-overload]
    assert "midday (12 noon) on Friday 9 January 2015" in text
    assert "All delegated proformas must be submitted by 12 noon on 9 January 2015" in text
    assert "10 working days left" in str(letter["subject"])


def test_what_is_done_is_not_reminded_of(office: Office) -> None:
    has_address(office.register, "ccg", "03L")
    case = office.open()
    element = submission(office.register)
    office.do(case, "submit_proforma_delegated")
    mine = [row for row in rows(office.register, element) if row["case_id"] == case]
    assert {row["state"] for row in mine} == {"cancelled"}
    assert {row["note"] for row in mine} == {"It was done."}


def test_a_pack_stamped_before_a_reminder_and_judged_after_it_stops_it(office: Office) -> None:
    """Class of bug: telling people before what they sent has been judged."""
    has_address(office.register, "ccg", "03L")
    case = office.open()
    instant = london(date(2014, 12, 23), NINE)
    office.receive(case, "submit_proforma_delegated", at=instant - timedelta(microseconds=1))
    office.at(instant)
    tick(office.register)
    assert [one["subject"] for one in letters(office.register) if "Delegated proformas" in str(one["subject"])] == []


def test_of_several_rungs_that_have_come_only_the_last_is_sent(office: Office) -> None:
    has_address(office.register, "ccg", "03L")
    case = office.open()
    element = submission(office.register)
    office.at(london(date(2015, 1, 6), NINE))
    tick(office.register)
    found = {str(row["rung"]).partition(" working")[0]: row["state"] for row in rows(office.register, element)}
    assert found == {"10": "skipped", "5": "skipped", "3": "told", "1": "planned"}
    assert len([one for one in letters(office.register) if f"/{element}/" in str(one["key"])]) == 1
    assert office.told(case, "reminder-told")[0]["at"] == london(date(2015, 1, 6), NINE)


def test_a_reminder_whose_point_has_passed_is_not_sent_and_the_office_hears_of_it(office: Office) -> None:
    has_address(office.register, "ccg", "03L")
    has_address(office.register, "programme-office", "")
    office.open()
    element = submission(office.register)
    office.at(london(date(2015, 1, 12), NINE))
    tick(office.register)
    mine = rows(office.register, element)
    assert [row["state"] for row in mine] == ["skipped"] * 4 + ["told"]
    sent = [one for one in letters(office.register) if f"/{element}/" in str(one["key"])]
    assert [one["kind"] for one in sent] == ["escalation"]
    assert "not recorded as done" in text_of(bytes(sent[0]["body"]))  # type: ignore[call-overload]


def test_nobody_to_tell_becomes_a_task_of_the_office(office: Office) -> None:
    office.open()
    office.at(london(date(2014, 12, 23), NINE))
    tick(office.register)
    with office.register.database.read() as connection:
        said = [str(row.said) for row in connection.execute(select(tasks.c.said))]
    assert any("no address is known" in one for one in said)


def test_a_case_opened_late_is_reminded_only_of_what_is_still_to_come(office: Office) -> None:
    has_address(office.register, "ccg", "03L")
    case = office.at(london(date(2015, 1, 7), NINE)).open()
    element = submission(office.register)
    mine = [row for row in rows(office.register, element) if row["case_id"] == case]
    assert [row["state"] for row in mine] == ["skipped"] * 3 + ["planned"] * 2
    tick(office.register)
    assert letters(office.register) == []


def test_reminders_keep_their_hour_in_london_in_summer_and_in_winter(office: Office) -> None:
    office.open()
    walls = {row["at"].astimezone(LONDON).time() for row in rows(office.register, submission(office.register))}  # type: ignore[attr-defined]
    assert walls == {NINE}


def test_a_batch_of_reminders_costs_a_fixed_number_of_statements(office: Office) -> None:
    for place in organisations()[:10]:
        has_address(office.register, "ccg", place["code"])
        office.open("joint", place["code"])
    office.at(london(date(2015, 1, 16), time(8, 59)))
    tick(office.register)
    office.at(london(date(2015, 1, 16), NINE))
    statements: list[str] = []
    event.listen(office.register.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    tick(office.register)
    assert len(letters(office.register)) >= 10
    updates = [one for one in statements if one.startswith("UPDATE reminders")]
    inserts = [one for one in statements if one.startswith("INSERT INTO outbox")]
    assert len(updates) <= 2
    assert len(inserts) <= 2


def test_nothing_to_tell_costs_one_statement_and_no_lock(office: Office) -> None:
    office.open()
    statements: list[str] = []
    event.listen(office.register.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    tick(office.register)
    assert statements == []
