"""The mail pages: the ledger of who was told what, the undelivered queue, addresses; and my account."""

import pytest

from service.mail.mailer import Permanent, Sent, Unknown
from service.mail.message import Attachment, Letter, Recipient
from service.mail.sending import post_due
from service.register.outbox import post
from service.register.queries import Sight
from service.register.recipients import recipients_of
from service.register.tasks import open_tasks
from tests.mail.conftest import rows, states, told


class Answering:
    """A way of sending that answers what the test says."""

    dedupes = False

    def __init__(self, *outcomes) -> None:
        self.outcomes = list(outcomes)

    def send(self, _claimed):
        return self.outcomes.pop(0)

    def looked_up(self, _claimed):
        return None

    def close(self) -> None: ...


@pytest.fixture
def sent(register, clock, case_id):
    """Post a letter for each outcome, and send them with it."""

    def send(*outcomes, **more):
        to = Recipient("ccg@example.org", "ccg", "CCG applicant")
        given = {"kind": "notice", "to": to, "subject": "The date was moved", "text": "It is now later.\n", **more}
        letters = [
            Letter(key=f"{number}/{outcome}", case_id=case_id, **given) for number, outcome in enumerate(outcomes)
        ]
        with register.database.write() as connection:
            post(register, connection, letters, clock())
        post_due(register, Answering(*outcomes), clock())

    return send


def test_the_list_says_who_was_told_what_with_what_outcome(visitor, sent):
    sent(Sent(), Permanent("There is nobody."), Unknown("Cut."))
    page = visitor("auditor").gets("/mail")
    for words in (
        "The date was moved",
        "ccg@example.org",
        "Not delivered",
        "There is nobody.",
        "In doubt",
        "3 messages",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=sent", 1), ("state=failed", 1), ("person=ccg@", 2), ("person=CCG", 2), ("person=nobody", 0),
     ("case=no-such", 0), ("case={reference}", 2), ("state=sent&page=7", 0)],
)  # fmt: skip
def test_the_list_is_narrowed(visitor, sent, register, query, count):
    sent(Sent(), Permanent("no"))
    with register.database.read() as connection:
        reference = connection.exec_driver_sql("SELECT reference FROM cases").scalar()
    page = visitor("programme-office").gets(f"/mail?{query.format(reference=reference)}")
    assert (f"{count} message" in page) if count else ("No message fits" in page)


def test_pages_of_a_long_list_follow_each_other(visitor, sent):
    sent(*([Sent()] * 60))
    page = visitor("programme-office").gets("/mail?state=sent")
    assert "Page 1 of 2" in page
    assert "state=sent&amp;page=2" in page
    assert page.count("The date was moved") == 50


def test_one_message_shows_its_text_and_what_became_of_it(visitor, sent):
    sent(Permanent("There is nobody."), attachments=(Attachment("deadline.ics", "text/calendar", b"BEGIN"),))
    page = visitor("auditor").gets("/mail/1")
    for words in ("It is now later.", "Message not delivered", "There is nobody.", "With it: deadline.ics", "None"):
        assert words in page
    assert "Send again" not in page
    assert "Send again" in visitor("programme-office").gets("/mail/1")
    visitor("auditor").gets("/mail/99", 404)


def test_the_text_of_a_confidential_message_is_shown_to_nobody(visitor, sent):
    """Class of bug: an officer who can read mail can use somebody else's sign-in link."""
    sent(Sent(), kind="link", confidential=True, text="https://example.org/secret")
    assert "secret" not in visitor("programme-office").gets("/mail/1")
    assert "secret" not in visitor("programme-office").client.get("/api/v1/mail/1").text


def test_an_officer_says_that_a_message_in_doubt_was_delivered(visitor, sent, register):
    sent(Unknown("Cut."), kind="attestation", confidential=True)
    officer = visitor("programme-office")
    assert "may have arrived or not" in officer.gets("/mail/tasks")
    officer.posts("/mail/1/delivered", note="Phoned: they have it.")
    assert states(register) == ["sent"]
    assert open_tasks(register, Sight()) == []
    assert told(register, "mail-delivered")[0]["by"] == "programme-office"
    assert "Phoned: they have it." in officer.gets("/mail/1")


