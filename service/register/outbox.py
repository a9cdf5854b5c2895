"""The outbox: every letter is a row, written in the transaction of what it tells about, and stays as what was told.

Who sends it, and what came of it, is in `delivery`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from deadlines.calendar import london, london_date
from deadlines.working_days import CalendarDoesNotReach, shipped_working_days
from service.mail.message import COLLECTED, DAILY, LONGEST_SUBJECT, Letter, one_line, written
from service.register.register import Register
from service.register.tables import outbox

DIGEST_AT = time(8)


def post(register: Register, connection: Connection, letters: Sequence[Letter], now: datetime) -> int:
    """Put letters into the outbox in the caller's transaction and return how many are new.

    A letter whose key is there already is not written again. Who reads mail once a day gets reminders and notices
    collected in the morning, unless they would come too late by then. Raises UnusableAddress.
    """
    rows = [_row(letter, register.mail_from, now) for letter in letters]
    if not rows:
        return 0
    return len(connection.execute(_ADD[connection.dialect.name].returning(outbox.c.id), rows).all())


def _row(letter: Letter, sender: str, now: datetime) -> Mapping[str, object]:
    message_id, body = written(letter, sender, now)
    morning = next_digest(now)
    late = letter.valid_until is not None and letter.valid_until <= morning
    collected = letter.to.mail == DAILY and letter.kind in COLLECTED and not late
    return {
        "key": letter.key, "kind": letter.kind, "case_id": letter.case_id, "reminder_id": letter.reminder_id,
        "person": letter.to.person, "address": letter.to.address.strip(),
        "subject": one_line(letter.subject)[:LONGEST_SUBJECT], "message_id": message_id, "body": body,
        "sha256": sha256(body).hexdigest(), "confidential": letter.confidential,
        "state": "collected" if collected else "todo", "made_at": now, "next_at": morning if collected else now,
        "valid_until": letter.valid_until,
    }  # fmt: skip


def next_digest(now: datetime) -> datetime:
    """Return the aware UTC instant of the next 8:00 in London on a working day, after now."""
    day = london_date(now)
    if london(day, DIGEST_AT) <= now:
        day += timedelta(days=1)
    return london(_working(day), DIGEST_AT)


def _working(day: date) -> date:
    try:
        return shipped_working_days().on_or_after(day)
    except CalendarDoesNotReach:  # a day too early tells in time; a question of mail must not stop a case
        return day


_ADD = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
}
