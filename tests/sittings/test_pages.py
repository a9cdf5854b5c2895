"""Sittings through their pages, as secretaries, members and officers would go through them."""

import io
import re
import sys
import zipfile
from base64 import b64decode
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import event

from service.actions import people, secretaries, sittings
from service.actions.deciding import Line, decide
from service.actions.documents import add_document
from service.formats import pdf
from service.formats.pdf import NoPdf, laid_out, pdf_of
from service.front.doors import limiter
from service.front.state import OfficeState
from service.register import queries
from service.register.register import Register
from service.register.sittings import records
from service.web import create_app
from tests.sittings.conftest import (
    ANNE,
    ANNES,
    BOB,
    BOBS,
    CLEO,
    CLEOS,
    DEV,
    EXCEPTIONS,
    OFFICE,
    SECRETARY,
    SOUND,
    begun,
    planned,
)
from tests.web.conftest import Started, Visitor

WHEN = {"held-day": "20", "held-month": "1", "held-year": "2015", "held-time": "10:00"}
LATER = {"until-day": "30", "until-month": "3", "until-year": "2015", "until-time": "10:00"}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"  # a red pixel


@pytest.fixture(scope="session")
def built(panel_file) -> Flask:
    """The application, made once."""
    return create_app(None, Started())  # type: ignore[arg-type]


@pytest.fixture
def enters(built, panel: Register):
    """Let somebody in."""
    built.extensions["office"] = OfficeState(panel, demonstration=False, clock=None)
    limiter.reset()
    return lambda person: Visitor(built.test_client()).enters(person.username)


@pytest.fixture
def sitting(panel: Register) -> int:
    return planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))


def test_a_secretary_plans_seats_freezes_and_begins_a_sitting(enters, panel: Register) -> None:
    sid = enters(SECRETARY)
    assert "No sitting is planned" in sid.gets("/sittings")
    sid.posts("/sittings/new", body="regional-panel", scope="North", voting="2", **WHEN)
    address = sid.goes_to
    assert "4 cases wait for this body" in sid.gets(address)
    for who in (ANNE, BOB):
        sid.posts(f"{address}/members", username=who.username, seat="clinical", voting="yes")
    sid.posts(f"{address}/members", name="A Healthwatch member", seat="healthwatch")
    cases = [str(one.case_id) for one in records.agenda_of(panel, records.one_sitting(panel, 1))]
    sid.posts(f"{address}/freeze", case=cases[:3])
    assert "Not everybody present has declared" not in sid.gets(address)
    members = records.members_of(panel, 1)
    for one in members:
        sid.posts(f"{address}/declare", member=str(one.id))
    sid.posts(f"{address}/attendance", present=[str(one.id) for one in members])
    sid.posts(f"{address}/begin")
    page = sid.gets(address)
    assert page.count("There is a quorum.") == 3
    assert "Without a vote: A Healthwatch member" in page


def test_what_cannot_be_planned_is_said_at_its_field(enters) -> None:
    sid = enters(SECRETARY)
    assert "Choose a body" in sid.posts("/sittings/new", 422, **WHEN)
    assert "Enter a real date" in sid.posts("/sittings/new", 422, body="regional-panel", scope="North")
    wrong = {**WHEN, "body": "regional-panel", "scope": "North"}
    assert "Enter whole numbers" in sid.posts("/sittings/new", 422, **wrong, voting="many")
    assert "at least one voting member" in sid.posts("/sittings/new", 422, **wrong, lay="1")
    assert "Choose the region" in sid.posts("/sittings/new", 422, **{**wrong, "scope": "Leeds"})
    sid.posts("/sittings/new", 403, **{**wrong, "scope": "South"})


