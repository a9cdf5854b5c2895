"""One-time links: an invitation or a way back in for one account, by mail. Only the digest of a link is kept.

A link works once and until its end; a new one of the same account makes the older ones useless.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from service.mail.message import Letter, Recipient
from service.register.accounts import set_password
from service.register.ledger import Entry, append
from service.register.outbox import post
from service.register.register import Register
from service.register.sessions import digest_of
from service.register.tables import accounts, one_time_links

INVITATION, RESET = "invitation", "reset"
LASTS: Mapping[str, timedelta] = {INVITATION: timedelta(hours=72), RESET: timedelta(hours=1)}
"""An invitation may arrive on a Friday evening; a way back in is asked for by somebody who waits at the screen."""


class UnusableLink(LookupError):
    """The link is unknown, was used or has ended; ask for another one."""


def send_link(register: Register, kind: str, username: str, by: str, words: tuple[str, str], address: str) -> None:
    """Make a link and put the letter with it into the outbox: both or neither.

    words: subject and text, in which {link} stands for the whole link and {place} for where it leads.
    address: where links lead, before the token.
    """
    with register.database.write() as connection:
        send_in(register, connection, kind, username, by, words, address)


def send_in(
    register: Register, connection: Connection, kind: str, username: str, by: str, words: tuple[str, str], address: str
) -> None:  # fmt: skip
    """Make a link in the caller's transaction."""
    now, token = register.clock(), secrets.token_urlsafe(32)
    row = connection.execute(select(accounts).where(accounts.c.username == username)).mappings().one()
    older = (one_time_links.c.username == username, one_time_links.c.used_at.is_(None))
    connection.execute(update(one_time_links).where(*older).values(used_at=now))
    new = {"digest": digest_of(token), "kind": kind, "username": username, "by": by}
    connection.execute(insert(one_time_links).values(**new, made_at=now, ends_at=now + LASTS[kind]))
    subject, text = words[0], words[1].format(link=f"{address}{token}", place=address, name=row["name"])
    to = Recipient(row["email"], username, row["name"])
    letter = Letter(
        f"{kind}/{digest_of(token)[:40]}", "link", to, subject, text, valid_until=now + LASTS[kind], confidential=True
    )
    post(register, connection, [letter], now)
    append(connection, [Entry(f"{kind}-sent", now, by=by, detail={"username": username})], now)


def opened(register: Register, token: str) -> Mapping[str, Any]:
    """Return the link that a token names, with the name of its account. Raises UnusableLink."""
    with register.database.read() as connection:
        return _usable(register, connection, token)


def use(register: Register, token: str, hashed: str) -> str:
    """Use a link up: keep the password and return whose account it is. Raises UnusableLink, also the second time."""
    now = register.clock()
    with register.database.write() as connection:
        row = _usable(register, connection, token)
        once = update(one_time_links).where(one_time_links.c.id == row["id"], one_time_links.c.used_at.is_(None))
        if not connection.execute(once.values(used_at=now)).rowcount:
            raise UnusableLink(_SAID)
        set_password(connection, row["username"], hashed, row["username"], now)
    return str(row["username"])


def _usable(register: Register, connection: Connection, token: str) -> Mapping[str, Any]:
    now = register.clock()
    query = (
        select(one_time_links, accounts.c.name)
        .join(accounts, accounts.c.username == one_time_links.c.username)
        .where(one_time_links.c.digest == digest_of(token), one_time_links.c.used_at.is_(None))
        .where(one_time_links.c.ends_at > now, accounts.c.active)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnusableLink(_SAID)
    return dict(row)


_SAID = "This link does not work: it was used, it has ended, or a newer one was sent. Ask for another one."


def by_email(register: Register, email: str) -> list[str]:
    """Return the open accounts that have an e-mail address, whatever its case."""
    from_lower = select(accounts.c.username, accounts.c.email).where(accounts.c.active, accounts.c.email != "")
    with register.database.read() as connection:
        rows = connection.execute(from_lower).all()
    return [row.username for row in rows if row.email.casefold() == email.casefold()]


def invited(connection: Connection, email: str, now: Any) -> str | None:
    """Return the one open account with an address whose invitation still waits; None for none or several."""
    waits = (one_time_links.c.kind == INVITATION, one_time_links.c.used_at.is_(None), one_time_links.c.ends_at > now)
    query = select(accounts.c.username, accounts.c.email).join(
        one_time_links, one_time_links.c.username == accounts.c.username
    )
    rows = connection.execute(query.where(*waits, accounts.c.active)).all()
    found = {row.username for row in rows if row.email.casefold() == email.casefold()}
    return found.pop() if len(found) == 1 else None


def use_up(connection: Connection, username: str, now: Any) -> None:
    """Make the links of an account useless in the caller's transaction."""
    waits = (one_time_links.c.username == username, one_time_links.c.used_at.is_(None))
    connection.execute(update(one_time_links).where(*waits).values(used_at=now))
