"""Accounts: who may sign in, in which role and for which organisation."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import accounts


class AccountExists(ValueError):
    """There is an account of that name already."""


def add_account(register: Register, row: Mapping[str, object], by: str) -> None:
    """Add an account and enter it in the ledger. Raises AccountExists."""
    now = register.clock()
    try:
        with register.database.write() as connection:
            connection.execute(insert(accounts).values(dict(row)))
            detail = {"username": row["username"], "role": row["role"], "scope": row["scope"]}
            append(connection, [Entry("account-added", now, by=by, detail=detail)], now)
    except IntegrityError:
        raise AccountExists(f"There is an account '{row['username']}' already; choose another name.") from None


def account(register: Register, username: str) -> Mapping[str, object] | None:
    """Return an account by its name, also an inactive one."""
    with register.database.read() as connection:
        row = connection.execute(select(accounts).where(accounts.c.username == username)).mappings().one_or_none()
    return dict(row) if row is not None else None


def all_accounts(register: Register) -> list[Mapping[str, object]]:
    """Return all accounts, by name."""
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(accounts).order_by(accounts.c.id)).mappings()]


def note_attempt(register: Register, username: str, *, failures: int, locked_until: datetime | None) -> None:
    """Keep how often signing in failed in a row and until when the account is locked."""
    change = update(accounts).where(accounts.c.username == username)
    with register.database.write() as connection:
        connection.execute(change.values(failures=failures, locked_until=locked_until))