def test_a_member_declares_stands_aside_and_cannot_open_the_decision(enters, panel: Register, sitting: int) -> None:
    secretaries.freeze(panel, OFFICE, sitting)
    first, second = records.items_of(panel, sitting)[:2]
    dev = enters(DEV)
    assert "You have not declared" in dev.gets(f"/sittings/{sitting}")
    mine = sittings.held(panel, DEV, sitting).member_of(DEV.username).id
    dev.posts(
        f"/sittings/{sitting}/declare", **{"member": str(mine), f"nature-{first.case_id}": "My sister works there"}
    )
    assert "You stand aside" in dev.gets(f"/sittings/{sitting}/items/{first.case_id}", 403)
    dev.gets(f"/sittings/{sitting}/items/{second.case_id}")
    assert "You have an interest" in dev.gets(f"/cases/{first.case_id}/steps/{first.element}", 403)
    assert "you stand aside" in dev.gets(f"/sittings/{sitting}")
    assert "its papers are not in your pack" in dev.gets(f"/sittings/{sitting}/pack")
    assert "its papers are not in your pack" not in enters(ANNE).gets(f"/sittings/{sitting}/pack")
    dev.posts(f"/sittings/{sitting}/declare", 422, member="999")
    other = sittings.held(panel, DEV, sitting).member_of(ANNE.username).id
    dev.posts(f"/sittings/{sitting}/declare", 403, member=str(other))


def test_a_body_decides_its_cases_on_one_page_with_own_answers_and_votes(enters, panel: Register, sitting: int) -> None:
    ids = begun(panel, sitting)
    anne, items = enters(ANNE), records.items_of(panel, sitting)
    page = anne.gets(f"/sittings/{sitting}/decide")
    assert page.count("As for all") == 4
    first, second, third, fourth = (item.case_id for item in items)
    chosen = {
        "all-decision": "recommended", "all-conflicts_judgement": "sound", "all-special_measures": "no",
        f"{first}-decision": "as-all", f"{second}-decision": "as-all", f"{second}-against": str(ids["bob"]),
        f"{third}-decision": "not-recommended", f"{third}-conflicts_judgement": "not-sound",
        f"{fourth}-decision": "not-now",
    }  # fmt: skip
    anne.sends(f"/sittings/{sitting}/decide", **chosen)
    assert "All 3 lines are recorded" in anne.gets(anne.goes_to)
    told = [item.record.get("result") for item in records.items_of(panel, sitting)]
    assert told == ["Recommended", "Recommended", "Not recommended", None]
    shown = anne.gets(f"/sittings/{sitting}")
    assert "Against: Bob" in shown
    assert "Decided at a sitting" in anne.gets(f"/cases/{second}")


