"""Registers with many cases: one proposal and its constitution request are opened by the register, then cloned by SQL.

The clones are whole: rows of cases, links, steps and due instants, with the stored state. A clone that is to fall at an
instant of its own is given that date as the office would give it, by the case itself.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from processes.case import Case
from processes.instants import to_micros
from processes.paths import define, shipped_library
from service.register import accounts as kept_accounts
from service.register.database import Database
from service.register.opening import open_case
from service.register.register import Register
from tests.conftest import BEGINNING
from tests.figures.registers import begun

PROPOSAL, REQUEST = 1, 2
DUE_ROWS_OF_A_PAIR = 3
"""The proposal waits for midday on 9 January, its request for that and for the end of 30 January."""


def crowd(folder: Path, pairs: int) -> Path:
    """Make the file of a register with so many proposals, each with its constitution request."""
    file = begun(folder).rename(folder / f"crowd-{pairs}.sqlite")
    database = Database(f"sqlite:///{file}", durable=False)
    register = Register(database, HandClock(BEGINNING), shipped_rounds())
    for name, role, scope in (("office", "programme-office", ""), ("applicant", "ccg", "03L")):
        person = {"username": name, "name": name, "role": role, "scope": scope, "email": f"{name}@example.org"}
        given = {"active": True, "demonstration": False, "password_hash": "signs in nowhere"}
        kept_accounts.add_account(register, {**person, **given}, by="figures")
    open_case(register, "delegated", "2014-15", "03L", by="office", at=BEGINNING)
    database.close()
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM reminders")
        _clone(connection, pairs - 1)
    connection.close()
    return file


def _clone(connection: sqlite3.Connection, copies: int) -> None:
    """Clone the pair so many times; the nth copy has the ids 2n + 1 and 2n + 2."""
    counted = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :copies) SELECT n FROM c"
    connection.execute("CREATE TEMP TABLE copies (n INTEGER)")
    connection.execute(f"INSERT INTO copies {counted}", {"copies": copies})
    changed = {
        "cases": {"id": "id + 2 * n", "bundle": "bundle + 2 * n", "reference": "printf('%07d-%s', id + 2 * n, path)"},
        "links": {"from_case": "from_case + 2 * n", "to_case": "to_case + 2 * n"},
        "steps": {"case_id": "case_id + 2 * n"},
        "dues": {"case_id": "case_id + 2 * n"},
    }
    for table, columns in changed.items():
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(columns.get(name, f'"{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        connection.execute(f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table}, copies")  # noqa: S608


def give_dates(file: Path, dates: Iterator[tuple[int, datetime]]) -> None:
    """Give proposals (case, aware UTC instant) a submission date of their own."""
    path = define(shipped_library(), "delegated")
    connection = sqlite3.connect(file)
    state = connection.execute("SELECT state FROM cases WHERE id = ?", (PROPOSAL,)).fetchone()[0]
    for case_id, due in dates:
        case = Case.restored(path, shipped_rounds()["2014-15"], state)
        case.redated("delegated-submission", due, case.now, {})
        micros = to_micros(due)
        connection.execute("UPDATE cases SET state = ?, next_due = ? WHERE id = ?", (case.dump(), micros, case_id))
        change = "UPDATE dues SET at = ? WHERE case_id = ? AND element = 'delegated_submission_due'"
        connection.execute(change, (micros, case_id))
    connection.commit()
    connection.close()


def plan_reminders(file: Path, planned: Iterator[tuple[int, datetime]]) -> None:
    """Plan one reminder to the applicant for each of these proposals (case, aware UTC instant)."""
    connection = sqlite3.connect(file)
    add = """INSERT INTO reminders (case_id, element, deadline, covers, due_at, rung, escalation, audience, at, state,
             note, changed_at) SELECT case_id, element, deadline, covers, at, 'figure', 0, 'applicant', ?, 'planned',
             '', 0 FROM dues WHERE case_id = ? AND element = 'delegated_submission_due'"""
    connection.executemany(add, ((to_micros(at), case_id) for case_id, at in planned))
    connection.commit()
    connection.close()
