"""What a file is, by its bytes: what its sender says of it is only believed where the bytes cannot tell.

Knows no case. A file that is none of the kinds that are kept is refused with what it looks like.
"""

import filetype

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENDINGS = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
OFFICE_97 = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "msg": "application/vnd.ms-outlook"}
TEXTS = {"eml": "message/rfc822", "csv": "text/csv", "ics": "text/calendar", "txt": "text/plain"}
KEPT = {**ENDINGS, **OFFICE_97, **TEXTS}
"""The kinds that are kept, by the ending of their names."""
SAID = "PDF, Word, Excel, PowerPoint, OpenDocument, e-mail, text, CSV, PNG and JPEG files are kept"
NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


class UnknownKind(ValueError):
    """A file is of no kind that is kept; the message says what it looks like."""


def kind_of(name: str, content: bytes) -> str:
    """Return the media type of a file. Raises UnknownKind."""
    ending = name.rpartition(".")[2].lower()
    kind = _by_bytes(ending, content)
    if kind not in KEPT.values():
        raise UnknownKind(f"'{name}' looks like {kind or 'nothing that is known'}; {SAID}.")
    if KEPT.get(ending) != kind:
        endings = ", ".join(f".{one}" for one, its in KEPT.items() if its == kind)
        raise UnknownKind(f"'{name}' is of the type {kind}; its name must end in {endings}.")
    return kind


def _by_bytes(ending: str, content: bytes) -> str:
    if content.startswith(OLE):
        return OFFICE_97.get(ending, "an Office file with an unknown ending")
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    found = filetype.guess(content)
    if found is not None:
        return str(found.mime)
    return TEXTS.get(ending, "text/plain") if not NO_TEXT.intersection(content) else ""
