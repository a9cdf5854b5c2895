"""Editions of the public register: asked for by one officer, published by another, kept as they were for ever.

It must not know what an edition says: it keeps bytes. What is not published is for those alone who prepare it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, insert, select, update

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import editions

PUBLISHED, DECLINED = "published", "declined"
Row = Mapping[str, Any]


class NoSuchEdition(LookupError):
    """There is no such edition of the register."""


class PreparedMeanwhile(Exception):
    """Another edition waits for a second officer already, or was published meanwhile; look at that one first."""


def ask(register: Register, content: Mapping[str, object], note: str, by: str, after: int) -> int:
    """Keep an edition until a second officer publishes it, and return its id.

    after: the number of the edition that it follows, as the officer saw it; 0 for none. Raises PreparedMeanwhile.
    """
    now, text = register.clock(), orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()
    digest = hashlib.sha256(text.encode()).hexdigest()
    with register.database.write() as connection:
        waits = connection.execute(select(editions.c.id).where(editions.c.outcome == "")).first()
        if waits is not None or _last_number(connection) != after:
            raise PreparedMeanwhile(str(PreparedMeanwhile.__doc__))
        row = {"content": text, "sha256": digest, "note": note, "by": by, "asked_at": now}
        key = connection.execute(insert(editions).values(row)).inserted_primary_key
        identity = int(key[0]) if key else 0
        detail = {"edition": identity, "sha256": digest, "note": note}
        append(connection, [Entry("edition-asked", now, by=by, detail=detail)], now)
    return identity


def answer(register: Register, identity: int, outcome: str, second: str) -> int:
    """Publish an edition or decline it, once; return its number, 0 for a declined one. Raises NoSuchEdition."""
    now = register.clock()
    with register.database.write() as connection:
        row = _one(connection, select(editions).where(editions.c.id == identity, editions.c.outcome == ""))
        number = _last_number(connection) + 1 if outcome == PUBLISHED else None
        values = {"outcome": outcome, "second": second, "answered_at": now, "number": number}
        connection.execute(update(editions).where(editions.c.id == identity).values(values))
        detail = {"edition": identity, "number": number, "sha256": row["sha256"], "asked_by": row["by"]}
        append(connection, [Entry(f"edition-{outcome}", now, by=second, detail=detail)], now)
    return number or 0


def _last_number(connection: Connection) -> int:
    return connection.execute(select(func.max(editions.c.number))).scalar() or 0


def _one(connection: Connection, query: Select[Any]) -> Row:
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchEdition(f"{NoSuchEdition.__doc__}")
    return {**row, "content": orjson.loads(row["content"])}


def published(register: Register, number: int = 0) -> Row:
    """Return a published edition, the newest when no number is given. Raises NoSuchEdition."""
    query = select(editions).where(editions.c.outcome == PUBLISHED).order_by(editions.c.number.desc()).limit(1)
    with register.database.read() as connection:
        return _one(connection, query.where(editions.c.number == number) if number else query)


def history(register: Register) -> list[Row]:
    """Return the published editions without what they say, newest first."""
    columns = (editions.c.number, editions.c.note, editions.c.answered_at, editions.c.sha256)
    query = select(*columns).where(editions.c.outcome == PUBLISHED).order_by(editions.c.number.desc())
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def waiting(register: Register) -> Row | None:
    """Return the edition that waits for a second officer; None, when none does."""
    with register.database.read() as connection:
        try:
            return _one(connection, select(editions).where(editions.c.outcome == ""))
        except NoSuchEdition:
            return None
