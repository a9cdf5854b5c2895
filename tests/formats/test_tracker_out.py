"""The tracker out: what each row says, who sees which rows, and that notes are the office's."""

import io
from datetime import date, time

from openpyxl import load_workbook

from deadlines.calendar import london
from service.actions import exports
from service.formats.tracker import COLUMNS
from service.register.notes import NoteChange, Noted, note_all
from service.register.queries import Filter, Sight
from service.register.tracker import tracker_rows
from service.roles import Person
from tests.formats.conftest import AUDITOR, CCG, OFFICER
from tests.formats.many import counted, multiply

OTHER = Person("other", "", "ccg", "07K")
DELEGATED = Filter(path="delegated", ended="all")


def rows_of(content):
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    heads = [cell.value for cell in page[1]]
    return [dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]


def test_a_row_says_where_a_case_is(case, office, register):
    [row] = rows_of(exports.tracker(register, OFFICER, "xlsx", DELEGATED))
    assert (row["Organisation code"], row["Organisation"], row["Model"]) == ("03L", "NHS Rotherham CCG", "Delegated")
    assert (row["Status"], row["Open steps"]) == ("In progress", "Submit annex B, delegated")
    assert row["Due (London time)"].isoformat() == "2015-01-09T12:00:00"
    assert (row["Submitted (London time)"], row["Late"]) == (None, None)


def test_a_pack_in_time_is_not_late_and_one_after_midday_is(case, office, register):
    other = office.open(organisation="07K")
    noon = london(date(2015, 1, 9), time(12))
    office.at(noon).do(case, "submit_proforma_delegated")
    office.at(noon + 2 * register.pause).settle(other)
    office.do(other, "submit_late_delegated")
    late = {
        row["Organisation code"]: row["Late"] for row in rows_of(exports.tracker(register, OFFICER, "xlsx", DELEGATED))
    }
    assert late == {"03L": "No", "07K": "Yes"}


def test_everybody_gets_the_cases_that_they_see_and_no_other(case, office, register):
    office.open(organisation="07K")
    assert len(rows_of(exports.tracker(register, OFFICER, "xlsx", DELEGATED))) == 2
    assert [row["Organisation code"] for row in rows_of(exports.tracker(register, CCG, "xlsx", DELEGATED))] == ["03L"]
    assert b"Rotherham" not in exports.tracker(register, OTHER, "csv")
    assert exports.tracker(register, Person("d", "", "designer"), "csv").count(b"\n") == 1


def test_what_officers_noted_is_read_by_officers_and_auditors_alone(case, register):
    note_all(register, [NoteChange(case, Noted(), Noted("Rang them twice", "ann"))], "ann")
    for person, reads in ((OFFICER, True), (AUDITOR, True), (CCG, False), (Person("p", "", "finance"), False)):
        for form in ("csv", "json"):
            assert (b"Rang them twice" in exports.tracker(register, person, form)) == reads
        columns = len(COLUMNS) if reads else len(COLUMNS) - 3
        assert len(rows_of(exports.tracker(register, person, "xlsx"))[0]) == columns


def test_a_filter_narrows_the_tracker_as_it_narrows_the_list(case, office, register):
    office.open("joint")
    narrowed = exports.tracker(register, OFFICER, "xlsx", Filter(model="joint"))
    assert [row["Model"] for row in rows_of(narrowed)] == ["Joint"]


def test_a_case_that_has_ended_waits_for_no_date(case, office, register):
    noon = london(date(2015, 1, 9), time(12))
    office.at(noon + register.pause).settle(case)
    office.at(london(date(2015, 4, 1), time(9))).settle(case)
    [row] = rows_of(exports.tracker(register, OFFICER, "xlsx", DELEGATED))
    assert (row["Status"], row["Next deadline"], row["Due (London time)"]) == ("Not submitted", None, None)


def test_the_number_of_statements_does_not_grow_with_cases(case, register):
    own = len(tracker_rows(register, Sight()))
    with counted(register) as few:
        assert len(tracker_rows(register, Sight())) == own
    multiply(register, case, 50)
    with counted(register) as many:
        assert len(tracker_rows(register, Sight())) == own + 50
    assert len(few) == len(many) <= 7
