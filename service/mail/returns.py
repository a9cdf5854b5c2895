"""Reading delivery reports (RFC 3464) from the mailbox to which undelivered mail comes back: a folder or a Maildir.

A file is moved when it has been dealt with: to `read`, or to `unread` when it cannot be matched with a message of ours.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from service.register.register import Register
from service.register.returned import came_back, put_aside

log = logging.getLogger(__name__)
LARGEST = 5_000_000
FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """What a delivery report says about one message."""

    message_id: str
    failed: bool
    why: str


def read_report(content: bytes) -> Report | None:
    """Return what a delivery report says; None, when it is none or does not say which message it is about."""
    message = message_from_bytes(content, policy=policy.compat32)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    recipients = [block for part in message.walk() if part.get_content_type() == "message/delivery-status"
                  for block in _blocks(part) if block["Action"]]  # fmt: skip
    original = next(_originals(message), "")
    if not recipients or not original:
        return None
    failed = [block for block in recipients if str(block["Action"]).strip().lower() == FAILED]
    return Report(original, bool(failed), _why(failed[0]) if failed else "")


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _originals(report: Message) -> Iterator[str]:
    """Yield the Message-IDs of what came back: the message itself or its headers only."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            part = message_from_bytes(content if isinstance(content, bytes) else b"")
        elif part is report:
            continue
        if part["Message-ID"]:
            yield str(part["Message-ID"]).strip()


def _why(block: Message) -> str:
    said = block["Diagnostic-Code"] or block["Status"] or "no reason given"
    return f"The mail server of {_after(block['Final-Recipient'])} says: {' '.join(_after(said).split())[:300]}."


def _after(field: object) -> str:
    """Return a field of a report without the type before its semicolon."""
    return str(field or "the recipient").rpartition(";")[2].strip()


def read_returns(register: Register, folder: Path, now: datetime) -> int:
    """Deal with every message in the mailbox and return how many there were."""
    maildir = folder / "new"
    files = sorted(maildir.iterdir()) if maildir.is_dir() else sorted(folder.glob("*.eml"))
    return sum(_dealt_with(register, folder, file, now) for file in files)


def _dealt_with(register: Register, folder: Path, file: Path, now: datetime) -> bool:
    try:
        with file.open("rb") as there:
            content = there.read(LARGEST)
        into = folder / ("read" if _understood(register, file.name, content, now) else "unread")
        into.mkdir(exist_ok=True)
        file.rename(into / file.name)
    except OSError as problem:
        log.warning("the returned message %s cannot be dealt with: %s", file, problem)
        return False
    return True


def _understood(register: Register, name: str, content: bytes, now: datetime) -> bool:
    try:
        report = read_report(content)
    except (ValueError, LookupError, TypeError, AttributeError):  # whatever a stranger's mail holds, it is kept
        log.exception("a returned message cannot be parsed")
        report = None
    if report is not None and not report.failed:
        return True
    if report is None or not came_back(register, report.message_id, report.why, now):
        put_aside(register, name, content, now)
        return False
    return True