def test_an_officer_sends_again_what_is_in_doubt_and_it_is_marked(visitor, sent, register, clock):
    sent(Unknown("Cut."), kind="attestation", confidential=True)
    visitor("programme-office").posts("/mail/1/again")
    assert post_due(register, Answering(Sent()), clock()) == 1
    assert (rows(register)[0]["state"], rows(register)[0]["twice"]) == ("sent", True)
    assert open_tasks(register, Sight()) == []


def test_what_came_to_a_wrong_address_is_written_anew_to_the_right_one(visitor, sent, register, clock):
    sent(Permanent("There is nobody."), attachments=(Attachment("deadline.ics", "text/calendar", b"BEGIN"),))
    officer = visitor("programme-office")
    officer.posts("/mail/addresses", username="ccg", email="right@example.org")
    officer.posts("/mail/1/again")
    assert officer.goes_to.endswith("/mail/2")
    assert post_due(register, Answering(Sent()), clock()) == 1
    old, new = rows(register)
    assert (old["state"], new["state"], new["address"]) == ("failed", "sent", "right@example.org")
    assert b"To: ccg <right@example.org>" in new["body"]
    assert "deadline.ics" in officer.gets("/mail/2")


@pytest.mark.parametrize("act", ["again", "delivered"])
def test_what_was_sent_is_not_decided_again(visitor, sent, act):
    sent(Sent())
    assert "only what failed, came back or is in doubt" in visitor("programme-office").posts(f"/mail/1/{act}", 409)
    visitor("programme-office").posts(f"/mail/99/{act}", 404)


def test_what_failed_cannot_be_said_to_be_delivered(visitor, sent):
    sent(Permanent("no"))
    assert "is not in doubt" in visitor("programme-office").posts("/mail/1/delivered", 409)


def test_a_task_is_done_with_a_note(visitor, sent, register):
    sent(Permanent("There is nobody."))
    officer = visitor("exceptions-officer")
    assert "Phone them." in officer.gets("/mail/tasks")
    officer.posts("/mail/tasks/1/done", note="Phoned.")
    assert "Nothing: all that was sent" in officer.gets("/mail/tasks")
    officer.posts("/mail/tasks/1/done", 404)


def test_a_role_mailbox_is_added_told_and_removed(visitor, register):
    officer = visitor("programme-office")
    officer.posts("/mail/mailboxes", role="finance", scope="", email="box@example.org")
    officer.posts("/mail/mailboxes", 409, role="finance", scope="", email="box@example.org")
    assert "box@example.org" in officer.gets("/mail/addresses")
    with register.database.read() as connection:
        assert [one.address for one in recipients_of(connection, "finance", None, register.clock())] == [
            "box@example.org"
        ]
    officer.posts("/mail/mailboxes/1/remove")
    officer.posts("/mail/mailboxes/1/remove", 404)
    assert "box@example.org" not in officer.gets("/mail/addresses")


def _today(register):
    return register.clock().date()


@pytest.mark.parametrize(
    "given", [{"role": "boss"}, {"scope": "nowhere"}, {"role": "finance", "scope": "03L"}, {"email": "nobody"}]
)
def test_a_mailbox_that_cannot_be_told_is_refused(visitor, given):
    visitor("programme-office").posts(
        "/mail/mailboxes", 422, **{"role": "ccg", "scope": "03L", "email": "a@b.org", **given}
    )


def test_an_address_is_set_and_taken_away_by_the_office(visitor):
    officer = visitor("programme-office")
    officer.posts("/mail/addresses", username="ccg", email=" jo@example.org ")
    assert "Mail goes to jo@example.org" in visitor("ccg").gets("/account")
    officer.posts("/mail/addresses", username="ccg", email="")
    assert "There is no address of yours" in visitor("ccg").gets("/account")
    officer.posts("/mail/addresses", 422, username="ccg", email="jo")
    officer.posts("/mail/addresses", 404, username="nobody", email="jo@example.org")


def test_everybody_chooses_how_they_are_told(visitor, register):
    person = visitor("ccg")
    person.posts("/account/mail", mail="daily")
    assert 'value="daily" checked' in person.gets("/account")
    person.posts("/account/mail", 422, mail="never")


