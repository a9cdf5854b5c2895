"""What a file is, by its bytes: real files of the kinds that are kept, and what pretends to be one of them."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from service.formats.kinds import KEPT, UnknownKind, kind_of


def saved(made) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def zipped(**entries: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("terms.docx", saved(Document()), WORD),
        ("budget.xlsx", saved(Workbook()), EXCEL), ("minutes.pdf", b"%PDF-1.4 minutes", "application/pdf"),
        ("old.doc", OLE, "application/msword"), ("old.xls", OLE, "application/vnd.ms-excel"),
        ("mail.msg", OLE, "application/vnd.ms-outlook"), ("mail.eml", b"From: a CCG\r\n\r\nOur pack", "message/rfc822"),
        ("list.csv", b"code,name\n03L,Rotherham\n", "text/csv"), ("note.txt", "Grüße".encode(), "text/plain"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        ("scan.jpeg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("text.odt", zipped(mimetype=ODT), ODT),
    ],
)  # fmt: skip
def test_the_bytes_say_what_a_file_is(name, content, kind):
    assert kind_of(name, content) == kind
    assert kind in KEPT.values()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("terms.pdf", b"MZ" + bytes(100), "'terms.pdf' looks like application/x-msdownload"),
        ("terms.docx", zipped(evil="x"), "looks like application/zip"),
        ("terms.txt", b"text\x00with a NUL", "looks like nothing that is known"),
        ("data.bin", OLE, "an Office file with an unknown ending"),
        ("script", b"\x7fELF" + bytes(60), "looks like application/x-executable"),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_refused_with_what_it_looks_like(name, content, said):
    with pytest.raises(UnknownKind, match="PDF, Word, Excel") as refused:
        kind_of(name, content)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "right"),
    [
        ("terms.pdf", saved(Document()), ".docx"), ("page.html", b"<script>alert(1)</script>", ".txt"),
        ("note", b"no ending at all", ".txt"), ("scan.png", b"\xff\xd8\xff\xe0" + bytes(20), ".jpg, .jpeg"),
    ],
)  # fmt: skip
def test_an_ending_that_says_something_else_is_refused(name, content, right):
    with pytest.raises(UnknownKind, match="its name must end in ") as refused:
        kind_of(name, content)
    assert str(refused.value).endswith(f"{right}.")
