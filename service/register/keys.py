"""Keys that programs send with what they do, and the answer each got: the same key again does nothing again.

A key belongs to an account. A row without an answer is a
request under way or broken off; its act keeps the key itself, so doing it again does nothing twice. Knows no HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.register.register import Register
from service.register.tables import idempotency_keys as kept

KEPT_FOR = timedelta(days=30)


class KeyOfAnother(ValueError):
    """The key was sent with another request before; nothing was done. Send this one with a key of its own."""


@dataclass(frozen=True)
class First:
    """The answer that the first request with a key got."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def claim(
    connection: Connection, account: str, key: str, fingerprint: str, now: datetime
) -> First | None:  # fmt: skip
    """Claim a key for a request in the caller's transaction; return the first answer, when there is one.

    fingerprint: SHA-256 in hex of what was asked. Raises KeyOfAnother.
    """
    connection.execute(delete(kept).where(kept.c.made_at < now - KEPT_FOR))
    row = {"account": account, "key": key, "fingerprint": fingerprint, "made_at": now}
    if connection.execute(_ADD[connection.dialect.name].returning(kept.c.key), row).first() is not None:
        return None
    there = connection.execute(select(kept).where(*_one(account, key)).with_for_update()).mappings().one()
    if there["fingerprint"] != fingerprint:
        raise KeyOfAnother(str(KeyOfAnother.__doc__))
    if there["status"] is not None:
        return First(there["status"], orjson.loads(there["headers"]), there["body"])
    return None


def _one(account: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return kept.c.account == account, kept.c.key == key


def keep(connection: Connection, account: str, key: str, first: First) -> None:
    """Keep the answer of a claimed key in the caller's transaction."""
    values = {"status": first.status, "headers": orjson.dumps(dict(first.headers)).decode(), "body": first.body}
    connection.execute(update(kept).where(*_one(account, key)).values(values))


def give_back(register: Register, account: str, key: str) -> None:
    """Give a claimed key back, since nothing was done with it."""
    with register.database.write() as connection:
        connection.execute(delete(kept).where(*_one(account, key), kept.c.status.is_(None)))


_ADD = {
    "sqlite": sqlite.insert(kept).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(kept).on_conflict_do_nothing(),
}
