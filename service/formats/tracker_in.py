"""Reading a tracker back: its rows as plain values, and what is wrong, each with its row and column.

It must not know what is in the register: whether a case exists or a value may change is asked elsewhere.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from service.formats.packages import SAVE_AS, UnusableFile, require_plain_xlsx
from service.formats.sheets import INSTANT, Cell, Column
from service.formats.tracker import CHECK, COLUMNS, LONGEST_NOTE, TITLE

log = logging.getLogger(__name__)
MOST_ROWS = 5_000
MOST_FAULTS = 100
SPARE_COLUMNS = 40
LONGEST_CELL = 4_000
BY_TITLE = {column.title: column for column in COLUMNS}


@dataclass(frozen=True)
class Fault:
    """Something that is wrong in a tracker. `row` and `column` say where, as the sheet counts; empty for all of it."""

    message: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        places = [f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        said = ", ".join(place for place in places if place)
        return f"{said[:1].upper()}{said[1:]}: {self.message}" if said else self.message


@dataclass(frozen=True)
class ReadRow:
    """One row of a tracker: where it stands, and its cells by key."""

    number: int
    cells: dict[str, Cell]


@dataclass
class ReadTracker:
    """A tracker that could be read: its rows, what is wrong with them, and the letter of each column."""

    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Say a column as the sheet shows it: "P (Officer note)"."""
        title = next(column.title for column in COLUMNS if column.key == key)
        return f"{self.letters.get(key, '?')} ({title})"


def read_tracker(content: bytes) -> ReadTracker:
    """Read an XLSX tracker. Raises UnusableFile, when the file as a whole cannot be used."""
    require_plain_xlsx(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return _read(book)
    except UnusableFile:
        raise
    except Exception as problem:  # noqa: BLE001 - a foreign file can break its reader in any way; nothing was changed
        log.info("a tracker could not be read: %r", problem)
        raise UnusableFile(f"The file is damaged: its cells cannot be read. {SAVE_AS}") from None


def _read(book: Any) -> ReadTracker:
    if TITLE not in book.sheetnames:
        raise UnusableFile(f"There is no sheet called '{TITLE}'; change an exported tracker and send that.")
    page = book[TITLE]
    if not hasattr(page, "reset_dimensions"):
        raise UnusableFile(f"The sheet '{TITLE}' is a chart; change an exported tracker and send that.")
    page.reset_dimensions()  # what a sheet says of its size need not be true
    lines = page.iter_rows(max_col=len(COLUMNS) + SPARE_COLUMNS)
    tracker = ReadTracker()
    columns = _headers(next(lines, ()), tracker)
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise UnusableFile(f"Row {number}: there are more than {MOST_ROWS:,} rows. Send a part at a time.")
        _read_row(number, cells, columns, tracker)
        if len(tracker.faults) >= MOST_FAULTS:
            break
    if not tracker.rows and not tracker.faults:
        raise UnusableFile("Row 2: there are no rows under the headers.")
    return tracker


def _headers(cells: Sequence[Any], tracker: ReadTracker) -> dict[int, Column]:
    """Return the columns by place. Raises UnusableFile, when they are not those of a tracker."""
    columns: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        title = "" if cell.value is None else str(cell.value).strip()
        if not title:
            continue
        where = f"Row 1, column {get_column_letter(place + 1)}"
        if title not in BY_TITLE:
            raise UnusableFile(f"{where}: '{title[:60]}' is no column of the tracker; use the headers of an export.")
        if BY_TITLE[title] in columns.values():
            raise UnusableFile(f"{where}: the column '{title}' is there twice.")
        columns[place] = BY_TITLE[title]
        tracker.letters[BY_TITLE[title].key] = get_column_letter(place + 1)
    missing = [one.title for one in COLUMNS if one not in columns.values() and one.key != CHECK]
    if missing:
        raise UnusableFile(f"Row 1: these columns are missing: {', '.join(missing)}. Use the headers of an export.")
    return columns


def _read_row(number: int, cells: Sequence[Any], columns: dict[int, Column], tracker: ReadTracker) -> None:
    read: dict[str, Cell] = {}
    wrong: list[Fault] = []
    for place, cell in enumerate(cells):
        if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
            continue
        column = columns.get(place)
        where = get_column_letter(place + 1)
        said = "there is no header above this cell" if column is None else wrong_cell(cell, column)
        if said or column is None:
            wrong.append(Fault(said, number, f"{where} ({column.title})" if column else where))
        else:
            read[column.key] = _plain(cell.value)
    tracker.faults += wrong
    if read and not wrong:
        tracker.rows.append(ReadRow(number, read))


def wrong_cell(cell: Any, column: Column) -> str:
    """Say what is wrong with one cell by itself; nothing, when it can be read."""
    return next((said for said in _wrongs(cell, column) if said), "")


def _wrongs(cell: Any, column: Column) -> Iterator[str]:
    value = cell.value
    if cell.data_type == "f":
        yield "this is a formula; write what it comes to instead"
    if cell.data_type == "e":
        yield f"this is the error {value}; write the value instead"
    if column.kind == INSTANT and not isinstance(value, datetime):
        yield f"'{str(value)[:40]}' is no date but a text or a number; leave the cell as it was exported"
    if column.kind != INSTANT and isinstance(value, datetime):
        yield "this is a date where a text belongs; leave the cell as it was exported"
    longest = LONGEST_NOTE if not column.fixed else LONGEST_CELL
    if isinstance(value, str) and len(value) > longest:
        yield f"the text has {len(value):,} letters; at most {longest:,} can be kept"


def _plain(value: Any) -> Cell:
    return value if isinstance(value, datetime) else str(value)
