"""What is done beside the process by programs: notes, queries, marks, many cases at once, rounds and bodies."""

import pytest

from service.actions.documents import add_document
from service.actions.people import open_case, submit
from service.roles import Person
from tests.web.asking import Asks
from tests.web.conftest import OWN_CCG
from tests.web.filling import good_answers

STEP = "submit_proforma_delegated"
CCG = Person("ccg", "", "ccg", OWN_CCG)
ROUND = {
    "name": "2020-21", "title": "Co-commissioning 2020/21", "opens": "2019-09-02", "closes": "2021-03-31",
    "document": "Letter of 1 June 2019", "dates": {"delegated-submission": {"day": "2019-11-01", "at": "12:00"}},
}  # fmt: skip


@pytest.fixture
def ask(app):
    return lambda username: Asks(app, username)


@pytest.fixture
def office(ask):
    return ask("programme-office")


@pytest.fixture
def second(ask):
    return ask("office-2")


def test_a_note_is_kept_and_never_written_over_unseen(office, ask, case_id):
    assert office.gets(f"/cases/{case_id}/note") == {"note": "", "officer": ""}
    office.posts(f"/cases/{case_id}/note", {"note": "Phoned", "officer": "office-2"})
    assert ask("auditor").gets(f"/cases/{case_id}/note") == {"note": "Phoned", "officer": "office-2"}
    office.posts(f"/cases/{case_id}/note", {"note": "Wrote"}, 409)
    ask("ccg").gets(f"/cases/{case_id}/note", 403)


def test_a_query_goes_to_the_other_side_and_back(office, ask, case_id):
    asked = office.posts(f"/cases/{case_id}/queries", {"question": "Which policy?"}, 201)
    assert (asked["to_role"], asked["answered_at"]) == ("ccg", None)
    office.posts(f"/cases/{case_id}/queries/{asked['id']}/answer", {"answer": "This one"}, 403)
    ask("ccg").posts(f"/cases/{case_id}/queries/{asked['id']}/answer", {"answer": "The revised one"})
    assert ask("ccg").gets(f"/cases/{case_id}/queries")["queries"][0]["answer"] == "The revised one"
    ask("other-ccg").gets(f"/cases/{case_id}/queries", 404)
    office.posts(f"/cases/{case_id}/queries", {"question": " "}, 422)


def test_a_document_is_marked(office, register, case_id):
    digest = add_document(register, CCG, case_id, "minutes.pdf", b"%PDF-1.4")
    mark = f"/cases/{case_id}/documents/{digest}/mark"
    assert office.posts(mark, {"sharing": "exempt", "reason": "Section 40"})["sha256"] == digest
    office.posts(mark, {"sharing": "exempt"}, 422)
    office.posts(mark, {"sharing": "shouted"}, 422)


def test_many_cases_are_foretold_and_then_done_each_by_itself(office, register, case_id, clock):
    other = open_case(register, Person("programme-office", "", "programme-office"), "joint", "2014-15", OWN_CCG)
    submit(register, CCG, case_id, STEP, good_answers(register, case_id, STEP), received_at=clock())
    many = {"act": "note", "cases": [case_id, other, 99], "said": "Phoned on Monday"}
    foretold = office.posts("/cases/many/preview", many)["lines"]
    assert office.gets(f"/cases/{case_id}/note")["note"] == ""
    done = office.posts("/cases/many", many)["lines"]
    assert (
        [bool(line["refused"]) for line in done] == [bool(line["refused"]) for line in foretold] == [False, False, True]
    )
    assert office.gets(f"/cases/{other}/note")["note"] == "Phoned on Monday"


def test_a_round_is_drawn_asked_for_and_opened_by_a_second_officer(office, second, ask, register):
    drawn = office.posts("/rounds/preview", ROUND)
    when = {line["name"]: line["when"] for line in drawn["dates"]}
    assert "midday (12 noon) on Friday 1 November 2019" in when["delegated-submission"]
    made = office.posts("/rounds", ROUND, 201)
    office.posts(f"/rounds/{made['id']}/open", None, 403)
    assert second.posts(f"/rounds/{made['id']}/open", None)["outcome"] == "opened"
    assert ask("auditor").gets("/rounds")["rounds"][0]["second"] == "office-2"
    assert register.round("2020-21").title == "Co-commissioning 2020/21"
    office.posts("/rounds", ROUND, 409)
    office.posts("/rounds", {**ROUND, "template": "nothing"}, 422)
    office.posts("/rounds", {**ROUND, "name": "Not A Name"}, 422)


def test_a_round_can_be_declined(office, second):
    made = office.posts("/rounds", ROUND, 201)
    assert second.posts(f"/rounds/{made['id']}/decline", None)["outcome"] == "declined"
    second.posts(f"/rounds/{made['id']}/decline", None, 404)


def test_a_succession_takes_two_officers(office, second, ask):
    wanted = {"predecessor": "Wessex", "successor": "South (Wessex)", "first_day": "2016-04-01", "source": "Letter"}
    asked = office.posts("/bodies/successions", wanted, 201)["successions"][0]
    office.posts(f"/bodies/successions/{asked['id']}/confirm", None, 403)
    confirmed = second.posts(f"/bodies/successions/{asked['id']}/confirm", None)["successions"][0]
    assert confirmed["outcome"] == "confirmed"
    office.posts("/bodies/successions", {**wanted, "predecessor": "Atlantis"}, 422)
    more = office.posts("/bodies/successions", {**wanted, "successor": "South East"}, 201)["successions"][0]
    assert second.posts(f"/bodies/successions/{more['id']}/decline", None)["successions"][0]["outcome"] == "declined"
    assert any(one["name"] == "Wessex" for one in ask("auditor").gets("/bodies")["bodies"])
