"""Each act of a page, done by a program: the same people, the same rules, the same record."""

import base64
from datetime import timedelta
from io import BytesIO

import orjson
import pytest

from deadlines.steady import SteadyClock
from service.actions import exports
from service.mail.message import Letter, Recipient
from service.register import holding, queries
from service.register.ledger import Entry, append
from service.register.mailing import MailFilter, list_mail
from service.register.outbox import post
from service.register.tables import cases, holds
from service.register.tasks import open_task
from service.roles import Person
from tests.web.asking import Asks
from tests.web.filling import good_answers

STEP = "submit_proforma_delegated"


@pytest.fixture
def ask(app):
    return lambda username: Asks(app, username)


@pytest.fixture
def office(ask):
    return ask("programme-office")


@pytest.fixture
def second(ask):
    return ask("office-2")


# --- the office ----------------------------------------------------------------------------------------------------


def claim(register, case_id, **more):
    evidence = {"name": "mail.eml", "content": base64.b64encode(b"From: us").decode()}
    return {"step": STEP, "answers": good_answers(register, case_id, STEP), "claimed_at": "2014-11-28T11:00:00Z",
            "channel": "mailbox", "evidence": evidence, **more}  # fmt: skip


def test_what_was_received_elsewhere_counts_when_a_second_officer_confirms_it(office, second, register, case_id):
    asked = office.posts(f"/cases/{case_id}/claims", claim(register, case_id), 201)
    assert office.gets("/requests")["requests"] == [asked] == [office.gets(f"/requests/{asked['id']}")]
    office.posts(f"/requests/{asked['id']}/confirm", None, 403)
    receipt = second.posts(f"/requests/{asked['id']}/confirm", None, key="confirm")
    assert receipt["outcome"] == "accepted"
    assert second.posts(f"/requests/{asked['id']}/confirm", None, key="confirm") == receipt
    second.posts(f"/requests/{asked['id']}/confirm", None, 404)
    arrival = office.gets(f"/cases/{case_id}/arrivals")["arrivals"][0]
    assert (arrival["claimed_at"], arrival["second"]) == ("2014-11-28T11:00:00Z", "office-2")


@pytest.mark.parametrize(
    "wrong",
    [{"step": ""}, {"step": "nonsense"}, {"channel": "pigeon"}, {"claimed_at": "2014-11-28T11:00:00"},
     {"claimed_at": "2030-01-01T00:00:00Z"}, {"evidence": {"name": "a", "content": ""}}],
)  # fmt: skip
def test_a_claim_that_cannot_be_recorded_is_refused(office, register, case_id, wrong):
    status = 409 if wrong.get("step") == "nonsense" else 422
    office.posts(f"/cases/{case_id}/claims", claim(register, case_id, **wrong), status)
    assert office.gets("/requests")["requests"] == []


def test_an_act_is_corrected_by_two_officers(office, second, ask, register, case_id):
    receipt = ask("ccg").posts(f"/cases/{case_id}/steps/{STEP}", good_answers(register, case_id, STEP))
    address = f"/cases/{case_id}/arrivals/{receipt['arrival']}/correction"
    seen = office.gets(address)
    assert (seen["returns_to"], [one["id"] for one in seen["withdrawn"]]) == (STEP, [receipt["arrival"]])
    office.posts(address, {"reason": " "}, 422)
    asked = office.posts(address, {"reason": "Sent by mistake"}, 201)
    assert second.posts(f"/requests/{asked['id']}/decline")["requests"] == []
    office.gets(f"/requests/{asked['id']}", 404)
    office.gets(f"/cases/{case_id}/arrivals/999/correction", 409)


def test_a_case_that_was_set_aside_is_taken_up_again(office, register, case_id):
    office.posts(f"/cases/{case_id}/retry", None, 404)
    with register.database.write() as connection:
        connection.execute(cases.update().where(cases.c.id == case_id).values(incident="A fault"))
    assert office.gets(f"/cases/{case_id}")["set_aside"] is True
    assert office.posts(f"/cases/{case_id}/retry")["set_aside"] is False


