"""A long form filled in one question at a time: what is saved, what is sent, and what two people do to each other."""

import io
from datetime import timedelta

import pytest

from service.actions.people import submit
from service.register import queries
from service.register.drafts import draft_of, save_draft
from service.roles import Person
from tests.web.conftest import OWN_CCG
from tests.web.filling import good_answers, posted_pack

STEP = "submit_proforma_delegated"


@pytest.fixture
def form(case_id):
    return f"/cases/{case_id}/steps/{STEP}"


def saved(register, case_id):
    return draft_of(register, case_id, STEP).answers


def test_each_answer_is_saved_and_leads_to_the_next_question_of_the_section(visitor, form, register, case_id):
    ccg = visitor("ccg")
    assert "Not started: nothing is saved and nothing was sent." in ccg.gets(form)
    ccg.posts(f"{form}/questions/ccgs_in_delegation", ccgs_in_delegation="3")
    assert ccg.goes_to == f"{form}/questions/group_pack"
    assert saved(register, case_id) == {"ccgs_in_delegation": "3"}
    page = ccg.gets(form)
    assert "Draft: not sent." in page
    assert "1 of 5 answered" in page
    assert queries.arrivals_of(register, case_id) == []


def test_the_last_question_of_a_section_leads_back_to_the_sections(visitor, form):
    ccg = visitor("ccg")
    ccg.posts(f"{form}/questions/chosen_afresh", chosen_afresh="true")
    assert ccg.goes_to == form


def test_somebody_who_comes_back_later_goes_on_where_they_were(visitor, form):
    ccg = visitor("ccg")
    ccg.posts(f"{form}/questions/group_pack", group_pack="South Yorkshire", do="later")
    assert ccg.goes_to == form
    assert 'value="South Yorkshire"' in ccg.gets(f"{form}/questions/group_pack")
    assert 'value="South Yorkshire"' in ccg.gets(f"{form}?all=1")


def test_an_answer_that_cannot_be_read_is_not_saved_and_stays_on_the_page(visitor, form, register, case_id):
    page = visitor("ccg").posts(f"{form}/questions/ccgs_in_delegation", 422, ccgs_in_delegation="many")
    assert "Enter a number, like 12" in page
    assert 'value="many"' in page
    assert saved(register, case_id) == {}


def test_a_question_may_be_left_empty(visitor, form, register, case_id):
    ccg = visitor("ccg")
    ccg.posts(f"{form}/questions/ccgs_in_delegation", ccgs_in_delegation="3")
    ccg.posts(f"{form}/questions/ccgs_in_delegation", ccgs_in_delegation="")
    assert saved(register, case_id) == {"ccgs_in_delegation": ""}
    assert "Not started" in ccg.gets(form)


def test_a_document_is_kept_with_the_draft(visitor, form, register, case_id):
    ccg = visitor("ccg")
    file = (io.BytesIO(b"%PDF-1.4 terms"), "terms.pdf", "application/pdf")
    ccg.posts(f"{form}/questions/terms_of_reference", **{"terms_of_reference-file": file})
    digest = queries.documents_of(register, case_id)[0]["sha256"]
    assert saved(register, case_id) == {"terms_of_reference": [digest]}
    assert "terms.pdf (kept; untick to leave out)" in ccg.gets(f"{form}/questions/terms_of_reference")


def test_a_document_that_cannot_be_kept_is_said_at_its_question(visitor, form, register, case_id):
    file = (io.BytesIO(b""), "terms.pdf", "application/pdf")
    ccg = visitor("ccg")
    page = ccg.posts(f"{form}/questions/terms_of_reference", 422, **{"terms_of_reference-file": file})
    assert "is empty." in page
    assert saved(register, case_id) == {}


def test_what_is_sent_is_what_the_check_page_shows_and_the_draft_goes_with_it(visitor, form, register, case_id):
    pack = posted_pack(register, case_id, STEP)
    answers = {key: said if isinstance(said, list) else str(said) for key, said in pack.items()}
    save_draft(register, case_id, STEP, answers, by="ccg")
    ccg = visitor("ccg")
    page = ccg.gets(f"{form}/check")
    assert "Nothing has been sent yet" in page
    assert f"{form}/questions/chair_is_lay" in page
    ccg.posts(form, do="send", **answers)
    assert "Accepted" in ccg.gets(ccg.goes_to)
    assert saved(register, case_id) == {}
    assert "Draft, not sent" not in ccg.gets(f"/cases/{case_id}")


def test_what_is_not_answered_is_counted_before_it_is_sent_and_keeps_nobody_from_sending(visitor, form):
    ccg = visitor("ccg")
    ccg.posts(f"{form}/questions/ccgs_in_delegation", ccgs_in_delegation="1")
    page = ccg.gets(f"{form}/check")
    assert "questions are not answered. You can send without them" in page
    ccg.posts(form, do="send", ccgs_in_delegation="1")
    assert "Receipt number" in ccg.gets(ccg.goes_to)


