"""Taking messages out of the outbox and writing down what came of them: mail that is effectively once.

One transaction records the outcome of the last message and claims the next, so at any crash exactly one message is in
doubt. A message in doubt is never sent again in silence: where the other side can tell, it is asked; else a message
that is not confidential is sent once more and marked in the ledger, and the rest waits for a person.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, not_, or_, select, text, update

from service.mail.mailer import Claimed, Outcome, Permanent, Sent, Temporary, Unknown
from service.register.ledger import Entry, append
from service.register.mail_entries import ask_for_a_person, entries, message
from service.register.register import Register
from service.register.still_true import mail_is_held, untrue
from service.register.tables import outbox, tasks

log = logging.getLogger(__name__)
Row = Mapping[str, object]
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
LONGEST_TRYING = timedelta(days=2)
DOUBT = timedelta(minutes=10)
LOST_AFTER = timedelta(minutes=5)
MOST_LOOK_UPS = 12
MOST_CANCELLED = 100
_TO_SEND = text("state = 'todo'")  # spelled as in the partial indexes, or SQLite would not use them
_UNDER_WAY = text("state IN ('sending', 'unknown', 'collected')")


@dataclass(frozen=True)
class Sender:
    """Who sends: a token of its own for each process, and whether its way of sending can resolve doubts."""

    token: str
    dedupes: bool


@dataclass(frozen=True)
class Finished:
    """A message and what came of the attempt."""

    claimed: Claimed
    outcome: Outcome


def swap(register: Register, finished: Finished | None, sender: Sender, now: datetime) -> Claimed | None:
    """Record what came of the last message and claim the next one: one transaction. None when nothing can be sent."""
    with register.database.write() as connection:
        told = _recorded(connection, finished, sender, now) if finished else []
        claimed, more = _claim(connection, sender, now)
        append(connection, [*told, *more], now)
    return claimed


def finish(register: Register, finished: Finished, sender: Sender, now: datetime) -> None:
    """Record what came of the last message and claim no other."""
    with register.database.write() as connection:
        append(connection, _recorded(connection, finished, sender, now), now)


def anything_due(register: Register, sender: Sender, now: datetime) -> bool:
    """Return whether `swap` would find a message, without taking the write lock."""
    with register.database.read() as connection:
        return not mail_is_held(connection) and _next(connection, sender, now) is not None


def _claim(connection: Connection, sender: Sender, now: datetime) -> tuple[Claimed | None, list[Entry]]:
    told: list[Entry] = []
    if mail_is_held(connection):
        return None, told
    for _ in range(MOST_CANCELLED):
        row = _next(connection, sender, now)
        if row is None:
            break
        if why := untrue(connection, row, now):
            told += _not_sent(connection, row, why, now)
            continue
        claimed, more = _taken(connection, row, sender, now)
        return claimed, [*told, *more]
    return None, told


def _next(connection: Connection, sender: Sender, now: datetime) -> Row | None:
    """Find the message that waits longest: first what is in doubt, then what is to be sent."""
    for query in (_IN_DOUBT[sender.dedupes], _WAITS_LONGEST):
        found = connection.execute(query, {"now": now}).mappings().one_or_none()
        if found is not None:
            return dict(found)
    return None


_LOOKED_UP = outbox.c.attempts < MOST_LOOK_UPS
_ONCE_MORE = and_(outbox.c.confidential.is_(False), outbox.c.twice.is_(False))
_DUE = outbox.c.next_at <= bindparam("now")
_IN_DOUBT = {
    dedupes: select(outbox)
    .where(_UNDER_WAY, outbox.c.state == "unknown", _DUE, by_itself)
    .order_by(outbox.c.next_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    for dedupes, by_itself in ((True, _LOOKED_UP), (False, _ONCE_MORE))
}
_WAITS_LONGEST = (
    select(outbox)
    .where(_TO_SEND, _DUE)
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def _taken(connection: Connection, row: Row, sender: Sender, now: datetime) -> tuple[Claimed, list[Entry]]:
    doubtful, attempts = row["state"] == "unknown", int(str(row["attempts"])) + 1
    again = doubtful and not sender.dedupes
    change = {"state": "sending", "sender": sender.token, "sending_at": now, "attempts": attempts}
    connection.execute(
        update(outbox).where(outbox.c.id == row["id"]).values(change | ({"twice": True} if again else {}))
    )  # fmt: skip
    claimed = Claimed(
        id=int(str(row["id"])), attempts=attempts, doubtful=doubtful, claimed_at=now,
        **{name: row[name] for name in ("kind", "address", "subject", "message_id", "body", "made_at")},  # type: ignore[arg-type]
    )  # fmt: skip
    return claimed, entries(connection, "mail-maybe-twice", claimed.id, now, {"why": row["note"]}) if again else []


def _recorded(connection: Connection, finished: Finished, sender: Sender, now: datetime) -> list[Entry]:
    claimed, outcome = finished.claimed, finished.outcome
    row = message(connection, claimed.id)
    change, kind, task = _ruled(row, outcome, sender, now)
    mine = (outbox.c.state == "sending", outbox.c.sender == sender.token, outbox.c.attempts == claimed.attempts)
    if connection.execute(update(outbox).where(outbox.c.id == claimed.id, *mine).values(change)).rowcount != 1:
        log.warning("message %s was taken from this sender; it counts as in doubt", claimed.id)
        return []
    return _followed(connection, row, change, kind, task, now)


def _ruled(row: Row, outcome: Outcome, sender: Sender, now: datetime) -> tuple[dict[str, object], str, str]:
    """Return what an outcome makes of a message: its new values, the kind of entry and of task, empty for none."""
    match outcome:
        case Sent(reference):
            return {"state": "sent", "sent_at": now, "reference": reference[:200], "note": ""}, "mail-sent", ""
        case Permanent(why):
            return {"state": "failed", "note": why}, "mail-failed", "undelivered"
        case Unknown(why):
            change = {"state": "unknown", "next_at": now + DOUBT, "note": why}
            return change, "mail-unknown", "doubtful" if _needs_a_person(row, sender) else ""
        case Temporary(why):
            next_at = now + waits(str(row["key"]), int(str(row["attempts"])))
            if next_at > _last_try(row):
                return {"state": "failed", "note": f"{why} Until now it was tried again."}, "mail-failed", "undelivered"
            return {"state": "todo", "next_at": next_at, "note": why}, "", ""


def waits(key: str, attempts: int) -> timedelta:
    """Return how long a message waits after its nth attempt failed: longer each time, and not all at the same instant.

    The share of chance, up to a fifth, comes from the key, so that the same run gives the same instants.
    """
    share = int(hashlib.sha256(f"{key}/{attempts}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    step = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    return step + timedelta(microseconds=int(step.total_seconds() * 200_000 * share))


def _last_try(row: Row) -> datetime:
    valid_until: datetime | None = row["valid_until"]  # type: ignore[assignment]
    made_at: datetime = row["made_at"]  # type: ignore[assignment]
    return valid_until or made_at + LONGEST_TRYING


def _needs_a_person(row: Row, sender: Sender) -> bool:
    if sender.dedupes:
        return int(str(row["attempts"])) >= MOST_LOOK_UPS
    return bool(row["confidential"] or row["twice"])


def _not_sent(connection: Connection, row: Row, why: str, now: datetime) -> list[Entry]:
    """Give a message up that has become untrue; one that was tried in vain until now has failed."""
    identity, tried = int(str(row["id"])), row["state"] == "todo" and int(str(row["attempts"])) > 0
    full = message(connection, identity)
    if row["kind"] == "digest":
        connection.execute(update(outbox).where(outbox.c.digest_id == identity).values(digest_id=None))
    if tried and why == "Its point has passed." and row["kind"] != "digest":
        change, kind, task = {"state": "failed", "note": f"{row['note']} {why}"}, "mail-failed", "undelivered"
    else:
        doubt = " It may have been delivered before." if row["state"] == "unknown" else ""
        change, kind, task = {"state": "cancelled", "note": why + doubt}, "mail-cancelled", ""
    connection.execute(update(outbox).where(outbox.c.id == identity).values(change))
    return _followed(connection, full, change, kind, task, now)


def _followed(
    connection: Connection, row: Row, change: Mapping[str, object], kind: str, task: str, now: datetime
) -> list[Entry]:
    """Carry an outcome over to what a digest holds, open the task and return the entries."""
    identity = int(str(row["id"]))
    if row["kind"] == "digest" and change["state"] in ("sent", "failed"):
        same = {name: change[name] for name in ("state", "note", "sent_at") if name in change}
        connection.execute(update(outbox).where(outbox.c.digest_id == identity).values(same))
    if task:
        ask_for_a_person(connection, task, row, str(change["note"]), now)
    said = {name: change[name] for name in ("note", "reference") if change.get(name)}
    attempt = {"attempt": row["attempts"]} if row["attempts"] else {}
    twice = {"twice": True} if row["twice"] else {}
    return entries(connection, kind, identity, now, {**said, **attempt, **twice}) if kind else []


def give_up_lost(register: Register, sender: Sender, now: datetime) -> int:
    """Put messages in doubt whose sender is gone, and return how many.

    On SQLite one process sends, so whatever another token is sending was broken off; else five minutes tell.
    """
    gone = outbox.c.sending_at < now - LOST_AFTER
    if register.database.is_sqlite:
        gone = or_(gone, outbox.c.sender != sender.token)
    lost = select(outbox.c.id).where(_UNDER_WAY, outbox.c.state == "sending", gone)
    with register.database.read() as connection:
        if connection.execute(lost.limit(1)).first() is None:
            return 0
    with register.database.write() as connection:
        found = connection.execute(lost.with_for_update(skip_locked=True)).scalars().all()
        append(connection, [e for identity in found for e in _in_doubt(connection, identity, sender, now)], now)
    return len(found)


def ask_about_doubts(register: Register, sender: Sender, now: datetime) -> int:
    """Open a task for each doubt that only a person can end and nobody was asked about; return how many.

    A doubt need not come from sending: after a restore, whatever was outstanding may have been sent since.
    """
    asked = select(tasks.c.id).where(tasks.c.outbox_id == outbox.c.id, tasks.c.kind == "doubtful").exists()
    alone = not_(_LOOKED_UP if sender.dedupes else _ONCE_MORE)
    silent = select(outbox.c.id).where(_UNDER_WAY, outbox.c.state == "unknown", alone, ~asked)
    with register.database.read() as connection:
        found = connection.execute(silent.limit(MOST_CANCELLED)).scalars().all()
    for identity in found:
        with register.database.write() as connection:
            row = message(connection, identity)
            ask_for_a_person(connection, "doubtful", row, str(row["note"]), now)
    return len(found)


def _in_doubt(connection: Connection, identity: int, sender: Sender, now: datetime) -> list[Entry]:
    row = message(connection, identity)
    change, kind, task = _ruled(row, Unknown("The sending was broken off."), sender, now)
    connection.execute(update(outbox).where(outbox.c.id == identity).values(change))
    return _followed(connection, row, change, kind, task, now)
