"""What waits for a second person: asked by one officer, confirmed or declined by another."""

from collections.abc import Mapping
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select, update

from service.register.ledger import Entry, append
from service.register.receive import Receipt, write_down
from service.register.register import Register
from service.register.tables import requests


class NoSuchRequest(LookupError):
    """There is no such request, or it is answered already."""


def ask(register: Register, kind: str, case_id: int, content: Mapping[str, object], by: str) -> int:
    """Keep a request until a second person answers it, and return its number."""
    now = register.clock()
    with register.database.write() as connection:
        row = {"kind": kind, "case_id": case_id, "content": orjson.dumps(dict(content)).decode(), "by": by}
        key = connection.execute(insert(requests).values(**row, asked_at=now)).inserted_primary_key
        identity = int(key[0]) if key else 0
        append(connection, [Entry(f"{kind}-asked", now, case_id, by=by, detail={"request": identity})], now)
    return identity


def waiting(register: Register, identity: int) -> Mapping[str, object]:
    """Return a request that waits, its content read. Raises NoSuchRequest."""
    with register.database.read() as connection:
        row = connection.execute(select(requests).where(requests.c.id == identity)).mappings().one_or_none()
    if row is None or row["outcome"]:
        raise NoSuchRequest(f"There is no request {identity} that waits for a second person.")
    return {**row, "content": orjson.loads(row["content"])}


def answer(register: Register, identity: int, outcome: str, second: str) -> None:
    """Answer a request once. Raises NoSuchRequest, when somebody else was quicker."""
    with register.database.write() as connection:
        _answer(connection, identity, outcome, second, register.clock())


def confirm(register: Register, identity: int, second: str, arrival: Mapping[str, object]) -> Receipt:
    """Confirm a request and receive what it asks for: both or neither. Raises NoSuchRequest."""
    with register.database.write() as connection:
        _answer(connection, identity, "confirmed", second, register.clock())
        return write_down(connection, arrival)


def _answer(connection: Connection, identity: int, outcome: str, second: str, now: datetime) -> None:
    change = update(requests).where(requests.c.id == identity, requests.c.outcome == "")
    changed = connection.execute(change.values(outcome=outcome, second=second, answered_at=now)).rowcount
    if not changed:
        raise NoSuchRequest(f"The request {identity} is answered already.")
    case_id = connection.execute(select(requests.c.case_id).where(requests.c.id == identity)).scalar()
    detail = {"request": identity, "outcome": outcome}
    append(connection, [Entry("request-answered", now, case_id, by=second, detail=detail)], now)