def test_an_act_that_cannot_be_accepted_is_shown_again_with_the_reason(enters, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    anne, case = enters(ANNE), records.items_of(panel, sitting)[0].case_id
    page = anne.sends(f"/sittings/{sitting}/decide", 422, **{f"{case}-decision": "recommended"})
    assert f'href="#case-{case}"' in page
    assert "Choose an answer" in page
    assert "Decide at least one case" in anne.sends(
        f"/sittings/{sitting}/decide", 422, **{f"{case}-decision": "as-all"}
    )
    assert records.acts_of(panel, sitting) == []


def test_a_page_of_an_unfinished_act_looks_again_by_itself(enters, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    case = records.items_of(panel, sitting)[0].case_id
    act = decide(panel, ANNE, sitting, [Line(case, SOUND)], key="k", received_at=panel.clock())
    anne = enters(ANNE)
    anne.gets(f"/sittings/{sitting}/acts/{act.id}")
    assert "Refresh" not in anne.page.headers
    with panel.database.write() as connection:
        connection.exec_driver_sql("UPDATE sitting_acts SET done_at = NULL")
    assert "1 of 1 recorded" in anne.gets(f"/sittings/{sitting}/acts/{act.id}")
    assert anne.page.headers["Refresh"] == "2"
    anne.gets(f"/sittings/{sitting}/acts/99", 404)


def test_adjourning_shows_the_deadlines_at_risk_before_and_keeps_them(enters, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    sid, address = enters(SECRETARY), f"/sittings/{sitting}/adjourn"
    sid.gets(address)
    assert "Deadlines that fall before" in sid.posts(address, 200, do="look", **LATER)
    assert "Enter a real date" in sid.posts(address, 422, do="look")
    assert "Give the reason" in sid.posts(address, 422, do="adjourn", **LATER)
    past = {**LATER, "until-year": "2014"}
    assert "has not passed" in sid.posts(address, 422, do="adjourn", reason="No quorum", **past)
    sid.posts(address, do="adjourn", reason="No quorum", **LATER)
    found = records.one_sitting(panel, sitting)
    assert (found.status, found.day.isoformat()) == ("frozen", "2015-03-30")
    assert not any(one.present for one in records.members_of(panel, sitting))


def test_minutes_are_kept_and_a_closed_sitting_leaves_what_is_undecided(enters, panel: Register, sitting: int) -> None:
    begun(panel, sitting)
    sid = enters(SECRETARY)
    assert "Enter the minutes" in sid.posts(f"/sittings/{sitting}/minutes", 422, minutes=" ")
    sid.posts(f"/sittings/{sitting}/minutes", minutes="Apologies: none.\nAll cases were read.")
    sid.posts(f"/sittings/{sitting}/close")
    page = sid.gets(f"/sittings/{sitting}")
    assert "All cases were read." in page
    assert page.count("Adjourned") == 4
    assert len(records.agenda_of(panel, records.one_sitting(panel, sitting))) == 4
    assert "This can be done while" in sid.posts(f"/sittings/{sitting}/begin", 409)
    assert "Closed" in sid.gets("/sittings")


def test_the_exceptions_officer_sets_a_rule_about_the_membership_aside_with_a_reason(enters, panel: Register) -> None:
    place = str(queries.organisations_of(panel)[0]["code"])
    sitting = secretaries.plan(panel, OFFICE, "pccc", place, panel.clock(), "", None)
    erin, address = enters(EXCEPTIONS), f"/sittings/{sitting}"
    assert "The chair is a lay member" in erin.gets(address)
    assert "Give the reason" in erin.posts(f"{address}/override", 422, rule="chair-is-lay", reason="")
    assert "does not bind" in erin.posts(f"{address}/override", 422, rule="other", reason="Vacancy")
    erin.posts(f"{address}/override", rule="chair-is-lay", reason="The lay chair resigned yesterday")
    assert "The lay chair resigned yesterday" in erin.gets(address)
    erin.posts(f"{address}/override", 409, rule="chair-is-lay", reason="Again")


def test_a_seat_that_cannot_be_given_is_refused_with_the_reason(enters, panel: Register, sitting: int) -> None:
    sid, address = enters(SECRETARY), f"/sittings/{sitting}/members"
    assert "attends and never votes" in sid.posts(address, 422, name="H", seat="healthwatch", voting="yes")
    assert "The chair has a vote" in sid.posts(address, 422, name="H", seat="lay", chair="yes")
    assert "has a seat already" in sid.posts(address, 422, username=ANNE.username, seat="lay", voting="yes")
    assert "no such account" in sid.posts(address, 422, username="nobody", name="N", seat="lay")
    assert "Enter the name" in sid.posts(address, 422, seat="lay")
    assert "Choose the kind of seat" in sid.posts(address, 422, name="N")
    member = records.members_of(panel, sitting)[-1]
    sid.posts(f"{address}/{member.id}/remove")
    assert member.name not in [one.name for one in records.members_of(panel, sitting)]
    assert "not there any more" in sid.posts(f"{address}/{member.id}/remove", 409)


def test_a_pack_holds_exactly_the_frozen_agenda_and_is_the_same_bytes_twice(
    enters, panel: Register, sitting: int
) -> None:
    cases = [one.case_id for one in records.agenda_of(panel, records.one_sitting(panel, sitting))]
    secretaries.freeze(panel, OFFICE, sitting, cases[3:])
    anne = enters(ANNE)
    page = anne.gets(f"/sittings/{sitting}/pack")
    assert re.findall(r'id="item-(\d+)"', page) == ["1", "2", "3"]
    first = anne.client.get(f"/sittings/{sitting}/pack.docx").data
    panel.clock.advance(panel.pause)  # type: ignore[attr-defined]
    assert anne.client.get(f"/sittings/{sitting}/pack.docx").data == first
    headings = [p.text for p in Document(io.BytesIO(first)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [f"{item.number}. {item.organisation_name}" for item in records.items_of(panel, sitting)]
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pack_as_pdf_is_the_same_bytes_twice_and_leaves_out_what_its_reader_stands_aside_from(
    enters, panel: Register, sitting: int
) -> None:
    item = records.agenda_of(panel, records.one_sitting(panel, sitting))[0]
    begun(panel, sitting, {"dev": item.case_id})
    anne, address = enters(ANNE), f"/sittings/{sitting}/pack.pdf"
    assert address in anne.gets(f"/sittings/{sitting}")
    first = anne.client.get(address)
    assert (first.mimetype, first.data[:5]) == ("application/pdf", b"%PDF-")
    pdf_of.cache_clear()
    panel.clock.advance(panel.pause)  # type: ignore[attr-defined]
    assert anne.client.get(address).data == first.data
    assert len(enters(DEV).client.get(address).data) < len(first.data)


def test_the_headings_of_the_pdf_are_the_cases() -> None:
    ((title, _, under, _),) = laid_out("<title>P</title><h1>P</h1><h2>1. A</h2><h2>2. B</h2>").make_bookmark_tree()
    assert (title, [one[0] for one in under]) == ("P", ["1. A", "2. B"])


@pytest.mark.parametrize(("address", "drawn"), [("data:image/png;base64,", True), ("file", False)])
def test_nothing_is_fetched_for_a_pdf(address: str, drawn: bool, tmp_path: Path) -> None:
    """The same picture is drawn when the page holds it, and not when it lies in a file of the machine."""
    there = tmp_path / "dot.png"
    there.write_bytes(b64decode(DOT))
    source = address + DOT if drawn else there.as_uri()
    assert (b"/Image" in pdf_of(f'<html lang="en"><title>P</title><img alt="" src="{source}">')) == drawn


def test_a_pdf_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    monkeypatch.setattr(pdf, "LONGEST_S", 0.01)
    with pytest.raises(NoPdf, match=r"longer than 0\.01 seconds"):
        pdf_of("<p>slow</p>")
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NoPdf, match="not made here"):
        pdf_of("<p>fails</p>")
    assert "WeasyPrint failed" in caplog.text


def test_without_weasyprint_the_pack_says_what_there_is_instead(
    enters, panel: Register, sitting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    anne = enters(ANNE)
    assert "pack.pdf" not in anne.gets(f"/sittings/{sitting}")
    assert "the Word document" in anne.gets(f"/sittings/{sitting}/pack.pdf", 404)


def test_the_word_document_leaves_out_what_its_reader_stands_aside_from(enters, panel: Register, sitting: int) -> None:
    item = records.agenda_of(panel, records.one_sitting(panel, sitting))[0]
    add_document(panel, OFFICE, item.case_id, "minutes\x07 of June.pdf", b"%PDF-1.4", "evidence")
    begun(panel, sitting, {"dev": item.case_id})
    texts = {}
    for who in (ANNE, DEV):
        made = Document(io.BytesIO(enters(who).client.get(f"/sittings/{sitting}/pack.docx").data))
        texts[who.name] = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "minutes of June.pdf (8 bytes" in texts["Anne"]
    assert "minutes of June.pdf" not in texts["Dev"]
    assert "You stand aside from this case; its papers are not in your pack." in texts["Dev"]


def test_what_came_after_the_papers_were_frozen_stands_beside_them_and_not_in_the_pack(
    enters, panel: Register, sitting: int
) -> None:
    secretaries.freeze(panel, OFFICE, sitting)
    item = records.items_of(panel, sitting)[0]
    before = enters(ANNE).gets(f"/sittings/{sitting}/pack")
    ccg = people.Person("ccg", "", "ccg", item.organisation)
    people.submit(panel, ccg, item.case_id, "withdraw_delegated", {"withdrawal_reason": "finance"},
                  received_at=panel.clock())  # fmt: skip
    page = enters(ANNE).gets(f"/sittings/{sitting}/items/{item.case_id}")
    assert "Came after the papers were frozen" in page
    after = enters(ANNE).gets(f"/sittings/{sitting}/pack")
    assert TOKENS.sub("", after) == TOKENS.sub("", before)


TOKENS = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]+"|"X-CSRFToken": "[^"]+"')


def test_a_sitting_of_another_region_is_not_there(enters, panel: Register, sitting: int) -> None:
    other = planned(panel, "regional-panel", "South", ())
    assert "South" not in enters(ANNE).gets("/sittings")
    enters(ANNE).gets(f"/sittings/{other}", 404)
    enters(SECRETARY).posts(f"/sittings/{other}/close", 404)
    enters(OFFICE).gets(f"/sittings/{other}")
    enters(SECRETARY).gets(f"/sittings/{sitting}/items/99", 404)


def test_nobody_has_a_seat_to_declare_for_when_they_do_not_sit(enters, sitting: int) -> None:
    other = people.Person("anne-committee", "Anne", "committee")
    assert "You have no seat" in enters(other).gets(f"/sittings/{sitting}/declare")


def test_the_register_of_interests_is_kept_and_keeps_people_from_cases(enters, panel: Register) -> None:
    dev, item = (
        enters(DEV),
        records.agenda_of(panel, records.one_sitting(panel, planned(panel, "regional-panel", "North", ())))[0],
    )
    assert "No interest has been entered" in dev.gets("/interests")
    assert "Choose the kind of interest" in dev.posts("/interests", 422, nature="Partner")
    given = {"kind": "financial", "nature": "Partner in a practice", "parties": item.organisation,
             "from-day": "1", "from-month": "9", "from-year": "2014"}  # fmt: skip
    dev.posts("/interests", **given)
    assert "Partner in a practice" in dev.gets("/interests")
    dev.gets(f"/cases/{item.case_id}/steps/{item.element}", 403)
    enters(ANNE).posts("/interests/1/end", 403)
    dev.posts("/interests/1/end")
    dev.posts("/interests/1/end", 404)
    dev.gets(f"/cases/{item.case_id}/steps/{item.element}", 403)
    panel.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    dev.gets(f"/cases/{item.case_id}/steps/{item.element}")


def test_the_pages_of_a_sitting_take_as_many_statements_for_77_cases_as_for_four(
    built, panel: Register, committee: Register, sitting: int
) -> None:
    begun(panel, sitting)
    many = planned(committee, "committee", "", (ANNES, BOBS, CLEOS))
    begun(committee, many)
    found = []
    for register, number, decider in ((panel, sitting, ANNE), (committee, many, ANNES)):
        built.extensions["office"] = OfficeState(register, demonstration=False, clock=None)
        pages = ((OFFICE, f"/sittings/{number}"), (decider, f"/sittings/{number}/decide"), (OFFICE, "/sittings"))
        found.append([statements(register, Visitor(built.test_client()).enters(p.username), page) for p, page in pages])
    assert found[0] == found[1]


def statements(register: Register, visitor: Visitor, page: str) -> int:
    """Return how many statements a page takes the second time."""
    visitor.gets(page)
    seen: list[object] = []
    with register.database.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    visitor.gets(page)
    return len(seen)
