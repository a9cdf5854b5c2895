"""Sessions: who is signed in from where. The cookie or the API's token names one; here lies only its digest.

How long a session lasts is measured by `register.watch`, which in a demonstration is not the clock that can be moved.
Ended rows stay: who was signed in when can be asked later.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import sessions

LASTS = timedelta(hours=12)
"""A working day: whoever comes the next morning signs in again (OWASP ASVS 7.3.2; NIST SP 800-63B, AAL2)."""
API_LASTS = timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=1)
"""One small write a minute and person; a list of sessions need not be more exact."""
TOKEN_BYTES = 32


class NoSuchSession(LookupError):
    """There is no such session that still lasts."""


@dataclass(frozen=True)
class NewSession:
    """What a session begins with. manner: password, single-sign-on, demonstration, link or api."""

    username: str
    manner: str
    agent: str = ""
    lasts: timedelta = LASTS


def digest_of(token: str) -> str:
    """Return what is kept of a token. It is random, so one plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(register: Register, new: NewSession) -> str:
    """Begin a session and return the token that names it; nothing else knows the token."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), register.watch()
    row = {"digest": digest_of(token), "username": new.username, "manner": new.manner, "agent": new.agent}
    with register.database.write() as connection:
        connection.execute(insert(sessions).values(**row, began_at=now, seen_at=now, ends_at=now + new.lasts))
    return token


def lasting(register: Register) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a session still lasts."""
    now = register.watch()
    return lasting_at(now, now - register.idle)


def lasting_at(
    now: datetime | BindParameter[datetime], idle_since: datetime | BindParameter[datetime]
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a session lasts at an instant, if it was last in use after another one."""
    return (sessions.c.ended_at.is_(None), sessions.c.ends_at > now, sessions.c.seen_at > idle_since)


def touch(register: Register, row: Mapping[str, Any]) -> None:
    """Note that a session is in use: one write by its key, at most once a minute."""
    now = register.watch()
    if now - row["seen_at"] < TOUCHED_EVERY:
        return
    with register.database.write() as connection:
        connection.execute(update(sessions).where(sessions.c.id == row["id"]).values(seen_at=now))


def choose_tenure(register: Register, session_id: int, tenure_id: int) -> None:
    """Let a session act in another role of its account."""
    with register.database.write() as connection:
        connection.execute(update(sessions).where(sessions.c.id == session_id).values(tenure_id=tenure_id))


def sessions_of(register: Register, username: str) -> list[Mapping[str, Any]]:
    """Return the sessions of an account that still last, latest first, without their digests."""
    columns = [column for column in sessions.c if column.name != "digest"]
    query = select(*columns).where(sessions.c.username == username, *lasting(register))
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query.order_by(sessions.c.seen_at.desc())).mappings()]


def end_session(register: Register, username: str, session_id: int, by: str) -> None:
    """End one session of an account. Raises NoSuchSession."""
    with register.database.write() as connection:
        one = (sessions.c.id == session_id, sessions.c.username == username, *lasting(register))
        change = {"ended_at": register.watch(), "ended_by": by}
        if not connection.execute(update(sessions).where(*one).values(change)).rowcount:
            raise NoSuchSession(f"There is no session {session_id} that still lasts.")
        if by != username:
            _told(connection, username, by, register.clock())


def end_sessions(connection: Connection, username: str, by: str, now: datetime, but: Sequence[int] = ()) -> None:
    """End the sessions of an account in the caller's transaction, but some."""
    theirs = (sessions.c.username == username, sessions.c.ended_at.is_(None), sessions.c.id.not_in(but))
    connection.execute(update(sessions).where(*theirs).values(ended_at=now, ended_by=by))


def end_all(register: Register, username: str, by: str, but: Sequence[int] = ()) -> None:
    """End all sessions of an account, but some; what an officer ends for somebody else stands in the ledger."""
    with register.database.write() as connection:
        end_sessions(connection, username, by, register.watch(), but)
        if by != username:
            _told(connection, username, by, register.clock())


def _told(connection: Connection, username: str, by: str, now: datetime) -> None:
    append(connection, [Entry("sessions-ended", now, by=by, detail={"username": username})], now)
