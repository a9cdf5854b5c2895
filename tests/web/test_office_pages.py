"""What the office does with a second officer: received elsewhere, corrections, incidents, the calendar's age."""

import io
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from service.actions.calendar import tick
from service.register import queries
from service.register.tables import cases
from tests.web.filling import posted_pack

STEP = "submit_proforma_delegated"
AFTERNOON = datetime(2015, 1, 9, 15, tzinfo=UTC)
CLAIM = {
    "claimed-day": "9",
    "claimed-month": "1",
    "claimed-year": "2015",
    "claimed-time": "11:58:30",
    "channel": "mailbox",
}


def message():
    return (io.BytesIO(b"From: a CCG\n\nOur pack"), "message.eml", "message/rfc822")


@pytest.fixture
def claim(register, case_id, clock):
    pack = posted_pack(register, case_id, STEP)
    clock.move_to(AFTERNOON)
    tick(register)
    return {**pack, **CLAIM}


@pytest.fixture
def page(case_id):
    return f"/cases/{case_id}/received-elsewhere/{STEP}"


def test_what_reached_the_mailbox_in_time_counts_once_a_second_officer_confirms(
    visitor, page, claim, register, case_id
):
    first, second = visitor("programme-office"), visitor("office-2")
    first.posts(page, **claim, evidence=message())
    assert queries.arrivals_of(register, case_id) == []
    request = f"/office/requests/{queries.requests_open(register, queries.Sight())[0]['id']}"
    assert "You asked for this yourself" in first.gets(request)
    first.posts(f"{request}/confirm", 403)
    assert "11:58:30am on Friday 9 January 2015" in second.gets(request)
    second.posts(f"{request}/confirm")
    receipt = second.gets(second.goes_to)
    assert "2015-01-09T15:00:00.000000Z" in receipt
    assert "It reached the mailbox" in receipt
    assert "11:58:30am on Friday 9 January 2015" in second.gets(f"/cases/{case_id}")
    second.gets(request, 404)
    second.posts(f"{request}/confirm", 404)


def test_a_declined_claim_changes_nothing(visitor, page, claim, register, case_id):
    visitor("programme-office").posts(page, **claim, evidence=message())
    request = queries.requests_open(register, queries.Sight())[0]["id"]
    visitor("office-2").posts(f"/office/requests/{request}/decline")
    assert queries.arrivals_of(register, case_id) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"claimed-day": "31", "claimed-month": "2"}, "Enter a real date and a London time"),
        ({"claimed-time": "25:00"}, "Enter a real date and a London time"),
        ({"claimed-year": "2016"}, "lies in the future"),
        ({"channel": "pigeon"}, "Choose where it was received"),
        ({"evidence": ""}, "Add the message"),
        ({"evidence": (io.BytesIO(b""), "empty.eml", "message/rfc822")}, "is empty"),
        ({"voting_members": "a few"}, "Enter a number"),
    ],
)
def test_a_claim_that_cannot_stand_is_refused_with_its_reason(wrong, said, visitor, page, claim, register):
    text = visitor("programme-office").posts(page, 422, **{**claim, "evidence": message(), **wrong})
    assert said in text
    assert queries.requests_open(register, queries.Sight()) == []


def test_a_wrong_act_goes_back_to_its_step_with_a_reason_and_two_officers(visitor, register, case_id):
    visitor("ccg").sends(f"/cases/{case_id}/steps/{STEP}", **posted_pack(register, case_id, STEP))
    answers = posted_pack(register, case_id, "acknowledge_receipt")
    officer = visitor("programme-office")
    officer.sends(f"/cases/{case_id}/steps/acknowledge_receipt", **answers)
    correct = f"/cases/{case_id}/correct/{queries.arrivals_of(register, case_id)[-1]['id']}"
    assert "What would be withdrawn" in officer.gets(correct)
    assert "Give the reason" in officer.posts(correct, 422, reason=" ")
    officer.posts(correct, reason="Acknowledged for the wrong CCG")
    request = queries.requests_open(register, queries.Sight())[0]["id"]
    assert "Acknowledged for the wrong CCG" in visitor("office-2").gets(f"/office/requests/{request}")
    visitor("office-2").posts(f"/office/requests/{request}/confirm")
    page = officer.gets(f"/cases/{case_id}")
    assert "app-arrival--withdrawn" in page
    assert "Corrected" in page
    assert f"/cases/{case_id}/steps/acknowledge_receipt" in page
    officer.gets(correct, 409)


def test_a_case_set_aside_is_shown_to_the_office_and_can_be_tried_again(visitor, register, case_id):
    with register.database.write() as connection:
        connection.execute(update(cases).values(incident="Case 1: something"))
    assert "Try again" in visitor("programme-office").gets(f"/cases/{case_id}")
    assert "Case 1: something" not in visitor("ccg").gets(f"/cases/{case_id}")
    assert "Case 1: something" in visitor("exceptions-officer").gets("/office")
    visitor("programme-office").posts(f"/cases/{case_id}/retry")
    assert "set aside" not in visitor("ccg").gets(f"/cases/{case_id}").replace("Set aside", "")
    visitor("programme-office").posts(f"/cases/{case_id}/retry", 404)


def test_the_office_opens_a_case_and_a_ccg_only_its_own(visitor):
    office, ccg = visitor("programme-office"), visitor("ccg")
    wanted = {"path": "joint", "round": "2014-15", "organisation": "07K"}
    office.posts("/cases/new", **wanted)
    assert "NHS West Suffolk CCG" in office.gets(office.goes_to)
    ccg.posts("/cases/new", 403, **wanted)
    ccg.posts("/cases/new", **{**wanted, "organisation": "03L"})
    for wrong, status in (("path", 422), ("round", 422), ("organisation", 404)):
        office.posts("/cases/new", status, **{**wanted, wrong: "nonsense"})


def test_the_service_is_ill_when_nobody_looks_at_the_calendar(app, register):
    client = app.test_client()
    assert client.get("/healthz").json["tick_age_seconds"] is None
    register.bell.looked = time.monotonic()
    assert client.get("/healthz").status_code == 200
    register.bell.looked = time.monotonic() - 11
    assert client.get("/healthz").status_code == 503


def test_the_ledger_is_verified_on_request(visitor):
    assert "The chain holds." in visitor("auditor").posts("/audit/verify", 200)


def test_a_deadline_is_explained_with_its_source(visitor):
    page = visitor("ccg").gets("/deadlines/2014-15/delegated-submission")
    assert "Midday (12 noon) on Friday 9 January 2015" in page
    assert "Supersedes" in page
    for address in ("/deadlines/2014-15/nonsense", "/deadlines/1999/go-live", "/deadlines?round=nonsense"):
        visitor("ccg").gets(address, 404)
