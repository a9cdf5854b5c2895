"""Accounts: who may sign in, and what they may do now. Their roles with dates are in `tenures`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.register.bodies import taken_over
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.sessions import digest_of, end_sessions, lasting_at
from service.register.tables import accounts, sessions, tenures
from service.register.tenures import Tenure, end, give, held, in_force, tenure, tenures_of
from service.roles import AREA, ROLES, Person

Row = Mapping[str, Any]


class AccountExists(ValueError):
    """There is an account of that name already."""


class NoSuchAccount(LookupError):
    """There is no account of that name."""


@dataclass(frozen=True)
class Asking:
    """Who asks: the session, and the roles that the account holds at this instant. `person` is None without any."""

    session: Row
    name: str
    tenures: tuple[Tenure, ...]
    person: Person | None


def add_account(register: Register, row: Mapping[str, object], by: str) -> None:
    """Add an account, which holds one role from now on, and enter it in the ledger. Raises AccountExists.

    row: the columns of `accounts`, with `role` and `scope`.
    """
    own = {name: value for name, value in row.items() if name not in ("role", "scope")}
    now = register.clock()
    with adding(register, str(row["username"])) as connection:
        add_in(connection, own, Tenure(0, str(row["role"]), str(row["scope"]), now, None), by, now)


@contextmanager
def adding(register: Register, username: str) -> Iterator[Connection]:
    """Give a connection that may write, in which an account is added. Raises AccountExists."""
    try:
        with register.database.write() as connection:
            yield connection
    except IntegrityError:
        raise AccountExists(f"There is an account '{username}' already; choose another name.") from None


def add_in(connection: Connection, row: Mapping[str, object], role: Tenure, by: str, now: datetime) -> None:
    """Add an account and its first role in the caller's transaction."""
    username = str(row["username"])
    connection.execute(insert(accounts).values(dict(row)))
    append(connection, [Entry("account-added", now, by=by, detail={"username": username})], now)
    give(connection, username, role, by, now)


def account(register: Register, username: str) -> Row | None:
    """Return an account by its name, also a closed one, with the first role and scope that it holds now."""
    with register.database.read() as connection:
        row = connection.execute(select(accounts).where(accounts.c.username == username)).mappings().one_or_none()
        mine = select(tenures).where(tenures.c.username == username, in_force(register.clock()))
        first = connection.execute(mine.order_by(tenures.c.id).limit(1)).mappings().first()
        also = _heirs(connection, first["role"], first["scope"], register.clock()) if first else ()
    return None if row is None else {**row, **_first(first), "also": also}


def _first(role: Mapping[Any, Any] | None) -> dict[str, object]:
    return {"role": role["role"], "scope": role["scope"]} if role else {"role": "", "scope": ""}


def all_accounts(register: Register) -> list[Row]:
    """Return all accounts in the order in which they were added, with the first role and scope that each holds now."""
    with register.database.read() as connection:
        roles = held(connection, register.clock())
        rows = connection.execute(select(accounts).order_by(accounts.c.id)).mappings().all()
    named = {name: {"role": one.role, "scope": one.scope} for name, one in roles.items()}
    return [{**row, **named.get(row["username"], _first(None))} for row in rows]


def holders(register: Register) -> list[Row]:
    """Return one row for each role that an open account holds now: username, name, role and scope."""
    query = select(accounts.c.username, accounts.c.name, tenures.c.role, tenures.c.scope)
    joined = query.join(tenures, tenures.c.username == accounts.c.username)
    with register.database.read() as connection:
        found = connection.execute(joined.where(accounts.c.active, in_force(register.clock())).order_by(accounts.c.id))
        return [dict(row) for row in found.mappings()]


_ASKING = (
    select(sessions, accounts.c.name, *(column.label(f"held_{column.name}") for column in tenures.c))
    .join(accounts, accounts.c.username == sessions.c.username)
    .outerjoin(tenures, (tenures.c.username == sessions.c.username) & in_force(bindparam("now")))
    .where(sessions.c.digest == bindparam("digest"), accounts.c.active)
    .where(*lasting_at(bindparam("watched"), bindparam("idle_since")))
    .order_by(tenures.c.id)
)
"""Made once: every page asks this, and building the statement took longer than executing it."""


def who_asks(register: Register, token: str) -> Asking | None:
    """Return who a session's token stands for; None, when the session is over or the account closed.

    One statement; a second one for area teams and those who follow them.
    """
    now, watched = register.clock(), register.watch()
    asked = {"digest": digest_of(token), "now": now, "watched": watched, "idle_since": watched - register.idle}
    with register.database.read() as connection:
        rows = [dict(row) for row in connection.execute(_ASKING, asked).mappings()]
        if not rows:
            return None
        own = tuple(_held(row) for row in rows if row["held_id"] is not None)
        chosen = next((one for one in own if one.id == rows[0]["tenure_id"]), own[0] if own else None)
        person = _acting(connection, rows[0], chosen, now) if chosen else None
    return Asking(rows[0], str(rows[0]["name"]), own, person)


def _held(row: Row) -> Tenure:
    return tenure({column.name: row[f"held_{column.name}"] for column in tenures.c})


def _acting(connection: Connection, row: Row, chosen: Tenure, now: datetime) -> Person:
    also = _heirs(connection, chosen.role, chosen.scope, now)
    return Person(str(row["username"]), str(row["name"]), chosen.role, chosen.scope, also)


def _heirs(connection: Connection, role: str, scope: str, now: datetime) -> tuple[str, ...]:
    return taken_over(connection, now).get(scope, ()) if ROLES[role].sees == AREA else ()


def roles_of(register: Register, username: str) -> list[Tenure]:
    """Return every role that an account has held, holds or will hold."""
    with register.database.read() as connection:
        return tenures_of(connection, username)


def give_role(register: Register, username: str, new: Tenure, by: str) -> None:
    """Give an account a role; its sessions end. Raises NoSuchAccount."""
    with register.database.write() as connection:
        there = connection.execute(select(accounts.c.id).where(accounts.c.username == username)).first()
        if there is None:
            raise NoSuchAccount(f"There is no account '{username}'.")
        give(connection, username, new, by, register.clock())
        end_sessions(connection, username, by, register.watch())


def end_role(register: Register, username: str, tenure_id: int, until_at: datetime, by: str) -> None:
    """Let a role of an account end at an aware instant; its sessions end now. Raises NoSuchTenure."""
    with register.database.write() as connection:
        end(connection, username, tenure_id, until_at, by, register.clock())


def set_active(register: Register, username: str, by: str, *, active: bool) -> None:
    """Close or re-open an account; closing ends its sessions. Raises NoSuchAccount, when it is so already."""
    now = register.clock()
    change = update(accounts).where(accounts.c.username == username, accounts.c.active.is_(not active))
    with register.database.write() as connection:
        if not connection.execute(change.values(active=active)).rowcount:
            raise NoSuchAccount(f"There is no account '{username}' that is {'closed' if active else 'open'}.")
        kind = "account-reopened" if active else "account-closed"
        append(connection, [Entry(kind, now, by=by, detail={"username": username})], now)
        end_sessions(connection, username, by, register.watch())


def set_password(connection: Connection, username: str, hashed: str, by: str, now: datetime) -> None:
    """Keep another password in the caller's transaction; every session ends."""
    connection.execute(update(accounts).where(accounts.c.username == username).values(password_hash=hashed))
    append(connection, [Entry("password-changed", now, by=by, detail={"username": username})], now)
    end_sessions(connection, username, by, now)
