"""The feed of events and the export of a case: everything that an account may read, once each, and nothing else."""

from io import BytesIO

import pytest

from service.actions import people
from service.actions.imports import Change, apply
from service.register import queries
from service.roles import Person
from tests.web.asking import Asks
from tests.web.filling import good_answers

OFFICE = Person("programme-office", "", "programme-office")
STEP = "submit_proforma_delegated"


@pytest.fixture
def ask(app):
    return lambda username: Asks(app, username)


def followed(program, limit=3, more=""):
    """Follow the feed to its end."""
    seen, after = [], 0
    while found := (answer := program.gets(f"/events?after={after}&limit={limit}{more}"))["events"]:
        seen += found
        after = answer["next"]
    assert answer["next"] == after
    return seen


def test_the_feed_gives_every_entry_of_the_ledger_once_and_in_order(ask, register, case_id):
    program = ask("auditor")
    events = followed(program)
    seq, _ = queries.ledger_head_of(register)
    assert [int(one["id"]) for one in events] == list(range(1, seq + 1))
    own = [one for one in events if one["source"] == f"/api/v1/cases/{case_id}"]
    assert own[0]["subject"] == own[-1]["subject"] != ""
    assert own[0]["type"].startswith("approvals.")
    assert {"specversion", "time", "effectivetime", "data"} <= set(own[0])
    people.open_case(register, OFFICE, "joint", "2014-15", "07K")
    later = program.gets(f"/events?after={seq}")["events"]
    assert int(later[0]["id"]) == seq + 1


def test_an_organisation_is_told_of_its_own_cases_only(ask, register, case_id):
    other = people.open_case(register, OFFICE, "delegated", "2014-15", "07K")
    assert {one["data"]["case"] for one in followed(ask("ccg"))} >= {case_id}
    assert other not in {one["data"]["case"] for one in followed(ask("ccg"))}
    assert None not in {one["data"]["case"] for one in followed(ask("ccg"))}
    assert followed(ask("designer")) == []
    assert None not in {one["data"]["case"] for one in followed(ask("finance"))}
    ask("ccg").gets(f"/events?case={other}", 404)
    ask("ccg").gets(f"/cases/{other}/export", 404)


def test_what_officers_note_is_told_to_officers_and_auditors_only(ask, register, case_id):
    reference = str(queries.case_row(register, queries.Sight(), case_id)["reference"])
    apply(register, OFFICE, [Change(case_id, reference, "", "note", "", "A secret")])
    for username, told in (("programme-office", True), ("auditor", True), ("ccg", False), ("finance", False)):
        for address in ("/events", f"/cases/{case_id}/ledger", f"/cases/{case_id}/export"):
            text = ask(username).answer("GET", address + "?limit=200" * (address[-6:] != "export"), 200).text
            assert ("A secret" in text) == told, (username, address)


def test_the_feed_can_be_narrowed_to_kinds_and_to_a_case(ask, case_id):
    office = ask("programme-office")
    opened = followed(office, more="&types=step-opened,account-added")
    assert {one["type"] for one in opened} == {"approvals.step-opened", "approvals.account-added"}
    assert {one["data"]["case"] for one in followed(office, more=f"&case={case_id}")} == {case_id}


def test_an_export_holds_all_of_a_case(ask, register, case_id):
    sent = {"file": (BytesIO(b"Minutes"), "minutes.txt", "text/plain")}
    ask("ccg").posts(f"/cases/{case_id}/documents", None, 201, data=sent)
    ask("ccg").posts(f"/cases/{case_id}/steps/{STEP}", good_answers(register, case_id, STEP))
    told = ask("auditor").gets(f"/cases/{case_id}/export")
    assert [one["seq"] for one in told["ledger"]] == [row["seq"] for row in queries.ledger_of(register, case_id)]
    assert told["arrivals"][0]["step"] == STEP
    assert len(told["documents"]) == len(queries.documents_of(register, case_id)) > 0
    assert {"sha256", "name", "size"} <= set(told["documents"][0])
    assert told["case"]["status"] == "submitted"
    assert told["variables"]
