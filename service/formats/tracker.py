"""The tracker: what stands in each column, which of them may be changed in the sheet, and where the others are done."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from deadlines.calendar import LONDON
from service.formats.sheets import INSTANT, Cell, Column, Row

TITLE = "Tracker"
CHECK = "check"
NOTE, OFFICER = "note", "officer"
CHANGEABLE = (NOTE, OFFICER)
LONGEST_NOTE = 2000
_ORGANISATION = "it comes from the list of organisations"
_PROCESS = "the process decides it: answer the open step on the case's page"
_ROUND = "a case stays in the round and on the path it was opened on; open another case instead"

COLUMNS = (
    Column("reference", "Reference", width=22, fixed="it names the case; to add a case, open it under Cases"),
    Column("organisation", "Organisation code", width=12, fixed=_ORGANISATION),
    Column("organisation_name", "Organisation", width=40, fixed=_ORGANISATION),
    Column("region", "Region", width=20, fixed=_ORGANISATION),
    Column("area_team", "Area team", width=34, fixed=_ORGANISATION),
    Column("round", "Round", width=18, fixed=_ROUND),
    Column("model", "Model", width=20, fixed=_ROUND),
    Column("path", "Path", width=24, fixed=_ROUND),
    Column("status", "Status", width=22, fixed=_PROCESS),
    Column("open_steps", "Open steps", width=44, fixed=_PROCESS),
    Column("next_deadline", "Next deadline", width=36, fixed="it follows from the round; see Deadlines"),
    Column("next_due", "Due (London time)", INSTANT, 21, "dates are changed under Deadlines, by two officers"),
    Column("submitted_at", "Submitted (London time)", INSTANT, 21, "the server's stamp decides; record what came "
           "another way on the case's page as received elsewhere"),
    Column("late", "Late", width=8, fixed="the server's stamp decides; late packs are ruled on on the case's page"),
    Column(OFFICER, "Assigned officer", width=20),
    Column(NOTE, "Officer note", width=60),
    Column(CHECK, "Check (leave as it is)", width=28, fixed="it says what the sheet was made from", hidden=True),
)  # fmt: skip
FIXED = tuple(column for column in COLUMNS if column.fixed and not column.hidden)
FOR_OTHERS = tuple(column for column in COLUMNS if column.fixed and not column.hidden)


def same_text(value: Cell) -> str:
    """Return a cell as it is compared: empty is nothing, an instant counts to the second in London time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        wall = value.astimezone(LONDON).replace(tzinfo=None) if value.tzinfo else value
        return wall.replace(microsecond=0).isoformat()
    return str(value).replace("\r\n", "\n").strip()


def check_of(row: Row) -> str:
    """Return the mark of a row: what the process said and what the officers had written when the sheet was made."""
    return f"{_digest(row, [column.key for column in FIXED])}-{_digest(row, CHANGEABLE)}"


def fixed_check(row: Row) -> str:
    """Return the half of the mark that stands for what the process said."""
    return _digest(row, [column.key for column in FIXED])


def open_check(row: Row) -> str:
    """Return the half of the mark that stands for what the officers had written."""
    return _digest(row, CHANGEABLE)


def _digest(row: Row, keys: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(same_text(row.get(key)) for key in keys).encode()).hexdigest()[:12]
