"""Reading the outbox as the ledger of who was told what, and what an officer decides about one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from service.mail.message import Letter, Recipient, attachments_of, text_of
from service.register.ledger import append
from service.register.mail_entries import PARTS, case_of, entries
from service.register.outbox import post
from service.register.queries import Row
from service.register.register import Register
from service.register.tables import accounts, cases, ledger, outbox, reminders, tasks
from service.register.tasks import close_task

STATES = ("todo", "collected", "sending", "unknown", "sent", "failed", "bounced", "cancelled")
_MORE = (cases.c.reference.label("case_reference"), reminders.c.rung)
MAY_GO_AGAIN = ("failed", "bounced", "unknown")


class NoSuchMessage(LookupError):
    """There is no message of that number."""


class NotNow(ValueError):
    """This cannot be done with a message in its state; the message says why."""


@dataclass(frozen=True)
class MailFilter:
    """What the list of messages is narrowed to; empty means no limit."""

    state: str = ""
    case: str = ""
    person: str = ""
    page: int = 1
    size: int = 50


def list_mail(register: Register, wanted: MailFilter) -> tuple[int, list[Row]]:
    """Return how many messages fit and one page of them, newest first, without their text."""
    query = _joined(select(*PARTS, *_MORE)).where(*_fits(wanted))
    with register.database.read() as connection:
        count = connection.execute(_joined(select(func.count(outbox.c.id))).where(*_fits(wanted))).scalar_one()
        page = query.order_by(outbox.c.id.desc()).limit(wanted.size).offset((max(wanted.page, 1) - 1) * wanted.size)
        return int(str(count)), [dict(row) for row in connection.execute(page).mappings()]


def _joined(query: Select[Any]) -> Select[Any]:
    with_case = query.select_from(outbox).outerjoin(cases, cases.c.id == outbox.c.case_id)
    return with_case.outerjoin(reminders, reminders.c.id == outbox.c.reminder_id)


def _fits(wanted: MailFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [outbox.c.state == wanted.state] if wanted.state else []
    if wanted.case:
        conditions.append(cases.c.reference == wanted.case)
    if wanted.person:
        like = f"%{wanted.person.replace('%', '').replace('_', '')}%"
        conditions.append(or_(outbox.c.person.ilike(like), outbox.c.address.ilike(like)))
    return conditions


def one_message(register: Register, identity: int) -> Row:
    """Return one message with its text and the names of what goes with it. Raises NoSuchMessage.

    The text of a confidential message is for its recipient alone, and is left empty.
    """
    query = _joined(select(outbox, *_MORE)).where(outbox.c.id == identity)
    with register.database.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchMessage(f"There is no message {identity}.")
    body = bytes(row["body"])
    seen = {"text": "", "files": []} if row["confidential"] else _read(body)
    return {**row, **seen}


def _read(body: bytes) -> Mapping[str, object]:
    return {"text": text_of(body), "files": [one.name for one in attachments_of(body)]}


def history_of(register: Register, row: Row) -> list[Row]:
    """Return the ledger's entries about a message, in order."""
    about = ledger.c.detail.like(f'%"message":{row["id"]},"message_id":%')
    query = select(ledger).where(ledger.c.case_id == row["case_id"], about)
    if row["case_id"] is None:
        query = select(ledger).where(ledger.c.case_id.is_(None), about)
    with register.database.read() as connection:
        return [dict(found) for found in connection.execute(query.order_by(ledger.c.seq)).mappings()]


def mail_counts(register: Register) -> dict[str, int]:
    """Return how many messages there are in each state."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    with register.database.read() as connection:
        return {str(state): int(number) for state, number in connection.execute(query)}


def send_again(register: Register, identity: int, by: str) -> int:
    """Send a message again that failed, came back or is in doubt, and return its number.

    When its person has another address by now, the same letter is written anew to that one. Closes the tasks about it.
    Raises NoSuchMessage, NotNow.
    """
    now = register.clock()
    with register.database.write() as connection:
        row = _waiting(connection, identity, "sent again")
        address = _address_of(connection, row)
        fresh = _readdressed(register, connection, row, address, now) if address != row["address"] else identity
        if fresh == identity:
            twice = bool(row["twice"]) or row["state"] == "unknown"
            again = {"state": "todo", "next_at": now, "valid_until": None, "twice": twice}
            connection.execute(update(outbox).where(outbox.c.id == identity).values(again))
        append(connection, entries(connection, "mail-again", identity, now, {"to": address, "as": fresh}, by), now)
        _close_tasks(connection, identity, by, f"Sent again to {address}.", now)
    return fresh


def say_delivered(register: Register, identity: int, by: str, note: str) -> None:
    """Keep a person's word that a message in doubt arrived; closes the tasks about it. Raises NoSuchMessage, NotNow."""
    now = register.clock()
    with register.database.write() as connection:
        row = _waiting(connection, identity, "said to be delivered")
        if row["state"] != "unknown":
            raise NotNow(f"Message {identity} is not in doubt: it is {row['state']}.")
        change = {"state": "sent", "sent_at": row["sending_at"] or now, "note": f"Delivered, says {by}. {note}".strip()}
        both = or_(outbox.c.id == identity, and_(outbox.c.digest_id == identity, outbox.c.state == "collected"))
        connection.execute(update(outbox).where(both).values(change))
        append(connection, entries(connection, "mail-delivered", identity, now, {"note": note}, by), now)
        _close_tasks(connection, identity, by, "It was delivered.", now)


def _waiting(connection: Connection, identity: int, what: str) -> Row:
    row = connection.execute(select(outbox).where(outbox.c.id == identity).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NoSuchMessage(f"There is no message {identity}.")
    if row["state"] not in MAY_GO_AGAIN:
        raise NotNow(f"Message {identity} is {row['state']}; only what failed, came back or is in doubt can be {what}.")
    return dict(row)


def _address_of(connection: Connection, row: Row) -> str:
    query = select(accounts.c.email).where(accounts.c.username == row["person"], accounts.c.active)
    return str(connection.execute(query).scalar() or row["address"])


def _readdressed(register: Register, connection: Connection, row: Row, address: str, now: datetime) -> int:
    body = bytes(row["body"])  # type: ignore[call-overload]
    name = select(accounts.c.name).where(accounts.c.username == row["person"])
    letter = Letter(
        key=f"{row['key'][:150]}/to/{address}/{now.isoformat()}",  # type: ignore[index]
        kind=str(row["kind"]), subject=str(row["subject"]), text=text_of(body),
        to=Recipient(address, str(row["person"]), str(connection.execute(name).scalar() or "")),
        case_id=case_of(row), reminder_id=row["reminder_id"],  # type: ignore[arg-type]
        confidential=bool(row["confidential"]), attachments=tuple(attachments_of(body)),
    )  # fmt: skip
    post(register, connection, [letter], now)
    fresh = connection.execute(select(outbox.c.id).where(outbox.c.key == letter.key)).scalar_one()
    connection.execute(update(outbox).where(outbox.c.digest_id == row["id"]).values(digest_id=fresh))
    return int(fresh)


def _close_tasks(connection: Connection, identity: int, by: str, note: str, now: datetime) -> None:
    waits = select(tasks.c.id).where(tasks.c.outbox_id == identity, tasks.c.done_at.is_(None))
    for task_id in connection.execute(waits).scalars().all():
        close_task(connection, task_id, by, note, now)
