"""Whether a message may still be sent: what it says is read again when the sending starts, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, select

from service.register.tables import dues, holds, outbox, reminders

_ON_ITS_CASE = and_(dues.c.case_id == reminders.c.case_id, dues.c.element == reminders.c.element)
_REMINDER = select(
    reminders.c.state, reminders.c.escalation, reminders.c.due_at, reminders.c.note, dues.c.at, dues.c.over_at
).outerjoin(dues, _ON_ITS_CASE)

_HELD = select(holds.c.id).where(holds.c.mail, holds.c.released_at.is_(None)).limit(1)


def mail_is_held(connection: Connection) -> bool:
    """Return whether somebody holds all mail back, as after a restore."""
    return connection.execute(_HELD).first() is not None


def untrue(connection: Connection, row: Mapping[str, object], now: datetime) -> str:
    """Return why a message of the outbox must not be sent now, in a sentence; empty when it may."""
    if row["kind"] == "digest":
        return "" if row["state"] == "unknown" else _changed(connection, row, now)
    valid_until = row["valid_until"]
    if isinstance(valid_until, datetime) and now > valid_until:
        return "Its point has passed."
    return _withdrawn(connection, row["reminder_id"]) if row["reminder_id"] is not None else ""


def _changed(connection: Connection, digest: Mapping[str, object], now: datetime) -> str:
    parts = connection.execute(select(outbox).where(outbox.c.digest_id == digest["id"])).mappings().all()
    changed = any(untrue(connection, dict(part), now) for part in parts)
    return "What it tells about has changed; it is written anew." if changed else ""


def _withdrawn(connection: Connection, reminder_id: object) -> str:
    found = connection.execute(_REMINDER.where(reminders.c.id == reminder_id)).one()
    if found.state != "told":
        return found.note or "The reminder was withdrawn."
    if found.escalation:
        return ""
    if found.at is None or found.over_at is not None:
        return "Nothing waits for this deadline any more."
    return "" if found.at == found.due_at else "The deadline was moved."