def test_an_answer_that_became_unreadable_is_named_where_it_can_be_mended(visitor, form, register, case_id):
    save_draft(register, case_id, STEP, {"ccgs_in_delegation": "many"}, by="ccg")
    page = visitor("ccg").gets(f"{form}/check", 422)
    assert f'href="{form}/questions/ccgs_in_delegation"' in page
    assert "Enter a number, like 12" in page


def test_two_people_of_one_ccg_do_not_overwrite_each_others_answers(visitor, form, register, case_id, clock):
    visitor("ccg").posts(f"{form}/questions/group_pack", group_pack="South Yorkshire")
    clock.advance(timedelta(minutes=1))
    visitor("ccg").posts(f"{form}/questions/ccgs_in_delegation", ccgs_in_delegation="3")
    assert saved(register, case_id) == {"group_pack": "South Yorkshire", "ccgs_in_delegation": "3"}


def test_a_program_that_sends_leaves_what_people_have_saved(register, case_id, clock):
    save_draft(register, case_id, STEP, {"group_pack": "Half done"}, by="ccg")
    ccg = Person("ccg", "", "ccg", OWN_CCG)
    submit(register, ccg, case_id, STEP, good_answers(register, case_id, STEP), received_at=clock())
    assert saved(register, case_id) == {"group_pack": "Half done"}


def test_a_later_pack_begins_with_what_was_sent_and_is_shown_beside_it(visitor, form, register, case_id, clock):
    ccg = visitor("ccg")
    ccg.posts(form, do="send", **posted_pack(register, case_id, STEP))
    clock.advance(timedelta(hours=1))
    assert "Number 1 was received" in ccg.gets(form)
    ccg.posts(f"{form}/draft", do="copy")
    assert saved(register, case_id)["chair_is_lay"] == "yes"
    ccg.posts(f"{form}/questions/group_pack", group_pack="Changed my mind")
    ccg.posts(form, do="send", **{key: answer for key, answer in saved(register, case_id).items() if answer})
    page = ccg.gets(f"/cases/{case_id}/versions/{STEP}")
    assert "It was sent 2 times." in page
    assert "Replaced by number 2" in page
    assert page.count("Changed</strong>") == 1
    assert "Changed my mind" in page


def test_what_a_program_sent_can_be_gone_on_with_in_a_browser(visitor, form, register, case_id, clock):
    ccg = Person("ccg", "", "ccg", OWN_CCG)
    sent = {"ccgs_in_delegation": 1, "chosen_afresh": True, "standard_functions": False, "benefits": ["access"]}
    submit(register, ccg, case_id, STEP, sent, received_at=clock())
    visitor("ccg").posts(f"{form}/draft", do="copy")
    held = saved(register, case_id)
    assert (held["ccgs_in_delegation"], held["chosen_afresh"], held["standard_functions"]) == ("1", "true", "")
    assert held["benefits"] == ["access"]


def test_what_a_program_saved_can_be_checked_and_gone_on_with_in_a_browser(visitor, form, register, case_id):
    """Types across a border: a number that a program had saved made the page of the check fail."""
    save_draft(register, case_id, STEP, {"ccgs_in_delegation": 1, "chosen_afresh": True}, by="a program")
    ccg = visitor("ccg")
    assert '<input type="hidden" name="ccgs_in_delegation" value="1">' in ccg.gets(f"{form}/check")
    assert 'name="chosen_afresh" type="checkbox" value="true" checked' in ccg.gets(f"{form}?all=1")


def test_a_draft_can_be_thrown_away(visitor, form, register, case_id):
    save_draft(register, case_id, STEP, {"group_pack": "Half done"}, by="ccg")
    ccg = visitor("ccg")
    ccg.posts(f"{form}/draft", do="empty")
    assert saved(register, case_id) == {}


def test_a_dense_form_is_saved_as_a_draft_as_well(visitor, form, register, case_id):
    visitor("ccg").sends(form, **posted_pack(register, case_id, STEP))
    office, acknowledge = visitor("programme-office"), f"/cases/{case_id}/steps/acknowledge_receipt"
    office.sends(acknowledge, do="save", **posted_pack(register, case_id, "acknowledge_receipt"))
    assert "Draft: not sent." in office.gets(acknowledge)
    assert len(queries.arrivals_of(register, case_id)) == 1
    assert "Draft, not sent." in office.gets(f"/cases/{case_id}")


def test_nobody_else_sees_the_draft(visitor, form, register, case_id):
    save_draft(register, case_id, STEP, {"group_pack": "Half done"}, by="ccg")
    visitor("other-ccg").gets(form, 404)
    visitor("other-ccg").gets(f"{form}/questions/group_pack", 404)
    visitor("other-ccg").gets(f"{form}/check", 404)
    visitor("programme-office").gets(f"{form}/questions/group_pack", 403)
    assert "Draft, not sent." not in visitor("programme-office").gets(f"/cases/{case_id}")


def test_a_question_that_is_not_asked_is_not_there(visitor, form, case_id):
    visitor("ccg").gets(f"{form}/questions/no_such_question", 404)
    visitor("ccg").gets(f"/cases/{case_id}/versions/{STEP}", 404)
