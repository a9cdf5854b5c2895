"""Adding and reading the documents of a case."""

from collections.abc import Mapping

from service.actions.people import sight_of
from service.register import documents
from service.register.queries import case_row
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.roles import Person

MAX_SIZE = 20_000_000
TYPES = (
    "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-outlook", "message/rfc822",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "image/png", "image/jpeg",
    "application/vnd.oasis.opendocument.text", "application/octet-stream",
)  # fmt: skip


class UnusableDocument(ValueError):
    """The document cannot be kept; the message says why."""


def add_document(
    register: Register, person: Person, case_id: int, name: str, media_type: str, content: bytes, purpose: str = ""
) -> str:
    """Keep a document with a case and return its SHA-256. Raises NoSuchCase, UnusableDocument."""
    case_row(register, sight_of(person), case_id)
    if not content:
        raise UnusableDocument(f"'{name}' is empty.")
    if len(content) > MAX_SIZE:
        raise UnusableDocument(f"'{name}' has {len(content)} bytes; at most {MAX_SIZE} are kept.")
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in TYPES:
        what = kind or "unknown"
        raise UnusableDocument(f"'{name}' is of the type {what}; documents, sheets, mails and pictures are kept.")
    plain_name = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[:200] or "document"
    return documents.add(register, case_id, plain_name, kind, content, purpose, person.username)


def read_document(register: Register, person: Person, case_id: int, digest: str) -> Mapping[str, object]:
    """Return a document with its content. Raises NoSuchCase, when the person may not see the case or there is none."""
    case_row(register, sight_of(person), case_id)
    row = documents.content(register, case_id, digest)
    if row is None:
        raise NoSuchCase(f"Case {case_id} has no such document.")
    return row
