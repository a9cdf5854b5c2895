"""Workbooks with which a register is set up: their sheets, and reading them back row by row.

It must not know what is in the register: whether a row is new or may be entered is asked elsewhere.
"""

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from service.formats.packages import SAVE_AS, UnusableFile, require_plain_xlsx
from service.formats.sheets import DAY, INSTANT, Column
from service.formats.tracker_in import MOST_FAULTS, SPARE_COLUMNS, Fault, wrong_cell

log = logging.getLogger(__name__)
ORGANISATIONS, CONTACTS, ACCOUNTS = "Organisations", "Contacts", "Accounts"
MOST_ROWS = 2_000
SHEETS: Mapping[str, Sequence[Column]] = {
    ORGANISATIONS: (
        Column("code", "Code", width=10), Column("name", "Name", width=44), Column("region", "Region", width=22),
        Column("area_team", "Area team", width=40), Column("from", "From", DAY, 14), Column("until", "Until", DAY, 14),
    ),
    CONTACTS: (
        Column("role", "Role", width=22), Column("scope", "Scope", width=30), Column("address", "Address", width=40),
    ),
    ACCOUNTS: (
        Column("username", "User name", width=22), Column("name", "Name", width=30),
        Column("email", "E-mail", width=40), Column("role", "Role", width=22), Column("scope", "Scope", width=30),
        Column("from", "From", DAY, 14), Column("until", "Until", DAY, 14),
    ),
}  # fmt: skip
NEEDED = {
    ORGANISATIONS: ("code", "name", "region", "area_team", "from"), CONTACTS: ("role", "address"),
    ACCOUNTS: ("username", "email", "role"),
}  # fmt: skip
LINES = "lines"
"""A text whose lines count."""
CASES, ACTS = "Cases", "Acts"
TAKEOVER: Mapping[str, Sequence[Column]] = {
    CASES: (
        Column("case", "Case", width=14), Column("organisation", "Organisation code", width=14),
        Column("path", "Path", width=24), Column("round", "Round", width=16), Column("waits_at", "Waits at", width=34),
        Column("since", "Since (London time)", INSTANT, 22), Column("evidence", "Evidence", width=30),
    ),
    ACTS: (
        Column("case", "Case", width=14), Column("step", "Step", width=34),
        Column("received", "Received (London time)", INSTANT, 22), Column("channel", "Channel", width=14),
        Column("evidence", "Evidence", width=30), Column("answers", "Answers", LINES, 60),
    ),
}  # fmt: skip
ALL_SHEETS = {**SHEETS, **TAKEOVER}
NEEDED[CASES] = tuple(column.key for column in TAKEOVER[CASES])
NEEDED[ACTS] = ("case", "step", "received", "channel", "evidence")
LONGEST = {"code": 12, "name": 120, "region": 60, "area_team": 80, "scope": 80, "username": 80, "answers": 20_000}


@dataclass(frozen=True)
class SheetFault(Fault):
    """Something that is wrong in one of several sheets."""

    sheet: str = ""

    def __str__(self) -> str:
        said = super().__str__()
        return f"Sheet {self.sheet}, {said[:1].lower()}{said[1:]}" if self.row else f"Sheet {self.sheet}: {said}"


@dataclass(frozen=True)
class SetupRow:
    """One row of a sheet: where it stands, and its texts by key; a day is an ISO day, an empty cell an empty text."""

    sheet: str
    number: int
    texts: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)

    def fault(self, key: str, message: str) -> SheetFault:
        """Return what is wrong in one of its columns."""
        title = next(column.title for column in ALL_SHEETS[self.sheet] if column.key == key)
        return SheetFault(message, self.number, f"{self.letters.get(key, '?')} ({title})", self.sheet)


@dataclass
class ReadSetup:
    """A workbook that could be read: its rows in the order of the sheets, and what is wrong with them."""

    rows: list[SetupRow] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)


