"""Receipts go out with what was judged; letters are drafted for a person and say what that person released."""

import pytest
from sqlalchemy import select

from processes.form_files import read_form
from processes.forms import UnusableForm
from service.mail.message import text_of
from service.register.accounts import add_account
from service.register.letters import drafted
from service.register.queries import Sight, case_row, linked, live_case
from service.register.receive import receive
from service.register.register import Register
from service.register.tables import outbox, tasks
from tests.conftest import Office


@pytest.fixture
def applicant(register: Register) -> str:
    row = {
        "username": "rotherham", "name": "Rotherham", "role": "ccg", "scope": "03L", "password_hash": "",
        "email": "rotherham@example.org", "mail": "daily",
    }  # fmt: skip
    add_account(register, row, by="tests")
    return "rotherham@example.org"


@pytest.fixture
def request_(office: Office) -> int:
    """A constitution request that has come."""
    case = office.open()
    row = case_row(office.register, Sight(), case)
    request = int(str(linked(office.register, row, Sight())[0]["id"]))
    office.do(request, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    return request


def sent(register: Register, kind: str) -> list[tuple[str, str, str]]:
    with register.database.read() as connection:
        found = connection.execute(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
        return [(str(row.address), str(row.subject), text_of(row.body)) for row in found]


def test_an_applicant_gets_a_receipt_with_the_stamp_at_once_also_when_reading_mail_daily(
    office: Office, applicant: str
) -> None:
    receipt = office.do(office.open(), "submit_proforma_delegated")
    [(address, subject, text)] = sent(office.register, "receipt")
    assert (address, subject) == (applicant, "Received: Submit annex B, delegated, NHS Rotherham CCG")
    assert "10am on Monday 1 December 2014" in text
    assert f"receipt number {receipt.arrival}" in text
    assert "taken into the case" in text


def test_what_is_not_accepted_is_receipted_too_and_says_why(office: Office, applicant: str) -> None:
    case = office.open()
    row = case_row(office.register, Sight(), case)
    elements = live_case(office.register, row).definition.diagram.elements.values()
    shut = next(one.id for one in elements if one.is_step and one.role == "ccg" and one.id not in office.steps(case))
    receive(office.register, case, shut, {}, by="rotherham", received_at=office.clock())
    office.settle(case)
    texts = [text for _, _, text in sent(office.register, "receipt")]
    assert any("was not accepted" in text for text in texts)


def test_a_step_of_nhs_england_gets_no_receipt(office: Office, applicant: str, request_: int) -> None:
    before = len(sent(office.register, "receipt"))
    office.do(request_, "acknowledge_constitution_request", acknowledged="yes")
    assert len(sent(office.register, "receipt")) == before


def test_the_acknowledgement_is_drafted_with_both_clocks(office: Office, request_: int) -> None:
    row = case_row(office.register, Sight(), request_)
    case = live_case(office.register, row)
    form = case.form("acknowledge_constitution_request")
    assert form is not None
    text = drafted(form, case, row, "Anne Officer, Programme office")
    assert "reached us on 10am on Monday 1 December 2014" in text
    assert "told the outcome in writing by the end of Monday 26 January 2015" in text
    assert text.rstrip().endswith("Anne Officer, Programme office")


def test_what_a_person_releases_is_what_is_sent(office: Office, applicant: str, request_: int) -> None:
    office.do(request_, "acknowledge_constitution_request", acknowledgement_text="Dear colleagues, thank you.")
    assert [(address, text.strip()) for address, _, text in sent(office.register, "letter")] == [
        (applicant, "Dear colleagues, thank you.")
    ]


def test_a_letter_left_empty_is_not_sent(office: Office, applicant: str, request_: int) -> None:
    office.do(request_, "acknowledge_constitution_request", acknowledgement_text="")
    assert sent(office.register, "letter") == []


def test_a_letter_that_nobody_can_get_becomes_a_task(office: Office, request_: int) -> None:
    office.do(request_, "acknowledge_constitution_request", acknowledgement_text="Thank you.")
    with office.register.database.read() as connection:
        assert "no address of the applicant" in str(connection.execute(select(tasks.c.said)).scalar())


@pytest.mark.parametrize(
    ("letter", "problem"),
    [
        ('{"text": "receipt"}', "a letter has"),
        ('{"text": "receipt", "field": "note"}', "no textarea 'note'"),
        ('{"text": "receipt", "field": "body", "says": {"weather": "1"}}', "for each of some names"),
        ('{"text": "receipt", "field": "body", "says": {"outcome": "import os"}}', "its letter says"),
        ('{"text": "receipt", "field": "body", "says": []}', "for each of some names"),
    ],
)
def test_a_form_with_a_letter_that_cannot_be_read_is_refused(letter: str, problem: str) -> None:
    source = (
        f'{{"id": "f", "approvals": {{"letter": {letter}}}, "components": [{{"type": "textarea", "key": "body"}}]}}'
    )
    with pytest.raises(UnusableForm, match=problem):
        read_form(source.encode())