def test_holds_are_shown_with_what_would_happen_and_released(office, register, case_id, clock):
    with register.database.write() as connection:
        connection.execute(holds.insert().values(
            reason="downtime", said="It was away.", all_falls=True, mail=False, from_at=clock(), made_at=clock(),
        ))  # fmt: skip
    clock.move_to(register.round("2014-15").due("delegated-submission") + timedelta(minutes=1))
    found = office.gets("/holds")
    hold = found["holds"][0]
    assert (found["alarm"], hold["said"], hold["cases"]) == ("", "It was away.", 1)
    assert hold["shown"][0]["fallen"][0]["at"] == "2015-01-09T12:00:00Z"
    office.posts(f"/holds/{hold['id']}/release", {"reason": ""}, 422)
    assert office.posts(f"/holds/{hold['id']}/release", {"reason": "Looked at"})["holds"] == []
    assert holding.holds_of(register) == []


def test_a_clock_that_is_not_doubted_needs_no_belief(office, register):
    assert office.posts("/clock/believe")["alarm"] == ""
    register.clock = SteadyClock(register.clock)
    assert office.posts("/clock/believe", None, key="")["alarm"] == ""


def test_the_audit_says_whether_the_chain_holds(office):
    assert office.gets("/audit")["intact"] is True


# --- documents -----------------------------------------------------------------------------------------------------


def test_a_document_is_kept_and_handed_out_byte_for_byte(ask, case_id):
    ccg, sent = ask("ccg"), {"file": (BytesIO(b"Minutes"), "minutes.txt", "text/plain")}
    answer = ccg.answer("POST", f"/cases/{case_id}/documents", 201, data=sent)
    given = ccg.answer("GET", answer.headers["Location"].removeprefix("/api/v1"), 200)
    assert (given.data, given.mimetype) == (b"Minutes", "application/octet-stream")
    assert "minutes.txt" in given.headers["Content-Disposition"]
    ask("other-ccg").gets(f"/cases/{case_id}/documents", 404)
    ask("other-ccg").answer("GET", answer.headers["Location"].removeprefix("/api/v1"), 404)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422), ({"file": "no file"}, 422), ({"other": (BytesIO(b"x"), "a.txt", "text/plain")}, 422),
        ({"file": [(BytesIO(b"x"), "a.txt", "text/plain"), (BytesIO(b"y"), "b.txt", "text/plain")]}, 422),
        ({"file": (BytesIO(b""), "a.txt", "text/plain")}, 422),
        ({"file": (BytesIO(b"MZ" + bytes(60)), "a.pdf", "application/pdf")}, 422),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(ask, case_id, sent, status):
    ask("ccg").answer("POST", f"/cases/{case_id}/documents", status, data=sent, content_type="multipart/form-data")


def test_a_document_that_is_too_large_is_refused(ask, case_id):
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    sent = head.encode() + b"x" * 20_000_001 + b"\r\n--b--\r\n"
    form = "multipart/form-data; boundary=b"
    problem = ask("ccg").answer("POST", f"/cases/{case_id}/documents", 422, data=sent, content_type=form).json
    assert "at most 20000000 are kept" in problem["detail"]


def test_a_body_that_is_no_form_is_of_the_wrong_type(ask, case_id):
    ask("ccg").answer("POST", f"/cases/{case_id}/documents", 415, json={})
    ask("ccg").answer("POST", f"/cases/{case_id}/documents", 413, data=b"x" * 45_000_001,
                      content_type="application/octet-stream")  # fmt: skip


# --- drafts --------------------------------------------------------------------------------------------------------


def test_answers_are_saved_without_being_sent_and_begun_anew(ask, register, case_id):
    ccg, address = ask("ccg"), f"/cases/{case_id}/steps/{STEP}/draft"
    assert ccg.gets(address) == {"answers": {}, "by": "", "saved_at": None}
    ccg.posts(address, {"answers": {"voting_members": 9}})
    saved = ccg.posts(address, {"answers": {"chair_is_lay": "yes"}})
    assert saved["answers"] == {"voting_members": 9, "chair_is_lay": "yes"}
    assert (saved["by"], saved["saved_at"]) == ("ccg", "2014-12-01T09:00:00Z")
    wrong = ccg.posts(address, {"answers": {"voting_members": "a few", "nonsense": 1}}, 422)
    assert {one["pointer"] for one in wrong["errors"]} == {"#/voting_members", "#/nonsense"}
    ccg.posts(address, {"answers": {}})
    assert ccg.posts(address, {"answers": {}, "anew": True})["answers"] == {}
    assert queries.arrivals_of(register, case_id) == []
    ask("programme-office").gets(address, 403)
    ask("other-ccg").gets(address, 404)
    ccg.gets(f"/cases/{case_id}/steps/nonsense/draft", 409)
    ask("programme-office").gets(f"/cases/{case_id}/steps/acknowledge_receipt/draft", 409)


