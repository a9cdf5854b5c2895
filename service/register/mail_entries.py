"""What the ledger and the office's tasks say about a message: who, where, about which rung, with what outcome."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from service.register.ledger import Entry
from service.register.tables import outbox, reminders
from service.register.tasks import open_task

Row = Mapping[str, object]
PARTS = tuple(column for column in outbox.c if column.name != "body")
_MESSAGE = (
    select(*PARTS, reminders.c.rung, reminders.c.element)
    .outerjoin(reminders, reminders.c.id == outbox.c.reminder_id)
    .where(outbox.c.id == bindparam("message"))
)


def message(connection: Connection, identity: int) -> Row:
    """Return a message without its bytes, with the rung and the step that it reminds of."""
    return dict(connection.execute(_MESSAGE, {"message": identity}).mappings().one())


def entry(kind: str, row: Row, now: datetime, more: Row | None = None, by: str = "") -> Entry:
    """Return the ledger's entry about a message."""
    detail = {
        "message": row["id"], "message_kind": row["kind"], "person": row["person"], "address": row["address"],
        "subject": row["subject"], "message_id": row["message_id"], "sha256": row["sha256"], **(more or {}),
    }  # fmt: skip
    if row.get("rung"):
        detail["rung"] = row["rung"]
    return Entry(kind, now, case_of(row), str(row.get("element") or ""), by=by, detail=detail)


def case_of(row: Row) -> int | None:
    """Return the case that a message is about."""
    return int(str(row["case_id"])) if row["case_id"] is not None else None


def entries(connection: Connection, kind: str, identity: int, now: datetime, more: Row, by: str = "") -> list[Entry]:
    """Return the entries about a message and about what it carries, when it is a digest."""
    carried = connection.execute(select(outbox.c.id).where(outbox.c.digest_id == identity).order_by(outbox.c.id))
    parts = [
        entry(kind, message(connection, part), now, {**more, "digest": identity}, by) for part in carried.scalars()
    ]
    return [entry(kind, message(connection, identity), now, more, by), *parts]


def ask_for_a_person(connection: Connection, kind: str, row: Row, why: str, now: datetime) -> None:
    """Open the office's task about a message that did not arrive, or of which nobody knows it."""
    to = f"{row['person']} at {row['address']}" if row["person"] else str(row["address"])
    said = f"“{row['subject']}” to {to} {_HAPPENED[kind]} {why} {_TO_DO[kind]}"
    key = f"mail/{row['id']}/{kind}/{row['attempts']}"
    open_task(connection, key, kind, said, now, case_of(row), int(str(row["id"])))


_HAPPENED = {
    "undelivered": "could not be delivered.", "bounced": "came back.", "doubtful": "may have arrived or not.",
}  # fmt: skip
_TO_DO = {
    "undelivered": "Phone them.", "bounced": "Phone them.",
    "doubtful": "Ask whether they have it; then say that it was delivered, or send it again.",
}  # fmt: skip
