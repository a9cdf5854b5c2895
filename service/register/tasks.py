"""What the office must do by hand because a message cannot: each task is open until somebody says what was done."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.register.ledger import Entry, append
from service.register.queries import Row, Sight
from service.register.register import Register
from service.register.tables import cases, tasks


class NoSuchTask(LookupError):
    """There is no such task, or it is done already."""


def open_task(
    connection: Connection, key: str, kind: str, said: str, now: datetime, case_id: int | None = None,
    outbox_id: int | None = None,
) -> bool:  # fmt: skip
    """Open a task in the caller's transaction and enter it in the ledger; the same key again opens nothing.

    Returns whether it is new. `said` tells the office what is wrong and what to do.
    """
    row = {"key": key, "kind": kind, "said": said, "opened_at": now, "case_id": case_id, "outbox_id": outbox_id}
    if connection.execute(_ADD[connection.dialect.name].returning(tasks.c.id), row).first() is None:
        return False
    detail = {"task": key, "kind": kind, "said": said, "message": outbox_id}
    append(connection, [Entry("task-opened", now, case_id, detail=detail)], now)
    return True


def open_tasks(register: Register, sight: Sight) -> list[Row]:
    """Return the tasks that wait, oldest first, with the reference of their case."""
    seen = or_(tasks.c.case_id.is_(None), sight.condition()) if not sight.nothing else sight.condition()
    query = select(tasks, cases.c.reference).outerjoin(cases, cases.c.id == tasks.c.case_id)
    with register.database.read() as connection:
        found = connection.execute(query.where(tasks.c.done_at.is_(None), seen).order_by(tasks.c.id))
        return [dict(row) for row in found.mappings()]


def task(register: Register, task_id: int) -> Row:
    """Return a task that waits. Raises NoSuchTask."""
    found = [row for row in open_tasks(register, Sight()) if row["id"] == task_id]
    if not found:
        raise NoSuchTask(f"There is no task {task_id} that waits; somebody else may have done it.")
    return found[0]


def done(register: Register, task_id: int, by: str, note: str) -> None:
    """Close a task: somebody says what was done. Raises NoSuchTask, when it does not wait."""
    now = register.clock()
    with register.database.write() as connection:
        close_task(connection, task_id, by, note, now)


def close_task(connection: Connection, task_id: int, by: str, note: str, now: datetime) -> None:
    """Close a task in the caller's transaction and enter it in the ledger. Raises NoSuchTask."""
    waits = update(tasks).where(tasks.c.id == task_id, tasks.c.done_at.is_(None))
    if not connection.execute(waits.values(done_at=now, done_by=by, note=note)).rowcount:
        raise NoSuchTask(f"There is no task {task_id} that waits; somebody else may have done it.")
    row = connection.execute(select(tasks.c.key, tasks.c.case_id).where(tasks.c.id == task_id)).one()
    append(connection, [Entry("task-done", now, row.case_id, by=by, detail={"task": row.key, "note": note})], now)


_ADD = {
    "sqlite": sqlite.insert(tasks).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(tasks).on_conflict_do_nothing(index_elements=["key"]),
}
