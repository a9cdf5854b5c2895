"""Sheets: named columns and rows of plain values, written as XLSX, CSV or JSON. The same input gives the same bytes.

Nothing that somebody wrote into a cell can act in the program that opens it: no text ever becomes a formula or a link.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
import xlsxwriter

from deadlines.calendar import LONDON

Cell = str | int | float | date | datetime | None
Row = Mapping[str, Cell]

TEXT, INSTANT, DAY, NUMBER, PERCENT = "text", "instant", "day", "number", "percent"
FORMATS = {
    INSTANT: "dd mmm yyyy hh:mm:ss",
    DAY: "dd mmm yyyy",
    NUMBER: "0",
    PERCENT: "0.0%",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
HEADER = {"bold": True, "bg_color": "#005EB8", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
OPEN_HEADER = {**HEADER, "bg_color": "#007F3B"}


@dataclass(frozen=True)
class Column:
    """One column. `fixed`: why it cannot be changed in the sheet and where it is done; empty for one that can.

    width: in characters. hidden: kept for the way back, not shown.
    """

    key: str
    title: str
    kind: str = TEXT
    width: int = 16
    fixed: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet. Instants are aware; they are written in London time to the second, as real dates."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]


def written_xlsx(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """Write sheets as one workbook: headers stay in sight, every column can be filtered. `made_at`: aware."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(kept, options)
    book.set_properties({"title": sheets[0].title, "created": _wall(made_at)})
    for sheet in sheets:
        _write_sheet(book, sheet)
    book.close()
    return kept.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.title)
    formats = {kind: book.add_format({"num_format": told, "align": "left"}) for kind, told in FORMATS.items()}
    fixed, may_change = book.add_format(HEADER), book.add_format(OPEN_HEADER)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, None, {"hidden": column.hidden})
        page.write_string(0, number, column.title, fixed if column.fixed else may_change)
    for line, row in enumerate(sheet.rows, start=1):
        for number, column in enumerate(sheet.columns):
            _write_cell(page, line, number, row.get(column.key), formats.get(column.kind))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)


def _write_cell(page: xlsxwriter.workbook.Worksheet, line: int, number: int, value: Cell, told: object) -> None:
    if isinstance(value, datetime):
        page.write_datetime(line, number, _wall(value), told)
    elif isinstance(value, date):
        page.write_datetime(line, number, value, told)
    elif isinstance(value, int | float):
        page.write_number(line, number, value, told)
    elif value:
        page.write_string(line, number, value)


def _wall(instant: datetime) -> datetime:
    """Return London wall time to the second: an end of day must not be rounded into the next one."""
    return instant.astimezone(LONDON).replace(microsecond=0, tzinfo=None)


def written_csv(sheet: Sheet) -> bytes:
    """Write a sheet as CSV in UTF-8 that spreadsheet programs recognise; instants as London time with its offset."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    columns = [column for column in sheet.columns if not column.hidden]
    writer.writerow([harmless(column.title) for column in columns])
    for row in sheet.rows:
        writer.writerow([_csv_cell(row.get(column.key)) for column in columns])
    return kept.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> object:
    if isinstance(value, datetime):
        return value.astimezone(LONDON).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would take for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def written_json(sheet: Sheet, made_at: datetime) -> bytes:
    """Write a sheet as JSON: one object a row, instants in UTC, empty cells as null."""
    columns = [column for column in sheet.columns if not column.hidden]
    rows = [{column.key: row.get(column.key) for column in columns} for row in sheet.rows]
    return orjson.dumps({"made_at": made_at, sheet.title.lower(): rows}, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