# --- accounts and mail ---------------------------------------------------------------------------------------------


def test_people_say_how_they_are_told_and_who_covers(ask):
    ccg = ask("ccg")
    assert ccg.posts("/account/mail", {"mail": "daily"})["mail"] == "daily"
    cover = ccg.gets("/account")["covers"][0]
    days = {"first_day": "2015-01-12", "last_day": "2015-01-16", "cover": cover}
    away = ccg.posts("/account/absences", days, 201)["absences"]
    assert away[0]["cover"] == cover
    assert ccg.posts(f"/account/absences/{away[0]['id']}/remove")["absences"] == []
    ccg.posts("/account/absences", {**days, "last_day": "2014-01-01"}, 422)
    assert ccg.posts("/account/feed")["username"] == "ccg"


def test_mail_is_sent_again_tasks_are_closed_and_addresses_set(office, register):
    letter = Letter(key="l", kind="notice", subject="S", text="The text", to=Recipient("a@example.org"))
    with register.database.write() as connection:
        post(register, connection, [letter], register.clock())
        open_task(connection, "t", "undelivered", "Phone them", register.clock())
    number = list_mail(register, MailFilter())[1][0]["id"]
    assert "The text" in office.gets(f"/mail/{number}")["text"]
    office.posts(f"/mail/{number}/again", None, 409)
    with register.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'unknown'")
    assert office.posts(f"/mail/{number}/delivered", {"note": "They have it"})["state"] == "sent"
    with register.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'failed'")
    assert office.posts(f"/mail/{number}/again")["state"] == "todo"
    task = office.gets("/mail/tasks")["tasks"][0]
    assert office.posts(f"/mail/tasks/{task['id']}/done", {"note": "Phoned"})["tasks"] == []
    office.posts("/mail/addresses", {"username": "ccg", "email": "ccg@example.org"})
    box = office.posts("/mail/mailboxes", {"role": "finance", "address": "f@example.org"}, 201)["mailboxes"][0]
    office.posts("/mail/mailboxes", {"role": "finance", "address": "f@example.org"}, 409)
    assert {one["email"] for one in office.gets("/mail/addresses")["accounts"]} >= {"ccg@example.org"}
    assert office.posts(f"/mail/mailboxes/{box['id']}/remove")["mailboxes"] == []


# --- dates ---------------------------------------------------------------------------------------------------------


def test_a_change_of_dates_is_looked_at_asked_renewed_and_applied_by_two(office, second, case_id):
    wish = {"kind": "move", "deadline": "delegated-submission", "day": "2015-01-16", "at": "12:00",
            "because": "Agreed", "authority": "Board"}  # fmt: skip
    seen = office.posts("/rounds/2014-15/changes", wish)
    assert seen["change"] is None
    assert case_id in {one["case_id"] for one in seen["cases"]}
    change = office.posts("/rounds/2014-15/changes", {**wish, "seen": seen["seen"]})["change"]
    told = second.gets(f"/changes/{change}")
    assert (told["outcome"], told["preview"]["seen"], told["rulings"]) == ("", seen["seen"], [])
    assert second.posts(f"/changes/{change}/renew")["id"] == change
    assert office.posts(f"/changes/{change}/apply")["landed"] == len(seen["cases"])  # who renewed it has asked anew
    assert second.gets(f"/changes/{change}")["outcome"] == "applied"
    second.gets("/changes/99", 404)


# --- paths ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def changed(ask):
    """The newest draft of a path, changed a little."""
    draft = ask("designer").gets("/paths/delegated/draft")
    assert draft["revision"] == 0
    return {"bpmn": draft["bpmn"].replace("</bpmn:definitions>", "<!-- changed --></bpmn:definitions>"),
            "base": draft["base"]}  # fmt: skip


def test_a_designer_has_a_diagram_checked_and_saves_it(ask, changed):
    designer = ask("designer")
    broken = designer.posts("/paths/delegated/check", {"bpmn": "no diagram"})["findings"]
    assert broken[0]["severity"] == "error"
    designer.posts("/paths/nonsense/check", {"bpmn": changed["bpmn"]}, 422)
    designer.posts("/paths/delegated/propose", None, 409)
    assert designer.posts("/paths/delegated/save", changed)["revision"] == 1
    designer.posts("/paths/delegated/save", {**changed, "base": "another"}, 409)


