"""A step through its pages: the form, the answers to check, the receipt, and everything that can go wrong between."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from service.actions.calendar import tick
from service.actions.people import open_case
from service.register import queries
from service.roles import Person
from tests.web.filling import posted_pack

STEP = "submit_proforma_delegated"
NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)


@pytest.fixture
def form(case_id):
    return f"/cases/{case_id}/steps/{STEP}"


@pytest.fixture
def pack(register, case_id):
    return posted_pack(register, case_id, STEP)


def test_a_step_is_checked_before_it_is_sent_and_then_receipted(visitor, form, pack, register, case_id):
    ccg = visitor("ccg")
    page = ccg.sends(form, 200, **{**pack, "do": "check"})
    assert "Nothing has been sent yet" in page
    assert queries.arrivals_of(register, case_id) == []
    ccg.sends(form, 302, **pack)
    receipt = ccg.gets(ccg.goes_to)
    assert "2014-12-01T09:00:00.000000Z" in receipt
    assert "Accepted" in receipt


def test_going_back_to_change_keeps_every_answer(visitor, form, pack):
    page = visitor("ccg").sends(form, 200, **{**pack, "do": "change", "group_pack": "South <Yorkshire>"})
    assert 'value="South &lt;Yorkshire&gt;"' in page


def test_answers_survive_an_error_and_the_summary_leads_to_the_field(visitor, form, pack):
    page = visitor("ccg").sends(form, 422, **{**pack, "ccgs_in_delegation": "many", "group_pack": "Kept"})
    assert "Error: " in page
    assert 'href="#ccgs_in_delegation"' in page
    assert "Enter a number, like 12" in page
    assert 'value="Kept"' in page


def test_an_empty_form_names_what_is_missing(visitor, case_id):
    page = visitor("ccg").sends(f"/cases/{case_id}/steps/withdraw_delegated", 422)
    assert "Choose an answer: Why?" in page
    assert 'href="#withdrawal_reason"' in page


def test_documents_are_kept_while_other_answers_are_mended(visitor, form, pack, register, case_id):
    field = file_field(register, case_id)
    file = (io.BytesIO(b"%PDF-1.4 minutes"), "minutes.pdf", "application/pdf")
    page = visitor("ccg").sends(form, 422, **{**pack, f"{field}-file": file, "ccgs_in_delegation": "many"})
    document = queries.documents_of(register, case_id)[0]
    assert f'value="{document["sha256"]}" checked' in page
    kept = visitor("ccg").client.get(f"/cases/{case_id}/documents/{document['sha256']}")
    assert (kept.data, kept.headers["Content-Disposition"]) == (b"%PDF-1.4 minutes", "attachment; filename=minutes.pdf")


def file_field(register, case_id):
    form = queries.live_case(register, queries.case_row(register, queries.Sight(), case_id)).form(STEP)
    return next(field.key for field in form.questions if field.type == "filepicker")


def test_sending_the_same_form_twice_gives_one_arrival(visitor, form, pack, register, case_id):
    ccg = visitor("ccg")
    key = {"key": "the same key", "version": "1"}
    ccg.posts(form, **{**pack, **key, "do": "send"})
    first = ccg.goes_to
    ccg.posts(form, **{**pack, **key, "do": "send"})
    assert ccg.goes_to == first
    assert len(queries.arrivals_of(register, case_id)) == 1


def test_a_later_pack_replaces_an_earlier_one_and_both_stay(visitor, form, pack, register, case_id):
    ccg = visitor("ccg")
    ccg.sends(form, **pack)
    ccg.sends(form, **{**pack, "group_pack": "Second"})
    page = ccg.gets(f"/cases/{case_id}")
    assert "<s>Submit annex B, delegated</s>" in page
    assert "Replaced by a later one" in page


def test_a_step_that_somebody_else_answered_shows_both_answers(visitor, form, pack, register, case_id):
    visitor("ccg").sends(form, **pack)
    acknowledge = f"/cases/{case_id}/steps/acknowledge_receipt"
    answers = posted_pack(register, case_id, "acknowledge_receipt")
    slow, quick = visitor("office-2"), visitor("programme-office")
    version = {"version": str(queries.case_row(register, queries.Sight(), case_id)["version"])}
    quick.sends(acknowledge, **answers)
    page = slow.posts(acknowledge, 409, **{**answers, **version, "do": "send"})
    assert "What you sent" in page
    assert "by programme-office" in page
    assert len(queries.arrivals_of(register, case_id)) == 2


def test_a_step_that_is_not_open_is_said_so(visitor, case_id):
    visitor("programme-office").gets(f"/cases/{case_id}/steps/acknowledge_receipt", 409)
    visitor("programme-office").gets(f"/cases/{case_id}/steps/no_such_step", 409)
    visitor("programme-office").gets(f"/cases/{case_id}/steps/call_submission_delegated", 409)


def test_a_pack_stamped_just_after_midday_waits_and_is_then_late(visitor, form, pack, register, clock):
    ccg = visitor("ccg")
    clock.move_to(NOON + timedelta(microseconds=1))
    ccg.sends(form, **pack)
    receipt = ccg.goes_to
    waiting = ccg.gets(receipt)
    assert "2015-01-09T12:00:00.000001Z" in waiting
    assert 'http-equiv="refresh"' in waiting
    clock.advance(timedelta(seconds=6))
    tick(register)
    late = ccg.gets(receipt)
    assert "Received after the deadline" in late
    assert "exceptions officer" in late
    assert 'http-equiv="refresh"' not in late


def test_a_pack_stamped_at_midday_itself_is_on_time(visitor, form, pack, register, clock):
    ccg = visitor("ccg")
    clock.move_to(NOON)
    ccg.sends(form, **pack)
    clock.advance(timedelta(seconds=6))
    tick(register)
    assert "Accepted" in ccg.gets(ccg.goes_to) or "Accepted" in ccg.page.text


def test_after_the_deadline_the_form_says_that_it_will_be_late(visitor, form, pack, register, clock):
    clock.move_to(NOON + timedelta(hours=1))
    tick(register)
    ccg = visitor("ccg")
    assert "The deadline has passed" in ccg.gets(form)
    ccg.sends(form, **pack)
    assert "Received after the deadline" in ccg.gets(ccg.goes_to)


def test_a_case_says_why_it_waits_where_it_is_and_until_when(visitor, case_id):
    page = visitor("ccg").gets(f"/cases/{case_id}")
    assert "The case waits for the CCG to “Submit annex B, delegated”" in page
    assert "until midday (12 noon) on Friday 9 January 2015." in page
    assert "bpmn-is-current" in page
    assert "Do this step" in page
    assert "Do this step" not in visitor("auditor").gets(f"/cases/{case_id}")


def test_the_number_of_statements_of_a_page_does_not_grow_with_the_cases(visitor, register, case_id):
    counted = []
    event.listen(register.database.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    event.listen(register.database._reader, "before_cursor_execute", lambda *a: counted.append(a[2]))

    def statements(address):
        counted.clear()
        visitor("programme-office").gets(address)
        return len(counted)

    few = statements("/cases"), statements(f"/cases/{case_id}")
    for code in ("00C", "00D", "07K"):
        open_case(register, Person("office", "", "programme-office"), "joint", "2014-15", code)
    assert (statements("/cases"), statements(f"/cases/{case_id}")) == few
