"""Set-up workbooks for tests: rows under the headers of the template."""

from datetime import UTC, date, datetime
from io import BytesIO

from service.formats.setup_in import ACCOUNTS, CONTACTS, ORGANISATIONS, SHEETS
from service.formats.sheets import Sheet, written_xlsx

MADE = datetime(2014, 12, 1, tzinfo=UTC)
NEW_CCG = {"code": "99X", "name": "NHS Nowhere CCG", "region": "North", "area_team": "Nowhere team",
           "from": date(2014, 4, 1)}  # fmt: skip
MAILBOX = {"role": "ccg", "scope": "99X", "address": "pc@nowhere.example.org"}
ANN = {"username": "ann.nowhere", "name": "Ann Nowhere", "email": "ann@nowhere.example.org", "role": "ccg",
       "scope": "99X"}  # fmt: skip


def written(organisations=(), contacts=(), accounts=()) -> bytes:
    """Return a workbook with these rows."""
    rows = {ORGANISATIONS: organisations, CONTACTS: contacts, ACCOUNTS: accounts}
    return written_xlsx([Sheet(title, SHEETS[title], rows[title]) for title in SHEETS], MADE)


def whole() -> bytes:
    """Return a workbook with a new organisation, its mailbox and an account in it."""
    return written([NEW_CCG], [MAILBOX], [ANN])


def sent(content: bytes) -> dict[str, object]:
    """Return the field of the form that carries a workbook."""
    return {"workbook": (BytesIO(content), "set-up.xlsx")}
