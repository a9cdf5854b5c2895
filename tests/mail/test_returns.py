"""What comes back: delivery reports matched by Message-ID, everything else laid aside and said."""

import pytest

from service.mail.returns import read_report, read_returns
from service.register.queries import Sight
from service.register.returned import was_accepted
from service.register.tasks import open_tasks
from tests.mail.conftest import kinds, letter, rows, states, told

REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: approvals@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-ID: <the.report@mx.example.org>

--b
Content-Type: text/plain

I'm sorry to have to inform you ...
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; officer@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 person here

--b
Content-Type: {kind}

Message-ID: {message_id}
Subject: Three days are left

{text}
--b--
"""


def report(message_id: str, action: str = "failed", kind: str = "message/rfc822", text: str = "Hello") -> bytes:
    return REPORT.format(message_id=message_id, action=action, kind=kind, text=text).encode()


@pytest.fixture
def sent(register, posted, mail) -> str:
    """A message that was sent; gives its Message-ID."""
    posted(letter())
    mail.rings()
    return str(rows(register)[0]["message_id"])


def tasks(register) -> list[str]:
    return [str(row["said"]) for row in open_tasks(register, Sight())]


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_message_that_came_back_is_marked_and_somebody_is_asked_to_phone(register, sent, clock, tmp_path, kind):
    (tmp_path / "one.eml").write_bytes(report(sent, kind=kind))
    assert read_returns(register, tmp_path, clock()) == 1
    assert states(register) == ["bounced"]
    assert tasks(register) == [
        "“Three days are left” to programme-office at officer@example.org came back. The mail server of "
        "officer@example.org says: 550 5.1.1 no such person here. Phone them."
    ]
    assert told(register, "mail-bounced")[0]["message_id"] == sent
    assert [file.name for file in (tmp_path / "read").iterdir()] == ["one.eml"]
    assert read_returns(register, tmp_path, clock()) == 0


def test_the_same_report_twice_changes_nothing(register, sent, clock, tmp_path):
    for name in ("one.eml", "two.eml"):
        (tmp_path / name).write_bytes(report(sent))
    assert read_returns(register, tmp_path, clock()) == 2
    assert kinds(register) == ["mail-sent", "task-opened", "mail-bounced"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_that_tells_of_no_failure_changes_nothing(register, sent, clock, tmp_path, action):
    (tmp_path / "one.eml").write_bytes(report(sent, action))
    read_returns(register, tmp_path, clock())
    assert (states(register), tasks(register)) == (["sent"], [])
    assert (tmp_path / "read" / "one.eml").exists()


GARBAGE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 20,
    "an ordinary mail": b"From: a@example.org\nSubject: Hello\n\nCan you phone me?\n",
    "a report about a stranger's message": report("<stranger@example.org>"),
    "a report about no message": report("").replace(b"Message-ID: \n", b""),
    "a report without recipients": report("<a@b>").replace(b"Action: failed\n", b""),
    "a report that was cut off": report("<a@b>")[:400],
    "a report that says it is one": b"Content-Type: multipart/report; boundary=b\n\n",
    "an empty status": report("<a@b>").replace(b"Reporting", b"\nReporting").split(b"Reporting")[0] + b"\n--b--\n",
    "an unknown charset": report("<a@b>").replace(b"text/plain", b"text/plain; charset=\xff\xfe"),
}  # fmt: skip


@pytest.mark.parametrize("what", GARBAGE)
def test_what_cannot_be_matched_is_laid_aside_and_said_and_never_lost(register, clock, tmp_path, what):
    (tmp_path / "one.eml").write_bytes(GARBAGE[what])
    assert read_returns(register, tmp_path, clock()) == 1
    assert (tmp_path / "unread" / "one.eml").read_bytes() == GARBAGE[what]
    assert tasks(register) == [
        "A message in the mailbox for returned mail could not be read: one.eml. It lies in its folder 'unread'."
    ]


def test_a_maildir_is_read_from_what_is_new(register, sent, clock, tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"1.{name}").write_bytes(report(sent))
    assert read_returns(register, tmp_path, clock()) == 1
    assert (tmp_path / "cur" / "1.cur").exists()
    assert states(register) == ["bounced"]


def test_a_file_that_cannot_be_read_is_left_where_it_is(register, sent, clock, tmp_path, caplog):
    (tmp_path / "one.eml").mkdir()
    (tmp_path / "two.eml").write_bytes(report(sent))
    assert read_returns(register, tmp_path, clock()) == 1
    assert states(register) == ["bounced"]
    assert "cannot be dealt with" in caplog.text


def test_what_a_digest_held_came_back_with_it(register, posted, mail, clock, tmp_path):
    daily = type(letter().to)("daily@example.org", "reader", "A reader", "daily")
    posted(letter("a", to=daily), letter("b", to=daily))
    mail.rings_after(days=1)
    (tmp_path / "one.eml").write_bytes(report(str(rows(register)[2]["message_id"])))
    read_returns(register, tmp_path, clock())
    assert states(register) == ["bounced"] * 3
    assert len(tasks(register)) == 1


def test_a_report_is_read_whatever_the_case_of_its_words():
    assert read_report(report("<a@b>", "Failed ")).failed


def test_a_delivery_that_the_provider_tells_of_is_kept_once(register, sent, clock):
    assert [was_accepted(register, sent, "id", clock()) for _ in range(2)] == [True, True]
    assert kinds(register) == ["mail-sent", "mail-delivered"]
    assert was_accepted(register, "<stranger@example.org>", "id", clock()) is False


def test_a_delivery_resolves_a_doubt(register, posted, mail, clock):
    mail.post.faults = {"content": ["accept and cut"]}
    posted(letter())
    mail.rings()
    was_accepted(register, str(rows(register)[0]["message_id"]), "id", clock())
    assert states(register) == ["sent"]
    assert mail.rings_after(minutes=11) == 0


def test_a_message_that_came_back_stays_so_whatever_is_heard_later(register, sent, clock, tmp_path):
    (tmp_path / "one.eml").write_bytes(report(sent))
    read_returns(register, tmp_path, clock())
    was_accepted(register, sent, "id", clock())
    assert states(register) == ["bounced"]
