"""What a letter is, and its frozen bytes. Pure: knows no database, no page and no way of sending.

The bytes of a letter are a function of the letter, the sender and the instant at which it was made. They are kept, so
that sending again sends the same message: same Message-ID and same Date, which is what a receiving server compares.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime, parseaddr

PRODUCT = "Co-commissioning approvals"
KINDS = ("receipt", "reminder", "escalation", "notice", "letter", "digest", "link", "attestation")
COLLECTED = ("reminder", "escalation", "notice")
EACH, DAILY = "each", "daily"
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 300
_POLICY = policy.SMTP.clone(max_line_length=200)  # an identifier must not be folded or encoded


class UnusableAddress(ValueError):
    """The address cannot be written to; the message says what is wrong with it."""


@dataclass(frozen=True)
class Recipient:
    """Who is told. `person` is a user name, "" for a role mailbox; `mail` is "each" or "daily"."""

    address: str
    person: str = ""
    name: str = ""
    mail: str = EACH


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter. A calendar's media type names its method: `text/calendar; method=REQUEST`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient. The same `key` is the same letter: it is sent once, however often it is posted.

    `thread` ties letters together in a mailbox. `valid_until`, aware UTC: after it, the letter is not sent any more.
    `confidential`: never sent twice on suspicion; when nobody knows whether it arrived, a person decides.
    """

    key: str
    kind: str
    to: Recipient
    subject: str
    text: str
    case_id: int | None = None
    thread: str = ""
    reminder_id: int | None = None
    valid_until: datetime | None = None
    confidential: bool = False
    attachments: Sequence[Attachment] = ()


def checked_address(text: str) -> str:
    """Return an address without the spaces around it. Raises UnusableAddress, when no mail can be sent to it."""
    address = text.strip()
    local, at, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>()[]"\\')
    if not (plain and local and at and domain) or "@" in local or len(address) > LONGEST_ADDRESS:
        raise UnusableAddress(f"'{address[:80]}' is no e-mail address; write one like name@example.org.")
    return address


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters: what may stand in a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def identifier(key: str, sender_address: str) -> str:
    """Return the Message-ID of a letter: from its key alone, at the sender's domain."""
    return at_sender(hashlib.sha256(key.encode()).hexdigest()[:40], sender_address)


def at_sender(reference: str, sender_address: str) -> str:
    """Return the Message-ID that has a reference as its local part."""
    return f"<{reference}@{_domain(sender_address)}>"


def written(letter: Letter, sender_address: str, made_at: datetime) -> tuple[str, bytes]:
    """Return the Message-ID and the bytes (RFC 5322) of a letter that was made at an aware instant.

    Raises UnusableAddress.
    """
    message_id = identifier(letter.key, sender_address)
    message = EmailMessage(_POLICY)
    name, address = parseaddr(sender_address)
    message["From"] = Address(one_line(name) or PRODUCT, addr_spec=checked_address(address))
    message["To"] = Address(one_line(letter.to.name), addr_spec=checked_address(letter.to.address))
    message["Subject"] = one_line(letter.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(made_at.astimezone(UTC))
    message["Message-ID"] = message_id
    if letter.thread:
        message["References"] = identifier(f"thread/{letter.thread}", sender_address)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: automatic answers must not come back
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    _attach(message, letter)
    return message_id, message.as_bytes()


def _attach(message: EmailMessage, letter: Letter) -> None:
    for one in letter.attachments:
        media, _, given = one.media_type.partition(";")
        main, _, sub = media.strip().partition("/")
        name, _, value = given.strip().partition("=")
        more = {"params": {name: value}} if name else {}
        message.add_attachment(one.content, main, sub, filename=one_line(one.name), **more)  # type: ignore[arg-type]
    if letter.attachments:
        message.set_boundary(f"part-{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}")  # else it were random


def text_of(body: bytes) -> str:
    """Return the text of a message that `written` made."""
    part = message_from_bytes(body, policy=policy.default).get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def attachments_of(body: bytes) -> list[Attachment]:
    """Return what goes with a message that `written` made."""
    found = message_from_bytes(body, policy=policy.default).iter_attachments()
    return [Attachment(p.get_filename("file"), p.get_content_type(), _content(p)) for p in found]


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _domain(sender_address: str) -> str:
    return parseaddr(sender_address)[1].rpartition("@")[2] or "localhost"
