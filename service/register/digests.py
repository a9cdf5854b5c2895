"""The daily digest: what was collected for somebody goes out as one letter in the morning."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update

from service.mail.message import Letter, Recipient, attachments_of, text_of
from service.register.ledger import append
from service.register.mail_entries import entry, message
from service.register.outbox import post
from service.register.register import Register
from service.register.still_true import mail_is_held, untrue
from service.register.tables import accounts, outbox

Row = Mapping[str, object]
_UNDER_WAY = text("state IN ('sending', 'unknown', 'collected')")
_FREE = func.coalesce(outbox.c.digest_id, 0) == 0  # said so that no index is taken which holds nearly every message
_WAITS = (_UNDER_WAY, outbox.c.state == "collected", _FREE)


def collect_digests(register: Register, now: datetime, limit: int = 100) -> int:
    """Write the digests that are due, one for each recipient, and return how many."""
    due = select(outbox.c.address).where(*_WAITS, outbox.c.next_at <= now).distinct().limit(limit)
    with register.database.read() as connection:
        addresses = [] if mail_is_held(connection) else connection.execute(due).scalars().all()
    return sum(_collect(register, address, now) for address in addresses)


def _collect(register: Register, address: str, now: datetime) -> int:
    with register.database.write() as connection:
        query = select(outbox).where(*_WAITS, outbox.c.next_at <= now, outbox.c.address == address)
        found = [dict(row) for row in connection.execute(query.order_by(outbox.c.id).with_for_update()).mappings()]
        true = [row for row in found if not _cancelled(connection, row, now)]
        if not true:
            return 0
        letter = _digest(true, _name(connection, true[0]), now)
        written = post(register, connection, [letter], now)
        identity = connection.execute(select(outbox.c.id).where(outbox.c.key == letter.key)).scalar_one()
        these = outbox.c.id.in_([row["id"] for row in true])
        connection.execute(update(outbox).where(these).values(digest_id=identity))
        return written


def _cancelled(connection: Connection, row: Row, now: datetime) -> bool:
    why = untrue(connection, row, now)
    if why:
        identity = int(str(row["id"]))
        connection.execute(update(outbox).where(outbox.c.id == identity).values(state="cancelled", note=why))
        append(connection, [entry("mail-cancelled", message(connection, identity), now, {"note": why})], now)
    return bool(why)


def _name(connection: Connection, row: Row) -> str:
    named = select(accounts.c.name).where(accounts.c.username == row["person"])
    return str(connection.execute(named).scalar() or "")


def _digest(rows: Sequence[Row], name: str, now: datetime) -> Letter:
    first, count = rows[0], f"{len(rows)} messages" if len(rows) > 1 else "one message"
    bodies = [bytes(row["body"]) for row in rows]  # type: ignore[call-overload]
    parts = [f"{row['subject']}\n\n{text_of(body)}" for row, body in zip(rows, bodies, strict=True)]
    return Letter(
        key=f"digest/{first['address']}/{first['id']}/{now.isoformat()}", kind="digest",
        to=Recipient(str(first["address"]), str(first["person"]), name),
        subject=f"Your daily digest: {count}",
        text=f"You asked for one message a day. This is what there is to tell: {count}.\n\n" + _RULE.join(parts),
        attachments=tuple(one for body in bodies for one in attachments_of(body)),
    )  # fmt: skip


_RULE = "\n" + "-" * 60 + "\n\n"