def test_what_one_designer_proposes_another_publishes(ask, changed):
    designer = ask("designer")
    designer.posts("/paths/delegated/save", changed)
    assert designer.posts("/paths/delegated/propose")["proposed_by"] == "designer"
    designer.posts("/paths/delegated/publish", None, 403)
    assert ask("publisher").posts("/paths/delegated/publish")["version"] == 2


# --- publication and reports ---------------------------------------------------------------------------------------


@pytest.fixture
def live(register, case_id):
    """The case as if it had gone live."""
    now = register.clock()
    with register.database.write() as connection:
        connection.execute(cases.update().where(cases.c.id == case_id).values(status="live", ended=True))
        append(connection, [Entry("status", now, case_id, detail={"status": "live"})], now)
    return case_id


def test_an_edition_is_asked_for_and_published_by_another_officer(office, second, ask, live):
    coming = office.gets("/register/next")
    assert (coming["after"], coming["waiting"]) == (0, None)
    assert coming["differences"]
    waiting = office.posts("/register/next", {"after": 0}, 201)["waiting"]
    office.posts("/register/next", {"after": 0}, 409)
    office.posts(f"/register/waiting/{waiting}/publish", None, 403)
    assert second.posts(f"/register/waiting/{waiting}/publish")["editions"][0]["number"] == 1
    edition = ask("ccg").gets("/register/editions/1")
    assert edition["content"]["models"][0]["code"] == "03L"
    assert [one["number"] for one in ask("ccg").gets("/register")["editions"]] == [1]
    office.posts("/register/next", {"after": 1}, 422)
    for number in (0, 9):
        office.gets(f"/register/editions/{number}", 404)
    second.posts("/register/waiting/9/decline", None, 404)


def test_the_reports_say_what_the_pages_say(office, ask, register, case_id):
    board = office.gets("/reports/board")
    assert board["round"] == "2014-15"
    assert {"applied", "approved"} <= set(board["lines"][0]["counts"])
    office.gets("/reports/board?round=1999", 422)
    log = office.gets("/rounds/2014-15/ocel")
    assert f"case-{case_id}" in {one["id"] for one in log["objects"]}
    assert {one["type"] for one in log["events"]} >= {"step-opened"}
    timeline = ask("ccg").gets("/timeline")
    assert [one["case_id"] for one in timeline["cases"]] == [case_id]
    assert timeline["expected"] == {"2014-12-01": 1}
    assert len(office.gets("/organisations")["organisations"]) > 200
    rows = ask("ccg").gets("/tracker")["tracker"]
    assert ({row["organisation"] for row in rows}, "note" in rows[0]) == ({"03L"}, False)
    assert "note" in office.gets("/tracker")["tracker"][0]


def test_a_tracker_is_previewed_and_noted(office, ask, register, case_id):
    sheet = orjson.loads(office.answer("GET", "/tracker", 200).data)["tracker"]
    reference = next(row["reference"] for row in sheet if row["organisation"] == "03L")
    made = exports.tracker(register, Person("programme-office", "", "programme-office"), "xlsx")
    seen = office.posts("/tracker/preview", None, data={"file": (BytesIO(made), "tracker.xlsx", exports.XLSX)})
    assert (seen["rows"], seen["changes"], seen["faults"]) == (len(sheet), [], [])
    refused = office.posts("/tracker/preview", None, 422, data={"file": (BytesIO(b"a,b"), "t.csv", "text/csv")})
    assert refused["type"] == "/api/problems/unusable"
    change = {"case_id": case_id, "reference": reference, "organisation": "", "column": "note", "was": "",
              "becomes": "Phoned"}  # fmt: skip
    assert office.posts("/tracker/apply", {"changes": [change]}) == {"noted": 1}
    office.posts("/tracker/apply", {"changes": [change]}, 409)
    office.posts("/tracker/apply", {"changes": [{**change, "column": "status"}]}, 422)
    office.posts("/tracker/preview", None, 422, data={"other": "x"}, content_type="multipart/form-data")
    assert queries.ledger_of(register, case_id)[-1]["kind"] == "noted"
