"""Trackers that nobody should be able to send: each is refused, with the row and the column where there is one."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from deadlines.calendar import london
from service.actions import exports, imports
from service.formats import tracker_in
from service.formats.packages import UnusableFile
from service.formats.tracker import COLUMNS
from service.register.queries import Filter
from tests.formats.conftest import OFFICER

HEADS = {column.key: number for number, column in enumerate(COLUMNS, start=1)}
BIG = 1_000_000
DAY = london(date(2015, 3, 1)).replace(tzinfo=None)


def edited(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """Return a workbook as somebody has changed it."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_cell(key: str, value: object, row: int = 2) -> Callable[[bytes], bytes]:
    """Return what writes a value into a column of a row."""
    return of_page(lambda page: setattr(page.cell(row, HEADS[key]), "value", value))


def of_page(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    """Return what changes the sheet of the tracker."""
    return lambda content: edited(content, lambda book: change(book["Tracker"]))


def with_parts(members: dict[str, bytes | None]) -> Callable[[bytes], bytes]:
    """Return what replaces, adds or (None) leaves out parts of the archive."""
    return lambda content: packed(content, members)


def packed(content: bytes, members: dict[str, bytes | None], *, level: int = 9) -> bytes:
    """Return the archive with some members replaced, added or (None) left out."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, text in members.items():
            if text is not None:
                new.writestr(name, text, compresslevel=level)
    return kept.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def encrypted(content: bytes) -> bytes:
    """Return the archive with the mark of encryption on its first member."""
    marked = bytearray(content)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.index(signature)
        marked[at + place] |= 1
    return bytes(marked)


def doubled_names(content: bytes) -> bytes:
    kept = io.BytesIO(content)
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return kept.getvalue()


def lying_size(content: bytes) -> bytes:
    """Return the archive whose directory says that its first member unpacks to less than it does."""
    marked = bytearray(content)
    at = marked.index(b"PK\x01\x02")
    struct.pack_into("<I", marked, at + 24, 10)
    return bytes(marked)


def sheet_with(content: bytes, old: bytes, new: bytes) -> bytes:
    name = "xl/worksheets/sheet1.xml"
    text = part(content, name)
    assert old in text
    return packed(content, {name: text.replace(old, new, 1)})


def as_a_chart(book: Workbook) -> None:
    book["Tracker"].title = "Data"
    book.create_chartsheet("Tracker").add_chart(BarChart())


NOT_XLSX = "The file is no Excel workbook"
FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing at all": (lambda _: b"", "The file is empty"),
    "a text": (lambda _: b"Reference,Status\n1,2\n", NOT_XLSX),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(100), NOT_XLSX),
    "the old format, or encrypted by Excel": (
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(500), "The file is encrypted, or has the old format"),
    "an encrypted archive": (encrypted, "The file is encrypted"),
    "half a file": (lambda content: content[: len(content) // 2], "damaged"),
    "a file with a flipped bit": (lambda content: content[:60] + bytes([content[60] ^ 255]) + content[61:], "damaged"),
    "another archive": (with_parts({"xl/workbook.xml": None}), NOT_XLSX),
    "a file of more than five megabytes": (lambda content: content + bytes(5_000_001), "larger than 5 megabytes"),
    "a zip bomb of one part": (with_parts({"xl/bomb.xml": bytes(39 * BIG)}), "packed far too tightly"),
    "a zip bomb of many parts": (
        with_parts({f"xl/bomb{n}.xml": bytes(BIG) for n in range(45)}), "unpacks to more than 40 megabytes"),
    "a thousand parts": (with_parts({f"xl/{n}.xml": b"" for n in range(1000)}), "parts; a tracker has fewer"),
    "a part that is larger than it says": (lying_size, "damaged"),
    "two parts of one name": (doubled_names, "names that no program gives"),
    "a part outside the folder": (with_parts({"../../etc/cron": b"x"}), "names that no program gives"),
    "macros": (with_parts({"xl/vbaProject.bin": b"x"}), "The file holds macros"),
    "links to other files": (with_parts({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "refers to other files"),
    "entities that grow": (
        with_parts({"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "declares a document type"),
    "entities in another encoding": (
        with_parts({"xl/sharedStrings.xml": "<!DOCTYPE x []><x/>".encode("utf-16")}), "declares a document type"),
    "cells that are no XML": (
        with_parts({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}), "its cells cannot be read"),
    "no sheet of that name": (of_page(lambda page: setattr(page, "title", "Other")), "no sheet called 'Tracker'"),
    "a chart of that name": (lambda content: edited(content, as_a_chart), "The sheet 'Tracker' is a chart"),
    "other headers": (with_cell("status", "State", row=1), "Row 1, column I: 'State' is no column"),
    "a missing column": (with_cell("status", None, row=1), "Row 1: these columns are missing: Status"),
    "a column twice": (
        of_page(lambda page: page.cell(1, len(COLUMNS) + 1, "Status")), "Row 1, column R: the column 'Status'"),
    "headers alone": (of_page(lambda page: page.delete_rows(2, 50)), "Row 2: there are no rows"),
    "too many rows": (
        of_page(lambda page: page.cell(tracker_in.MOST_ROWS + 2, 1, "far away")), "Row 5002: there are more"),
    "a row at the end of the world": (of_page(lambda page: page.cell(1_048_576, 1, "x")), "Row 5002: there are more"),
    "a case twice": (
        of_page(lambda page: page.append([cell.value for cell in page[2]])),
        "Row 3, column A (Reference): '{ref}' stands in row 2 already"),
    "a case that is not there": (with_cell("reference", "D-999"), "Row 2, column A (Reference): 'D-999' is no case"),
    "no reference": (with_cell("reference", None), "Row 2, column A (Reference): there is no reference"),
    "a formula": (with_cell("note", "=1+1"), "Row 2, column P (Officer note): this is a formula"),
    "a formula that calls a program": (
        with_cell("officer", "=cmd|'/C calc'!A0"), "Row 2, column O (Assigned officer): this is a formula"),
    "an error of a formula": (with_cell("status", "#REF!"), "Row 2, column I (Status): this is the error #REF!"),
    "a date written as text": (
        with_cell("next_due", "9 January 2015"), "Row 2, column L (Due (London time)): '9 January 2015' is no date"),
    "a date for a text": (with_cell("note", DAY), "Row 2, column P (Officer note): this is a date where a text"),
    "a huge note": (with_cell("note", "x" * 2001), "Row 2, column P (Officer note): the text has 2,001 letters"),
    "a huge cell": (with_cell("status", "x" * 4001), "Row 2, column I (Status): the text has 4,001 letters"),
    "a cell beside the table": (of_page(lambda page: page.cell(2, 20, "x")), "Row 2, column T: there is no header"),
    "an officer who is none": (
        with_cell("officer", "nobody"), "Row 2, column O (Assigned officer): 'nobody' is no officer here; the user"),
    "another status": (
        with_cell("status", "Approved"),
        "Row 2, column I (Status): this cannot be changed here: the process decides it: answer the open step"),
    "another deadline": (
        with_cell("next_due", DAY),
        "Row 2, column L (Due (London time)): this cannot be changed here: dates are changed under Deadlines"),
    "a number for a date": (
        with_cell("next_due", 12), "Row 2, column L (Due (London time)): this cannot be changed here"),
    "another organisation": (
        with_cell("organisation_name", "NHS Other CCG"), "Row 2, column C (Organisation): this cannot be changed here"),
}  # fmt: skip


def test_there_are_more_than_thirty_of_them():
    assert len(FILES) >= 30


@pytest.fixture
def sheet(case, register) -> bytes:
    """The tracker of one case as it was exported."""
    return exports.tracker(register, OFFICER, "xlsx", Filter(path="delegated"))


@pytest.mark.parametrize("kind", FILES)
def test_a_malformed_tracker_is_refused_with_its_place(kind, sheet, register):
    spoilt, said = FILES[kind]
    content = spoilt(sheet)
    try:
        found = imports.preview(register, OFFICER, content)
    except UnusableFile as problem:
        told = [str(problem)]
    else:
        told = [str(fault) for fault in found.faults]
    reference = load_workbook(io.BytesIO(sheet))["Tracker"]["A2"].value
    assert any(said.format(ref=reference) in one for one in told), told


def test_a_sheet_that_says_it_is_smaller_is_read_all_the_same(sheet, register):
    lying = sheet_with(sheet, b'<dimension ref="A1:Q2"/>', b'<dimension ref="A1:A1"/>')
    assert imports.preview(register, OFFICER, lying).rows == 1


def test_faults_are_told_up_to_a_limit(sheet, register):
    def many(book):
        for row in range(3, 300):
            book["Tracker"].cell(row, HEADS["reference"], f"none-{row}")

    assert len(imports.preview(register, OFFICER, edited(sheet, many)).faults) == tracker_in.MOST_FAULTS


def test_wrong_cells_are_told_up_to_a_limit_too(sheet, register):
    def many(book):
        for row in range(3, 300):
            book["Tracker"].cell(row, HEADS["note"], "=1")

    assert len(imports.preview(register, OFFICER, edited(sheet, many)).faults) == tracker_in.MOST_FAULTS
