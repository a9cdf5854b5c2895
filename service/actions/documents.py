"""Adding and reading the documents of a case."""

from collections.abc import Mapping

from service.actions.people import sight_of
from service.formats.kinds import UnknownKind, kind_of
from service.register import documents
from service.register.queries import case_row
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.roles import Person

MAX_SIZE = 20_000_000
MOST_DOCUMENTS = 500


MARKERS = ("programme-office", "exceptions-officer")
PUBLISHABLE, EXEMPT = "publishable", "exempt"
SHARINGS = {"": "Not decided", PUBLISHABLE: "May be published", EXEMPT: "Exempt"}
LONGEST_REASON = 1_000


class UnusableMark(ValueError):
    """What is said of a document's publication cannot be kept; the message says what to change."""


class UnusableDocument(ValueError):
    """The document cannot be kept; the message says why."""


def add_document(register: Register, person: Person, case_id: int, name: str, content: bytes, purpose: str = "") -> str:
    """Keep a document with a case and return its SHA-256; its bytes say of which kind it is.

    Raises NoSuchCase; UnusableDocument, when it is empty, too large, one too many or of no kind that is kept.
    """
    case_row(register, sight_of(person), case_id)
    if not content:
        raise UnusableDocument(f"'{name}' is empty.")
    if len(content) > MAX_SIZE:
        raise UnusableDocument(f"'{name}' has {len(content)} bytes; at most {MAX_SIZE} are kept.")
    if documents.count(register, case_id) >= MOST_DOCUMENTS:
        raise UnusableDocument(f"Case {case_id} holds {MOST_DOCUMENTS} documents; put several into one file.")
    try:
        kind = kind_of(name, content)
    except UnknownKind as problem:
        raise UnusableDocument(str(problem)) from None
    plain_name = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[:200] or "document"
    return documents.add(register, case_id, plain_name, kind, content, purpose, person.username)


def read_document(register: Register, person: Person, case_id: int, digest: str) -> Mapping[str, object]:
    """Return a document with its content. Raises NoSuchCase, when the person may not see the case or there is none."""
    case_row(register, sight_of(person), case_id)
    row = documents.content(register, case_id, digest)
    if row is None:
        raise NoSuchCase(f"Case {case_id} has no such document.")
    return row


def mark_document(register: Register, person: Person, case_id: int, digest: str, sharing: str, reason: str) -> None:
    """Say whether a document of a case may be published, or is exempt and why.

    sharing: `publishable`, `exempt`, or empty for not decided. Raises NotAllowed, NoSuchCase; UnusableMark, when an
    exemption has no reason.
    """
    person.require(*MARKERS)
    read_document(register, person, case_id, digest)
    if sharing not in SHARINGS:
        raise UnusableMark("Choose whether it may be published.")
    if sharing == EXEMPT and not reason.strip():
        raise UnusableMark("Give the reason: which exemption applies, and why.")
    documents.mark(register, case_id, digest, sharing, reason.strip()[:LONGEST_REASON], person.username)
