"""A pack as a Word document, the same bytes for the same pack: nothing in it depends on when or where it was made."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Made

from service.web.packs import Pack, Paper, Section

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a ZIP file can hold."""


def docx_of(pack: Pack, made: datetime) -> bytes:
    """Return the document. made: the instant that its properties bear, aware UTC."""
    document = Document()
    _properties(document, pack, made)
    document.add_heading(_plain(pack.title), 0)
    document.add_paragraph(f"Sits {pack.held}.")
    if pack.papers_at:
        document.add_paragraph(f"Papers as they stood {pack.papers_at}. What came later is not in this pack.")
    document.add_paragraph(_plain(f"Members: {', '.join(pack.members) or 'none yet'}."))
    for paper in pack.papers:
        _paper(document, paper)
    written = io.BytesIO()
    document.save(written)
    return _same_bytes(written.getvalue())


def _properties(document: Made, pack: Pack, made: datetime) -> None:
    properties, plain = document.core_properties, made.replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.last_modified_by = _plain(pack.title), "Approvals", "Approvals"
    properties.created = properties.modified = plain
    properties.revision = 1


def _paper(document: Made, paper: Paper) -> None:
    item = paper.item
    document.add_heading(_plain(f"{item.number}. {item.organisation_name}"), 1)
    document.add_paragraph(_plain(f"{item.reference}, {paper.path_title}, {item.region}. {paper.step}."))
    if paper.aside:
        document.add_paragraph("You stand aside from this case; its papers are not in your pack.")
        return
    for title, lines in (("Problems", paper.problems), ("Warnings", paper.warnings)):
        document.add_heading(title, 2)
        for line in lines or ["None."]:
            document.add_paragraph(_plain(line), style="List Bullet")
    for section in paper.sections:
        _section(document, section)
    document.add_heading("Documents", 2)
    for one in paper.documents:
        document.add_paragraph(_plain(f"{one['name']} ({one['size']} bytes, SHA-256 {one['sha256']})"), "List Bullet")
    if not paper.documents:
        document.add_paragraph("None.")


def _section(document: Made, section: Section) -> None:
    document.add_heading(_plain(section.title), 2)
    document.add_paragraph(_plain(f"Received from {section.by}, {section.received}."))
    if not section.rows:
        document.add_paragraph("Nothing was asked.")
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for row in section.rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _plain(row["key"]), _plain(row["value"])


def _plain(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))


def _same_bytes(content: bytes) -> bytes:
    """Write the parts of a document again in order of their names, under one fixed instant."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            out.writestr(info, parts.read(name))
    return written.getvalue()
