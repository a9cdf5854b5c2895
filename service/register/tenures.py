"""Roles held by accounts: which role, for whom, from when until when. One account may hold several.

A role counts from its first instant, inclusive, to its last, exclusive, by the register's clock; before and after it
gives nothing. A role of an area team counts only while the area team exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from service.register.bodies import body_exists
from service.register.ledger import Entry, append
from service.register.sessions import end_sessions
from service.register.tables import tenures

Row = Mapping[str, object]


class NoSuchTenure(LookupError):
    """There is no such role that the account still holds."""


@dataclass(frozen=True)
class Tenure:
    """A role that somebody holds. `until_at` is None for one without an end; both instants are aware UTC."""

    id: int
    role: str
    scope: str
    from_at: datetime
    until_at: datetime | None


def in_force(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a tenure counts at an aware instant."""
    lasts = or_(tenures.c.until_at.is_(None), tenures.c.until_at > at)
    return (tenures.c.from_at <= at) & lasts & body_exists(at)


def tenures_of(connection: Connection, username: str) -> list[Tenure]:
    """Return every role that an account has held, holds or will hold, in the order in which they were given."""
    query = select(tenures).where(tenures.c.username == username).order_by(tenures.c.id)
    return [tenure(row) for row in connection.execute(query).mappings()]


def tenure(row: Mapping[Any, Any]) -> Tenure:
    """Return a row of `tenures` as a tenure."""
    return Tenure(row["id"], row["role"], row["scope"], row["from_at"], row["until_at"])


def held(connection: Connection, at: datetime) -> dict[str, Tenure]:
    """Return by account the first role that it holds at an aware instant."""
    query = select(tenures).where(in_force(at)).order_by(tenures.c.id.desc())
    return {row["username"]: tenure(row) for row in connection.execute(query).mappings()}


def give(connection: Connection, username: str, new: Tenure, by: str, now: datetime) -> None:
    """Give an account a role. Its sessions end, so that everybody sees at once what they may do."""
    row = {"username": username, "role": new.role, "scope": new.scope, "from_at": new.from_at}
    connection.execute(insert(tenures).values(**row, until_at=new.until_at, by=by, made_at=now))
    detail = {"username": username, "role": new.role, "scope": new.scope, **_dates(new.from_at, new.until_at)}
    append(connection, [Entry("role-given", now, by=by, detail=detail)], now)


def end(connection: Connection, username: str, tenure_id: int, until_at: datetime, by: str, now: datetime) -> None:
    """Let a role end at an aware instant. Raises NoSuchTenure, when it has ended by then."""
    mine = (tenures.c.id == tenure_id, tenures.c.username == username)
    open_ = or_(tenures.c.until_at.is_(None), tenures.c.until_at > until_at)
    if not connection.execute(update(tenures).where(*mine, open_).values(until_at=until_at)).rowcount:
        raise NoSuchTenure(f"{username} holds no role {tenure_id} that lasts longer than that.")
    detail = {"username": username, "tenure": tenure_id, "until_at": until_at.isoformat()}
    append(connection, [Entry("role-ended", now, by=by, detail=detail)], now)
    end_sessions(connection, username, by, now)


def _dates(from_at: datetime, until_at: datetime | None) -> dict[str, str]:
    return {"from_at": from_at.isoformat(), "until_at": until_at.isoformat() if until_at else ""}
