"""The checklist until a round can open: computed lines, no ticking, a fixed number of statements; and the notice."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from deadlines.rounds import UnknownRound
from service.actions import checklist as lines
from service.actions import people, secretaries, setting_up
from service.actions.checklist import DONE, NOT_DONE, NOT_NEEDED, checklist
from service.actions.privacy import notice, retention
from service.mail.message import Letter, Recipient
from service.register import outbox, preferences, queries, uptime
from service.register.tables import outbox as letters
from service.register.tables import tenures
from service.roles import NotAllowed, Person
from tests.web.workbooks import whole

OFFICER = Person("programme-office", "", "programme-office")
LINKS = ("http://localhost/link/", "invitation")


def line(register, title: str, round_: str = "2014-15"):
    return next(one for one in checklist(register, OFFICER, round_) if title in one.title)


def test_a_fresh_register_says_what_is_not_done(visitor):
    page = visitor("programme-office").gets("/setup")
    assert re.search(r"<strong>\d of 10 lines are not done", page)
    assert "209 have none" in page or "have none: NHS" in page
    assert "Set up from a workbook" in page
    assert "Set up from a workbook</a>: organisations" not in visitor("auditor").gets("/setup")
    visitor("ccg").gets("/setup", 403)
    visitor("programme-office").gets("/setup?round=none", 422)


def test_nobody_else_reads_it(register):
    with pytest.raises(NotAllowed):
        checklist(register, Person("x", "", "ccg", "03L"), "2014-15")
    with pytest.raises(UnknownRound):
        checklist(register, OFFICER, "none")


def test_organisations_and_addresses_follow_what_is_entered(register):
    before = line(register, "has an address").said
    assert line(register, "Organisations are").state == DONE
    for place in queries.organisations_of(register):
        preferences.add_mailbox(register, "ccg", str(place["code"]), "a@example.org", "x")
    assert (line(register, "has an address").state, "have none" in before) == (DONE, True)
    setting_up.enter_now(register, OFFICER, whole(), LINKS)
    assert line(register, "has an address").state == DONE


def test_an_organisation_without_an_address_is_named(register):
    for place in queries.organisations_of(register)[1:]:
        preferences.add_mailbox(register, "ccg", str(place["code"]), "a@example.org", "x")
    first = queries.organisations_of(register)[0]["name"]
    assert line(register, "has an address").said == f"1 have none: {first}."


def test_every_role_means_every_region_and_area_team(register):
    said = line(register, "Every role").said
    assert said.startswith("Area team is missing for 25 of 27: ")
    assert "Regional team is missing for 2 of 4: London; South." in said
    with register.database.write() as connection:
        connection.execute(tenures.delete().where(tenures.c.role == "committee"))
    assert "Commissioning Committee" in line(register, "Every role").said


def test_mail_counts_when_a_message_was_taken(register):
    assert line(register, "Mail is").state == NOT_DONE
    letter = Letter(key="l/1", kind="notice", subject="S", text="T", to=Recipient("a@example.org"))
    with register.database.write() as connection:
        outbox.post(register, connection, [letter], register.clock())
        connection.execute(letters.update().values(state="sent", sent_at=register.clock()))
    assert line(register, "Mail is").said == "A message was taken on 9am on Monday 1 December 2014."


def test_the_calendar_counts_when_somebody_looks_at_it(register):
    assert line(register, "calendar").state == NOT_DONE
    with register.database.write() as connection:
        uptime.write(connection, uptime.ALIVE, register.clock() - timedelta(minutes=2))
    assert line(register, "calendar").state == DONE
    register.clock.move_to(register.clock() + timedelta(microseconds=1))
    assert line(register, "calendar").state == NOT_DONE
    register.bell.saw(None, None, [])
    assert line(register, "calendar").state == DONE


def test_a_backup_counts_when_it_was_made(register):
    assert line(register, "backup").state == NOT_DONE
    with register.database.write() as connection:
        uptime.write(connection, uptime.BACKUP, register.clock())
    assert "9am on Monday 1 December 2014" in line(register, "backup").said


def test_sittings_count_when_they_are_within_the_round(register):
    assert line(register, "Panels").said.endswith("National moderation panel and 1 more.")
    regions = sorted({str(one["region"]) for one in queries.organisations_of(register)})
    for at in (register.clock() + timedelta(days=50), register.clock() + timedelta(days=900)):
        secretaries.plan(register, OFFICER, "committee", "", at, "", None)
    secretaries.plan(register, OFFICER, "national-panel", "", register.clock() + timedelta(days=40), "", None)
    assert line(register, "Panels").said.startswith("None is planned within the round for: Regional moderation panel")
    for region in regions:
        secretaries.plan(register, OFFICER, "regional-panel", region, register.clock() + timedelta(days=30), "", None)
    assert line(register, "Panels").state == DONE


def test_what_is_not_needed_says_so(register):
    round_ = register.rounds["2014-15"]
    open_end = lines._Checking(register, _with(round_, closes=None), lines.facts(register))
    assert [one.state for one in open_end.lines() if "holidays" in one.title] == [NOT_NEEDED]
    nothing = lines._Checking(register, round_, _with(lines.facts(register), paths=[], organisations=[]))
    found = {one.title: one.state for one in nothing.lines()}
    assert found["Panels and committee are planned"] == NOT_NEEDED
    assert found["Organisations are entered"] == NOT_DONE
    assert found["Paths are published and the round has their deadlines"] == NOT_DONE


def _with(one, **changed):
    return replace(one, **changed)


def test_a_round_that_lacks_a_deadline_is_named(register):
    assert line(register, "Paths are").state == DONE
    said = line(register, "Paths are", "2015-second-wave")
    assert said.state == DONE or "which this round does not have" in said.said


def test_the_number_of_statements_does_not_grow_with_cases(register):
    checklist(register, OFFICER, "2014-15")

    def count() -> int:
        found = []
        listener = lambda *given: found.append(given[2])  # noqa: E731
        engines = {register.database._reader, register.database._writer}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", listener)
        checklist(register, OFFICER, "2014-15")
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listener)
        return len(found)

    before = count()
    for code in ("03L", "07K", "02X"):
        people.open_case(register, OFFICER, "delegated", "2014-15", code)
    assert count() == before <= 10


def test_the_privacy_notice_is_for_everybody_and_comes_from_data(app):
    page = app.test_client().get("/privacy").text
    assert "This notice holds from Monday 10 November 2014." in page
    for _, text in notice().parts:
        assert text[:40] in page
    for one in retention().values():
        assert one.words in page
    assert 'href="/privacy"' in app.test_client().get("/about").text
