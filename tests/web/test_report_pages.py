"""Reports in the browser: the tracker out and in, the Board report, the timeline; each for whom it is."""

import io
import json

import orjson
import pytest
from openpyxl import load_workbook

from service.register import queries
from service.register.queries import Sight
from tests.formats.many import counted, multiply
from tests.web.conftest import OWN_CCG
from tests.web.test_public_register import goes_live

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def officer(visitor, case_id):
    return visitor("programme-office")


def exported(visitor):
    return visitor.client.get("/reports/tracker.xlsx?ended=all").data


def changed(content, cell, value):
    book = load_workbook(io.BytesIO(content))
    book["Tracker"][cell] = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sends(visitor, content, status=200):
    return visitor.posts("/reports/tracker/import", status, tracker=(io.BytesIO(content), "tracker.xlsx"))


def test_reports_offers_to_each_role_what_is_theirs(visitor, case_id):
    offers = {
        "programme-office": ("Timeline of the round", "Excel workbook", "Import a changed tracker", "Board report"),
        "auditor": ("Timeline of the round", "Excel workbook", "Board report"),
        "ccg": ("Timeline of the round", "Excel workbook"), "designer": (),
    }  # fmt: skip
    every = offers["programme-office"]
    for role, mine in offers.items():
        text = visitor(role).gets("/reports")
        assert [offer for offer in every if offer in text] == list(mine), role
        assert "Public register" in text


@pytest.mark.parametrize(("form", "kind"), [("xlsx", XLSX), ("csv", "text/csv"), ("json", "application/json")])
def test_the_tracker_is_saved_as_a_file(form, kind, officer):
    answer = officer.client.get(f"/reports/tracker.{form}")
    assert answer.content_type.startswith(kind)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tracker-2014-12-01-0900.{form}"'
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_there_is_no_other_format(officer):
    officer.gets("/reports/tracker.pdf", 404)
    officer.gets("/reports/board.json", 404)


def test_a_stranger_gets_an_empty_tracker(visitor, case_id):
    assert json.loads(visitor("other-ccg").gets("/reports/tracker.json"))["tracker"] == []


def test_an_officer_sends_notes_looks_and_applies(officer, register, case_id):
    page = sends(officer, changed(exported(officer), "P2", "Rang <them>"))
    assert "1 cell in" in page
    assert "Rang &lt;them&gt;" in page
    sent = officer.page.text.split('name="changes" value="')[1].split('"')[0].replace("&#34;", '"')
    sent = sent.replace("&lt;", "<").replace("&gt;", ">")
    officer.posts("/reports/tracker/import/apply", changes=sent)
    assert "changed for 1 case." in officer.gets(officer.goes_to)
    assert "Nothing: the" in sends(officer, exported(officer))
    [entry] = [row for row in queries.ledger_of(register, orjson.loads(sent)[0]["case_id"]) if row["kind"] == "noted"]
    assert entry["by"] == "programme-office"


def test_faults_are_told_with_row_and_column_and_a_way_out(officer):
    page = sends(officer, changed(exported(officer), "I2", "Approved"), 422)
    assert "Row 2, column I (Status): this cannot be changed here" in page
    assert "Error: Import a tracker" in page
    assert "The file is no Excel workbook" in sends(officer, b"a text", 422)
    assert "Choose the tracker" in officer.posts("/reports/tracker/import", 422)
    assert "Nothing is changed before you say so" in officer.gets("/reports/tracker/import")


@pytest.mark.parametrize("sent", ["", "[1]", '[{"case_id": 1}]', '{"x": 1}', '[{"nonsense": 1}]'])
def test_what_no_preview_has_shown_is_not_applied(sent, officer):
    assert "was not shown in a preview" in officer.posts("/reports/tracker/import/apply", 409, changes=sent)


def test_the_board_report_counts_and_can_be_taken_away(officer, visitor):
    text = officer.gets("/reports/board")
    assert "No proposal of this round has come yet" in text
    assert "Midlands and East" in text
    auditor = visitor("auditor").client
    assert auditor.get("/reports/board.csv").text.startswith("\ufeffModel,Region,CCGs,Applied")
    assert auditor.get("/reports/board.xlsx").data.startswith(b"PK")
    officer.gets("/reports/board?round=none", 404)


def test_the_board_report_draws_its_trend_and_tells_it_as_a_table(officer, register):
    goes_live(register)
    text = officer.gets("/reports/board")
    assert 'class="app-chart"' in text
    assert "Monday 1 December 2014" in text
    assert "No proposal of this round has come yet" not in text


def test_the_timeline_shows_a_case_with_its_milestones_and_the_table(officer, visitor, case_id, register):
    text = officer.gets("/timeline")
    assert 'class="app-milestones"' in text
    assert "of <strong>1</strong> expected packs received" in text
    assert "NHS Rotherham CCG" in text
    assert "National panel" in text
    assert "NHS Rotherham CCG" not in visitor("other-ccg").gets("/timeline")
    assert "No proposal of this round is open that you see" in visitor("other-ccg").gets("/timeline")
    assert "No case fits" in officer.gets("/timeline?model=joint")
    officer.gets("/timeline?round=none", 404)


def test_a_case_that_missed_its_date_is_called_overdue(officer, clock, register, case_id):
    clock.move_to(register.round("2014-15").due("delegated-submission"))
    clock.advance(clock().resolution)
    assert "Overdue" in officer.gets("/timeline")


def test_the_timeline_is_paged_and_its_statements_do_not_grow(officer, register, case_id):
    officer.gets("/timeline")
    with counted(register) as few:
        officer.gets("/timeline")
    multiply(register, case_id, 250)
    with counted(register) as many:
        text = officer.gets("/timeline?region=")
    assert "Page 1 of 2" in text
    assert len(many) == len(few) <= 16
    assert "Page 2 of 2" in officer.gets("/timeline?page=2")
    with counted(register) as lists:
        officer.gets("/cases")
    assert len(lists) <= 14


def test_the_tracker_of_a_ccg_has_no_notes(visitor, case_id, register):
    assert queries.case_row(register, Sight(), case_id)["organisation"] == OWN_CCG
    assert b"Officer note" not in visitor("ccg").client.get("/reports/tracker.csv").data
