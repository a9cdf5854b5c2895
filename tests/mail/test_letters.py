"""The bytes of a letter: frozen, threaded, machine-made, and no way in for a header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from service.mail.message import (
    Attachment,
    Recipient,
    UnusableAddress,
    attachments_of,
    checked_address,
    text_of,
    written,
)  # fmt: skip
from tests.mail.conftest import letter

MADE = datetime(2015, 7, 9, 11, 0, tzinfo=UTC)
FROM = "approvals@nhs.example"


def read(body: bytes):
    return message_from_bytes(body, policy=policy.default)


def test_the_same_letter_has_the_same_bytes_however_often_it_is_written():
    calendar = Attachment("deadline.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n")
    one = letter(thread="case/1", attachments=(calendar,))
    assert written(one, FROM, MADE) == written(one, FROM, MADE)


def test_the_headers_say_when_it_was_made_and_that_a_machine_wrote_it():
    message_id, body = written(letter(thread="case/1"), FROM, MADE)
    message = read(body)
    assert message["Message-ID"] == message_id
    assert message["Date"].datetime == MADE
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["From"] == "Co-commissioning approvals <approvals@nhs.example>"
    assert message["To"] == "Programme office <officer@example.org>"


def test_letters_of_one_thread_refer_to_the_same_message_and_others_do_not():
    def thread(name: str) -> str:
        return read(written(letter(thread=name), FROM, MADE)[1])["References"]

    assert thread("case/1") == thread("case/1") != thread("case/2")
    assert "References" not in read(written(letter(), FROM, MADE)[1])


def test_a_message_id_comes_from_the_key_alone():
    assert written(letter("a"), FROM, MADE)[0] == written(letter("a", text="other"), FROM, MADE)[0]
    assert written(letter("a"), FROM, MADE)[0] != written(letter("b"), FROM, MADE)[0]


def test_identifiers_at_a_long_domain_are_neither_folded_nor_encoded():
    domain = "approvals." + "co-commissioning." * 4 + "england.nhs.example"
    message_id, body = written(letter(thread="case/1"), f"office@{domain}", MADE)
    lines = body.decode().split("\r\n")
    assert f"Message-ID: {message_id}" in lines
    assert any(line.startswith("References: <") and line.endswith(f"@{domain}>") for line in lines)


@pytest.mark.parametrize("broken", ["Due\r\nBcc: all@example.org", "Due\nBcc: all@example.org", "Due\rBcc: x", "Due\0"])
def test_a_line_break_in_a_subject_or_a_name_begins_no_header(broken):
    to = Recipient("officer@example.org", "", broken)
    message = read(written(letter(subject=broken, to=to), FROM, MADE)[1])
    assert "Bcc" not in message
    assert message["Subject"].startswith("Due")
    assert [one.addr_spec for one in message["To"].addresses] == ["officer@example.org"]


LONG = "a@" + 300 * "b"
UNUSABLE = ("", "nobody", "@example.org", "a@", "a@b\r\nBcc: c@d", "a b@c.org", "a@b@c", "a@b,c@d", "é@x.org", LONG)


@pytest.mark.parametrize("address", UNUSABLE)
def test_an_address_that_no_mail_can_be_sent_to_is_refused(address):
    with pytest.raises(UnusableAddress, match="is no e-mail address"):
        written(letter(to=Recipient(address)), FROM, MADE)


def test_spaces_around_an_address_are_left_out():
    assert checked_address(" a@example.org ") == "a@example.org"


def test_text_and_attachments_come_back_as_they_were_given():
    text = "Dear Zoë,\n.\nFrom here on: £5\n"
    calendar = Attachment("deadline.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\n")
    plain = Attachment("note.pdf", "application/pdf", b"%PDF-")
    body = written(letter(text=text, attachments=(calendar, plain)), FROM, MADE)[1]
    assert text_of(body).replace("\r\n", "\n") == text
    assert [(one.name, one.content) for one in attachments_of(body)] == [
        ("deadline.ics", b"BEGIN:VCALENDAR\r\n"), ("note.pdf", b"%PDF-"),
    ]  # fmt: skip
    assert b'method="REQUEST"' in body


def test_the_name_of_the_sender_may_be_given():
    message = read(written(letter(), "Joint office <office@nhs.example>", MADE)[1])
    assert message["From"] == "Joint office <office@nhs.example>"
    assert message["Message-ID"].endswith("@nhs.example>")
