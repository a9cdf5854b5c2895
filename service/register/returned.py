"""What is heard of a message after it was sent: it came back, or it was delivered. Hearing it again changes nothing."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select, update

from service.register.ledger import append
from service.register.mail_entries import ask_for_a_person, entries, message
from service.register.register import Register
from service.register.tables import outbox
from service.register.tasks import open_task

UNDER_WAY = ("sending", "unknown", "sent", "todo")
DELIVERED = "Delivered, says the provider."


def came_back(register: Register, message_id: str, why: str, now: datetime) -> bool:
    """Note that a message came back and open the task to phone them. Returns whether it is one of ours."""
    with register.database.write() as connection:
        identity = _ours(connection, message_id)
        if identity is None:
            return False
        row = message(connection, identity)
        if row["state"] in UNDER_WAY:
            both = (outbox.c.id == identity) | (outbox.c.digest_id == identity)
            connection.execute(update(outbox).where(both).values(state="bounced", note=why))
            ask_for_a_person(connection, "bounced", row, why, now)
            append(connection, entries(connection, "mail-bounced", identity, now, {"note": why}), now)
    return True


def was_accepted(register: Register, message_id: str, reference: str, now: datetime) -> bool:
    """Note that the provider delivered a message. Returns whether it is one of ours."""
    with register.database.write() as connection:
        identity = _ours(connection, message_id)
        if identity is None:
            return False
        row = message(connection, identity)
        if row["state"] in UNDER_WAY and row["note"] != DELIVERED:
            change = {"state": "sent", "sent_at": row["sent_at"] or now, "reference": reference, "note": DELIVERED}
            connection.execute(update(outbox).where(outbox.c.id == identity).values(change))
            append(connection, entries(connection, "mail-delivered", identity, now, {"reference": reference}), now)
    return True


def _ours(connection: Connection, message_id: str) -> int | None:
    found = connection.execute(select(outbox.c.id).where(outbox.c.message_id == message_id).limit(1)).scalar()
    return int(found) if found is not None else None


def put_aside(register: Register, name: str, content: bytes, now: datetime) -> None:
    """Open a task about something in the mailbox for returned mail that nobody could read."""
    said = f"A message in the mailbox for returned mail could not be read: {name}. It lies in its folder 'unread'."
    with register.database.write() as connection:
        open_task(connection, f"returned/{sha256(content).hexdigest()}", "unread", said, now)