def read_setup(content: bytes, sheets: Mapping[str, Sequence[Column]] = SHEETS) -> ReadSetup:
    """Read a workbook of these sheets. Raises UnusableFile, when the file as a whole cannot be used."""
    require_plain_xlsx(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return _read(book, sheets)
    except UnusableFile:
        raise
    except Exception as problem:  # noqa: BLE001 - a foreign file can break its reader in any way; nothing was changed
        log.info("a workbook could not be read: %r", problem)
        raise UnusableFile(f"The file is damaged: its cells cannot be read. {SAVE_AS}") from None


def _read(book: Any, sheets: Mapping[str, Sequence[Column]]) -> ReadSetup:
    titles = [title for title in sheets if title in book.sheetnames]
    if not titles:
        raise UnusableFile(f"There is no sheet called {' or '.join(sheets)}; fill in the template and send that.")
    found = ReadSetup()
    for title in titles:
        _read_sheet(book[title], title, found)
    if not found.rows and not found.faults:
        raise UnusableFile("There are no rows under the headers of any sheet.")
    return found


def _read_sheet(page: Any, title: str, found: ReadSetup) -> None:
    if not hasattr(page, "reset_dimensions"):
        raise UnusableFile(f"The sheet '{title}' is a chart; fill in the template and send that.")
    page.reset_dimensions()  # what a sheet says of its size need not be true
    lines = page.iter_rows(max_col=len(ALL_SHEETS[title]) + SPARE_COLUMNS)
    columns = _headers(next(lines, ()), title)
    letters = {column.key: get_column_letter(place + 1) for place, column in columns.items()}
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise UnusableFile(f"Sheet {title}, row {number}: there are more than {MOST_ROWS:,} rows; send fewer.")
        if len(found.faults) < MOST_FAULTS:
            _read_row(SetupRow(title, number, {}, letters), cells, columns, found)


def _headers(cells: Sequence[Any], title: str) -> dict[int, Column]:
    """Return the columns by place. Raises UnusableFile, when they are not those of the template."""
    by_title = {column.title: column for column in ALL_SHEETS[title]}
    heads = {place: str(cell.value).strip() for place, cell in enumerate(cells) if cell.value is not None}
    strange = [head for head in heads.values() if head not in by_title]
    missing = [head for head in by_title if head not in heads.values()]
    if strange or missing or len(set(heads.values())) < len(heads):
        wanted = ", ".join(by_title)
        raise UnusableFile(f"Sheet {title}, row 1: the headers must be {wanted}, each once. Use the template.")
    return {place: by_title[head] for place, head in heads.items()}


def _read_row(row: SetupRow, cells: Sequence[Any], columns: Mapping[int, Column], found: ReadSetup) -> None:
    texts = dict.fromkeys((column.key for column in columns.values()), "")
    wrong: list[SheetFault] = []
    for place, cell in enumerate(cells):
        if cell.value is None or not str(cell.value).strip():
            continue
        column = columns.get(place)
        if column is None:
            wrong.append(_fault_beside(row, place))
        elif said := _wrong(cell, column):
            wrong.append(row.fault(column.key, said))
        else:
            texts[column.key] = _text(cell.value, column)
    if any(texts.values()) and not wrong:
        wrong = [row.fault(key, "this cell must be filled in") for key in NEEDED[row.sheet] if not texts[key]]
        found.rows += [] if wrong else [SetupRow(row.sheet, row.number, texts, row.letters)]
    found.faults += wrong


def _fault_beside(row: SetupRow, place: int) -> SheetFault:
    return SheetFault("there is no header above this cell", row.number, get_column_letter(place + 1), row.sheet)


def _wrong(cell: Any, column: Column) -> str:
    if column.kind == DAY and cell.data_type not in ("f", "e"):
        return "" if _is_day(cell.value) else f"'{str(cell.value)[:40]}' is no date; write one like 1 April 2015"
    longest = LONGEST.get(column.key, 254)
    if isinstance(cell.value, str) and len(cell.value.strip()) > longest:
        return f"the text has {len(cell.value.strip()):,} letters; at most {longest} can be kept"
    return wrong_cell(cell, column)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, datetime) or date.fromisoformat(str(value).strip()).isoformat() == str(value).strip()
    except ValueError:
        return False


def _text(value: object, column: Column) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if column.kind == DAY else value.replace(microsecond=0).isoformat()
    return str(value).replace("\r\n", "\n").strip() if column.kind == LINES else " ".join(str(value).split())
