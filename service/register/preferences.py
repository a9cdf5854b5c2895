"""How people want to be told: their addresses, each message or a daily digest, who covers for them; role mailboxes."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.register.ledger import Entry, append
from service.register.queries import Row
from service.register.register import Register
from service.register.tables import absences, accounts, mailboxes


class NotThere(LookupError):
    """What was to be removed or changed is not there."""


class ThereAlready(ValueError):
    """The mailbox of that role is there already."""


def set_account(register: Register, username: str, by: str, change: Mapping[str, str]) -> None:
    """Change an account's `email` or `mail` and enter it in the ledger. Raises NotThere."""
    with register.database.write() as connection:
        asked = update(accounts).where(accounts.c.username == username).values(dict(change))
        if not connection.execute(asked).rowcount:
            raise NotThere(f"There is no account '{username}'.")
        _told(register, connection, "preferences-changed", by, {"username": username, **change})


def feed_of(register: Register, username: str) -> int:
    """Return how often the secret address of a person's calendar has been made, 0 for nobody."""
    with register.database.read() as connection:
        return connection.execute(select(accounts.c.feed).where(accounts.c.username == username)).scalar() or 0


def renew_feed(register: Register, username: str) -> None:
    """Make the secret address of a person's calendar another one, and enter it in the ledger."""
    with register.database.write() as connection:
        mine = update(accounts).where(accounts.c.username == username)
        connection.execute(mine.values(feed=accounts.c.feed + 1))
        _told(register, connection, "feed-renewed", username, {"username": username})


def absences_of(register: Register, username: str, today: str) -> list[Row]:
    """Return the absences of a person that are not over, soonest first."""
    query = select(absences).where(absences.c.username == username, absences.c.last_day >= today)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query.order_by(absences.c.first_day)).mappings()]


def add_absence(register: Register, row: Mapping[str, str]) -> None:
    """Keep an absence: username, first_day and last_day (ISO days in London, both inclusive), cover, by."""
    with register.database.write() as connection:
        connection.execute(insert(absences).values(**row, added_at=register.clock()))
        _told(register, connection, "absence-added", row["by"], dict(row))


def remove_absence(register: Register, identity: int, username: str) -> None:
    """Take back an absence of one's own. Raises NotThere."""
    with register.database.write() as connection:
        mine = (absences.c.id == identity, absences.c.username == username)
        if not connection.execute(delete(absences).where(*mine)).rowcount:
            raise NotThere(f"You have no absence {identity}.")
        _told(register, connection, "absence-removed", username, {"absence": identity, "username": username})


def all_mailboxes(register: Register) -> list[Row]:
    """Return the role mailboxes, by role and scope."""
    query = select(mailboxes).order_by(mailboxes.c.role, mailboxes.c.scope, mailboxes.c.id)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def add_mailbox(register: Register, role: str, scope: str, address: str, by: str) -> None:
    """Add a mailbox that is told what a role is told. Raises ThereAlready."""
    row = {"role": role, "scope": scope, "address": address}
    try:
        with register.database.write() as connection:
            connection.execute(insert(mailboxes).values(**row, by=by, added_at=register.clock()))
            _told(register, connection, "mailbox-added", by, row)
    except IntegrityError:
        raise ThereAlready(f"{address} is told already what this role is told.") from None


def remove_mailbox(register: Register, identity: int, by: str) -> None:
    """Remove a mailbox. Raises NotThere."""
    with register.database.write() as connection:
        row = connection.execute(select(mailboxes).where(mailboxes.c.id == identity)).mappings().one_or_none()
        if row is None:
            raise NotThere(f"There is no mailbox {identity}.")
        connection.execute(delete(mailboxes).where(mailboxes.c.id == identity))
        _told(register, connection, "mailbox-removed", by, {name: row[name] for name in ("role", "scope", "address")})


def _told(register: Register, connection: Connection, kind: str, by: str, detail: Mapping[str, object]) -> None:
    now = register.clock()
    append(connection, [Entry(kind, now, by=by, detail=detail)], now)
