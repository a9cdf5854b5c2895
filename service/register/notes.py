"""What officers note on a case: a note and the officer it is assigned to. The process decides neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import case_notes


class NotedMeanwhile(Exception):
    """Somebody has changed a note since it was looked at, so nothing was changed; look at it again."""


@dataclass(frozen=True)
class Noted:
    """What is noted on a case."""

    note: str = ""
    officer: str = ""


@dataclass(frozen=True)
class NoteChange:
    """What is to be noted on a case, and what stood there when it was decided."""

    case_id: int
    was: Noted
    becomes: Noted


def noted(register: Register, case_id: int) -> Noted:
    """Return what is noted on a case; empty, when nothing is."""
    with register.database.read() as connection:
        row = connection.execute(select(case_notes).where(case_notes.c.case_id == case_id)).one_or_none()
    return Noted() if row is None else Noted(row.note, row.officer)


def note_all(register: Register, changes: Sequence[NoteChange], by: str) -> None:
    """Note all of it or nothing, each case with its ledger entry. Raises NotedMeanwhile."""
    now = register.clock()
    with register.database.write() as connection:
        query = select(case_notes).where(case_notes.c.case_id.in_([change.case_id for change in changes]))
        there = {row.case_id: Noted(row.note, row.officer) for row in connection.execute(query)}
        for change in changes:
            if there.get(change.case_id, Noted()) != change.was:
                raise NotedMeanwhile(f"{NotedMeanwhile.__doc__} (case {change.case_id})")
            values = {"note": change.becomes.note, "officer": change.becomes.officer, "by": by, "changed_at": now}
            if change.case_id in there:
                connection.execute(update(case_notes).where(case_notes.c.case_id == change.case_id).values(values))
            else:
                connection.execute(insert(case_notes).values(case_id=change.case_id, **values))
        append(connection, [Entry("noted", now, one.case_id, by=by, detail=_detail(one)) for one in changes], now)


def _detail(change: NoteChange) -> Mapping[str, object]:
    pairs = (("note", change.was.note, change.becomes.note), ("officer", change.was.officer, change.becomes.officer))
    return {name: {"was": was, "becomes": becomes} for name, was, becomes in pairs if was != becomes}
