"""What one officer asks for and another one answers, where it concerns no single case: kept until it is answered.

It must not know what is asked for: whoever answers does it in the transaction of the answer, so both happen or neither.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.requests import NoSuchRequest
from service.register.tables import office_requests

APPLIED, DECLINED = "applied", "declined"
Told = Mapping[str, Any]


def ask(register: Register, kind: str, content: Mapping[str, object], said: Mapping[str, object], by: str) -> int:
    """Keep a request until a second officer answers it, and return its number. said: what the ledger says of it."""
    now, text = register.clock(), orjson.dumps(content).decode()
    with register.database.write() as connection:
        row = {"kind": kind, "content": text, "by": by, "asked_at": now}
        key = connection.execute(insert(office_requests).values(row)).inserted_primary_key
        number = int(key[0]) if key else 0
        append(connection, [Entry(f"{kind}-asked", now, by=by, detail={"request": number, **said})], now)
    return number


def one(register: Register, kind: str, number: int) -> Told:
    """Return a request of a kind, answered or not. Raises NoSuchRequest."""
    query = select(office_requests).where(office_requests.c.id == number, office_requests.c.kind == kind)
    with register.database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchRequest(f"There is no such request {number}.")
    return _told(row)


def _told(row: Row[Any]) -> Told:
    return {**row._mapping, "content": orjson.loads(row.content)}


def latest(register: Register, kind: str, limit: int = 20) -> list[Told]:
    """Return the requests of a kind without what they hold, newest first."""
    columns = [column for column in office_requests.c if column.name != "content"]
    query = select(*columns).where(office_requests.c.kind == kind).order_by(office_requests.c.id.desc()).limit(limit)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def waiting(register: Register) -> list[Told]:
    """Return every request that waits for a second officer without what it holds, oldest first."""
    columns = [column for column in office_requests.c if column.name != "content"]
    query = select(*columns).where(office_requests.c.outcome == "").order_by(office_requests.c.id)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def answer(register: Register, number: int, outcome: str, second: str, said: Mapping[str, object]) -> None:
    """Answer a request once. said: what the ledger says of it. Raises NoSuchRequest, when it is answered already."""
    with register.database.write() as connection:
        _answer(connection, number, outcome, second, said, register.clock())


def _answer(
    connection: Connection, number: int, outcome: str, second: str, said: Mapping[str, object], now: datetime
) -> None:
    waits = update(office_requests).where(office_requests.c.id == number, office_requests.c.outcome == "")
    if not connection.execute(waits.values(outcome=outcome, second=second, answered_at=now)).rowcount:
        raise NoSuchRequest(f"The request {number} is answered already.")
    row = connection.execute(select(office_requests).where(office_requests.c.id == number)).one()
    detail = {"request": number, "asked_by": row.by, **said}
    append(connection, [Entry(f"{row.kind}-{outcome}", now, by=second, detail=detail)], now)
