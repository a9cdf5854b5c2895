"""The tracker out: one row a case, only the cases that the person may see, as XLSX, CSV or JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.formats.sheets import Cell, Sheet, written_csv, written_json, written_xlsx
from service.formats.tracker import CHECK, COLUMNS, FOR_OTHERS, TITLE, check_of
from service.register.queries import Filter, Sight
from service.register.register import Register
from service.register.tracker import EVERYTHING, Row, tracker_rows
from service.register.wording import deadline_title, status_words
from service.roles import Person

NOTE_READERS = (*OFFICERS, "auditor")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}


def tracker(register: Register, person: Person, form: str, wanted: Filter = EVERYTHING) -> bytes:
    """Return the tracker of the cases that a person may see, in one of MEDIA_TYPES.

    What officers noted is theirs and the auditor's to read; others get the sheet without it.
    """
    return written(
        tracker_sheet(register, sight_of(person), person.role in NOTE_READERS, wanted), form, register.clock()
    )


def whole_tracker(register: Register, form: str) -> bytes:
    """Return the tracker of all cases with all notes, for whoever runs the service."""
    return written(tracker_sheet(register, Sight(), notes=True), form, register.clock())


def tracker_sheet(register: Register, sight: Sight, notes: bool, wanted: Filter = EVERYTHING) -> Sheet:
    """Return the tracker as a sheet. notes: whether what officers noted is in it."""
    titles: dict[tuple[str, str], str] = {}
    rows = [cells(register, row, titles) for row in tracker_rows(register, sight, wanted)]
    if not notes:
        return Sheet(TITLE, FOR_OTHERS, rows)
    return Sheet(TITLE, COLUMNS, [{**row, CHECK: check_of(row)} for row in rows])


def cells(register: Register, row: Row, titles: dict[tuple[str, str], str]) -> Mapping[str, Cell]:
    """Return a case as the cells of its row. titles: those of deadlines, kept from row to row."""
    named = (row["round"], row["next_deadline"])
    if named not in titles:
        titles[named] = deadline_title(register, *named)
    return {
        **{key: row[key] for key in ("reference", "organisation", "organisation_name", "region", "area_team", "round")},
        "model": status_words(row["model"].replace("_", "-")) if row["model"] else "",
        "path": status_words(row["path"]),
        "status": "Set aside" if row["incident"] else status_words(row["status"]),
        "open_steps": "; ".join(row["open_steps"]),
        "next_deadline": "" if row["ended"] else titles[named],
        "next_due": None if row["ended"] else row["next_due"],
        "submitted_at": row["submitted_at"],
        "late": "" if row["submitted_at"] is None else "Yes" if row["late"] else "No",
        "note": row["note"], "officer": row["officer"],
    }  # fmt: skip


def written(sheet: Sheet, form: str, made_at: datetime) -> bytes:
    """Write a sheet in one of MEDIA_TYPES; anything else is a KeyError."""
    writers: dict[str, Callable[[], bytes]] = {
        "xlsx": partial(written_xlsx, [sheet], made_at), "csv": partial(written_csv, sheet),
        "json": partial(written_json, sheet, made_at),
    }  # fmt: skip
    return writers[form]()
