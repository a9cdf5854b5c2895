"""Reads of what is confidential: who, in which role and session, what, when. Rows are only ever added.

Not in the ledger of cases: reading changes nothing there, and the readers are nobody's business but the auditor's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select

from service.register.register import Register
from service.register.tables import reads

PAGE = 50


@dataclass(frozen=True)
class Reading:
    """One read. kind: what makes it confidential; what: which page or file it was."""

    username: str
    role: str
    session_id: int
    kind: str
    what: str


@dataclass(frozen=True)
class ReadFilter:
    """What the list of reads is narrowed to; instants are aware UTC, `until` exclusive. Empty means no limit."""

    username: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def note_read(register: Register, one: Reading) -> None:
    """Write one read down: one statement."""
    row = {"username": one.username, "role": one.role, "session_id": one.session_id, "kind": one.kind}
    with register.database.write() as connection:
        connection.execute(insert(reads).values(**row, what=one.what[:300], at=register.clock()))


def list_reads(register: Register, wanted: ReadFilter, page: int = 1) -> tuple[int, list[Mapping[str, Any]]]:
    """Return how many reads fit and one page of them, newest first."""
    with register.database.read() as connection:
        count = connection.execute(_narrowed(select(func.count()).select_from(reads), wanted)).scalar_one()
        query = _narrowed(select(reads), wanted).order_by(reads.c.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
        return int(count), [dict(row) for row in connection.execute(query).mappings()]


def every_read(register: Register, wanted: ReadFilter) -> Iterator[Mapping[str, Any]]:
    """Yield all reads that fit, oldest first."""
    with register.database.read() as connection:
        yield from (
            dict(row) for row in connection.execute(_narrowed(select(reads), wanted).order_by(reads.c.id)).mappings()
        )


def _narrowed(query: Select[Any], wanted: ReadFilter) -> Select[Any]:
    limits: list[ColumnElement[bool]] = []
    if wanted.username:
        limits.append(reads.c.username == wanted.username)
    if wanted.kind:
        limits.append(reads.c.kind == wanted.kind)
    if wanted.since is not None:
        limits.append(reads.c.at >= wanted.since)
    if wanted.until is not None:
        limits.append(reads.c.at < wanted.until)
    return query.where(*limits)
