"""The tracker in: an untouched sheet changes nothing, notes come in, all else is told where it is done."""

import pytest

from service.actions import exports, imports
from service.actions.imports import Change, UnusableNote
from service.register.notes import NoteChange, Noted, NotedMeanwhile, note_all
from service.register.queries import Filter
from service.roles import NotAllowed, Person
from tests.formats.conftest import AUDITOR, CCG, OFFICER
from tests.formats.many import multiply
from tests.formats.test_malformed_trackers import HEADS, edited, with_cell

NOTHING = Noted()
DELEGATED = Filter(path="delegated")


def sheet_of(register, wanted=DELEGATED):
    return exports.tracker(register, OFFICER, "xlsx", wanted)


def noted(register, case, note, officer="", was=NOTHING):
    note_all(register, [NoteChange(case, was, Noted(note, officer))], "ann")


def test_an_untouched_tracker_of_a_thousand_rows_changes_nothing(case, register):
    multiply(register, case, 999)
    noted(register, case, "=1+1 is no formula\nand has two lines", "ben")
    found = imports.preview(register, OFFICER, sheet_of(register))
    assert (found.rows, found.changes, found.faults) == (1000, [], [])


def test_a_tracker_that_another_program_has_saved_changes_nothing_either(case, office, register):
    office.at(register.round("2014-15").due("delegated-submission")).do(case, "submit_proforma_delegated")
    noted(register, case, "A note", "ben")
    found = imports.preview(register, OFFICER, edited(sheet_of(register), lambda _: None))
    assert (found.rows, found.changes, found.faults) == (1, [], [])


def test_what_the_process_has_moved_on_since_is_no_fault(case, office, register):
    sheet = with_cell("note", "Rang them")(sheet_of(register))
    office.do(case, "submit_proforma_delegated")
    found = imports.preview(register, OFFICER, sheet)
    assert [(one.column, one.becomes) for one in found.changes] == [("note", "Rang them")]
    assert found.faults == []


def test_notes_and_officers_come_in_with_a_preview_and_the_ledger(case, office, register):
    sheet = with_cell("officer", "ben")(with_cell("note", "Rang them")(sheet_of(register)))
    found = imports.preview(register, OFFICER, sheet)
    assert [(one.column, one.was, one.becomes) for one in found.changes] == [
        ("note", "", "Rang them"),
        ("officer", "", "ben"),
    ]
    assert office.told(case, "noted") == []
    assert imports.apply(register, OFFICER, found.changes) == 1
    [entry] = office.told(case, "noted")
    assert (entry["by"], "Rang them" in entry["detail"]) == ("ann", True)
    assert imports.preview(register, OFFICER, sheet).changes == []


def test_a_note_is_taken_away_by_an_empty_cell(case, register):
    noted(register, case, "Old", "ben")
    found = imports.preview(register, OFFICER, with_cell("note", None)(sheet_of(register)))
    imports.apply(register, OFFICER, found.changes)
    rows = imports.preview(register, OFFICER, with_cell("note", "New")(sheet_of(register))).changes
    assert [(one.was, one.becomes) for one in rows] == [("", "New")]


def test_a_note_that_somebody_else_has_changed_meanwhile_is_not_written_over(case, register):
    sheet = with_cell("note", "Mine")(sheet_of(register))
    noted(register, case, "Theirs")
    [fault] = imports.preview(register, OFFICER, sheet).faults
    assert "somebody has noted something else since the sheet was made: 'Theirs'" in str(fault)


def test_a_note_that_changes_between_preview_and_apply_is_not_written_over(case, register):
    changes = imports.preview(register, OFFICER, with_cell("note", "Mine")(sheet_of(register))).changes
    noted(register, case, "Theirs")
    with pytest.raises(NotedMeanwhile):
        imports.apply(register, OFFICER, changes)
    with pytest.raises(NotedMeanwhile):
        noted(register, case, "Other", was=Noted("Not this"))


def test_a_sheet_without_its_marks_is_compared_with_the_register(case, register):
    bare = edited(sheet_of(register), lambda book: book["Tracker"].delete_cols(HEADS["check"]))
    assert imports.preview(register, OFFICER, bare).changes == []
    [change] = imports.preview(register, OFFICER, with_cell("note", "Mine")(bare)).changes
    assert change.becomes == "Mine"
    [fault] = imports.preview(register, OFFICER, with_cell("region", "South")(bare)).faults
    assert "column D (Region): this cannot be changed here: it comes from the list of organisations" in str(fault)


def test_an_officer_who_has_left_may_stay_where_they_stand(case, register):
    noted(register, case, "Old", "gone")
    found = imports.preview(register, OFFICER, with_cell("note", "New")(sheet_of(register)))
    assert found.faults == []


def test_only_officers_send_a_tracker(case, register):
    for person in (AUDITOR, CCG, Person("p", "", "committee")):
        with pytest.raises(NotAllowed):
            imports.preview(register, person, sheet_of(register))
        with pytest.raises(NotAllowed):
            imports.apply(register, person, [])


@pytest.mark.parametrize(
    ("column", "becomes", "reference"), [
        ("status", "approved", ""), ("note", "x" * 2001, ""), ("officer", "nobody", ""), ("note", "x", "D-999"),
    ],
)  # fmt: skip
def test_what_no_preview_can_have_shown_is_refused(column, becomes, reference, case, register):
    now = imports.preview(register, OFFICER, with_cell("note", "x")(sheet_of(register))).changes[0]
    change = Change(case, reference or now.reference, "", column, "", becomes)
    with pytest.raises(UnusableNote):
        imports.apply(register, OFFICER, [change])
