"""Identities: which (issuer, subject) of a sign-in service stands for which account. Never an e-mail address."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from service.register.ledger import Entry, append
from service.register.one_time import invited, use_up
from service.register.register import Register
from service.register.tables import accounts, identities


class LinkedAlready(ValueError):
    """That identity stands for an account already."""


class NoSuchIdentity(LookupError):
    """The account has no such identity."""


def account_of(register: Register, issuer: str, subject: str) -> str | None:
    """Return the open account that an identity stands for."""
    mine = (identities.c.issuer == issuer, identities.c.subject == subject, accounts.c.active)
    query = select(accounts.c.username).join(identities, identities.c.username == accounts.c.username)
    with register.database.read() as connection:
        return connection.execute(query.where(*mine)).scalar()


def identities_of(register: Register, username: str) -> list[Mapping[str, Any]]:
    """Return the identities that stand for an account."""
    query = select(identities).where(identities.c.username == username).order_by(identities.c.id)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def link(register: Register, username: str, issuer: str, subject: str, by: str) -> None:
    """Let an identity stand for an account. Raises LinkedAlready."""
    try:
        with register.database.write() as connection:
            _link(register, connection, username, issuer, subject, by)
    except IntegrityError:
        raise LinkedAlready("That identity stands for an account already.") from None


def unlink(register: Register, username: str, identity: int, by: str) -> None:
    """Let an identity stand for an account no more. Raises NoSuchIdentity."""
    now = register.clock()
    with register.database.write() as connection:
        mine = (identities.c.id == identity, identities.c.username == username)
        if not connection.execute(delete(identities).where(*mine)).rowcount:
            raise NoSuchIdentity(f"{username} has no identity {identity}.")
        detail = {"username": username, "identity": identity}
        append(connection, [Entry("identity-unlinked", now, by=by, detail=detail)], now)


def link_invited(register: Register, email: str, issuer: str, subject: str) -> str | None:
    """Link an identity to the account that was invited at this verified address; None, when there is no such one.

    The invitation is used up by it.
    """
    with register.database.write() as connection:
        username = invited(connection, email, register.clock())
        if username is not None:
            use_up(connection, username, register.clock())
            _link(register, connection, username, issuer, subject, username)
    return username


def _link(register: Register, connection: Connection, username: str, issuer: str, subject: str, by: str) -> None:
    now = register.clock()
    row = {"issuer": issuer, "subject": subject, "username": username, "by": by}
    connection.execute(insert(identities).values(**row, linked_at=now))
    append(connection, [Entry("identity-linked", now, by=by, detail={**row})], now)