def test_an_absence_is_covered_by_somebody_who_sees_the_same_cases(visitor, register):
    person, days = visitor("ccg"), _days((8, 12, 2014), (9, 12, 2014))
    page = person.gets("/account")
    assert '<option value="audit-chair">' in page
    assert '<option value="other-ccg">' not in page
    person.posts("/account/absences", cover="audit-chair", **days)
    assert "Monday 8 December 2014 to Tuesday 9 December 2014" in person.gets("/account")
    visitor("audit-chair").posts("/account/absences/1/remove", 404)
    person.posts("/account/absences/1/remove")
    assert "No absence is planned" in person.gets("/account")


def _days(first, last) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}-{part}": str(value) for name, day in (("first", first), ("last", last))
            for part, value in zip(parts, day, strict=True)}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "cover"),
    [
        ((9, 12, 2014), (8, 12, 2014), "audit-chair"), ((8, 11, 2014), (9, 11, 2014), "audit-chair"),
        ((32, 12, 2014), (33, 12, 2014), "audit-chair"), ((8, 12, 2014), (9, 12, 2014), "other-ccg"),
        ((8, 12, 2014), (9, 12, 2014), "nobody"), ((8, 12, 2014), (9, 12, 2014), "ccg"),
    ],
)  # fmt: skip
def test_an_absence_that_makes_no_sense_is_refused(visitor, first, last, cover):
    visitor("ccg").posts("/account/absences", 422, cover=cover, **_days(first, last))


def test_a_single_day_is_said_as_one(visitor):
    person = visitor("designer")
    person.posts("/account/absences", cover="programme-office", **_days((8, 12, 2014), (8, 12, 2014)))
    assert "Monday 8 December 2014: programme-office is told" in person.gets("/account")


def test_programs_read_the_same_list(visitor, sent):
    sent(Sent(), Permanent("no"))
    client = visitor("auditor").client
    answer = client.get("/api/v1/mail?state=failed").json
    assert [one["note"] for one in answer["messages"]] == ["no"]
    one = client.get("/api/v1/mail/2").json
    assert (one["text"], [entry["kind"] for entry in one["entries"]]) == ("It is now later.\n", ["mail-failed"])
    assert client.get("/api/v1/mail/99").status_code == 404
    assert client.get("/api/v1/mail?state=lost").status_code == 422


# --- what GOV.UK Notify says ---------------------------------------------------------------------------------------

TOKEN = {"Authorization": "Bearer a token of our own"}


@pytest.fixture
def receipt(app, register):
    """Call back as Notify does."""

    def call(status: str, headers=TOKEN, **more):
        reference = rows(register)[0]["message_id"].strip("<>").partition("@")[0] if rows(register) else "x"
        given = {"id": "740e5834", "reference": reference, "status": status, "to": "ccg@example.org", **more}
        return app.test_client().post("/mail/notify-callback", json=given, headers=headers).status_code

    return call


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", "sent"),
        ("permanent-failure", "bounced"),
        ("temporary-failure", "bounced"),
        ("technical-failure", "bounced"),
    ],
)
def test_a_receipt_is_kept_once_however_often_it_comes(sent, receipt, register, status, state):
    sent(Sent())
    assert [receipt(status), receipt(status)] == [204, 204]
    assert states(register) == [state]
    assert len(told(register, "mail-delivered", "mail-bounced")) == 1
    assert len(open_tasks(register, Sight())) == (state == "bounced")


def test_only_who_has_the_token_may_call_back(sent, receipt, register, app):
    sent(Sent())
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "a token of our own"}):
        assert receipt("permanent-failure", headers) == 403
    app.config["MAIL_CALLBACK"] = ""
    try:
        assert receipt("permanent-failure") == receipt("permanent-failure", {"Authorization": "Bearer "}) == 404
    finally:
        app.config["MAIL_CALLBACK"] = TOKEN["Authorization"].removeprefix("Bearer ")
    assert states(register) == ["sent"]


def test_a_receipt_that_is_none_is_refused(sent, receipt, app):
    sent(Sent())
    assert receipt("delivered", reference="stranger") == 404
    assert receipt("lost") == 422
    assert receipt("delivered", id=7) == 422
    client = app.test_client()
    for body in (b"", b"[]", b"{", b"\xff"):
        answer = client.post("/mail/notify-callback", data=body, headers=TOKEN, content_type="application/json")
        assert answer.status_code == 422, body
