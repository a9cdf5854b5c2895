"""Letting go of what is no part of the record when its time is over: listed first, and only then deleted.

Knows which rows of which tables a kind stands for, never how long they are kept. The ledger, arrivals, cases and their
documents are no kind here, so nothing can let them go.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select

from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import answer_drafts, attempts, cases, idempotency_keys, one_time_links, reads, sessions

Over = Callable[[datetime], ColumnElement[bool]]


def _sessions(before: datetime) -> ColumnElement[bool]:
    return or_(sessions.c.ended_at < before, sessions.c.ends_at < before)


def _links(before: datetime) -> ColumnElement[bool]:
    return or_(one_time_links.c.used_at < before, one_time_links.c.ends_at < before)


def _drafts(before: datetime) -> ColumnElement[bool]:
    over = select(cases.c.id).where(cases.c.ended)
    return (answer_drafts.c.saved_at < before) & answer_drafts.c.case_id.in_(over)


KINDS: Mapping[str, tuple[Table, Over]] = {
    "sessions": (sessions, _sessions),
    "attempts": (attempts, lambda before: attempts.c.last_at < before),
    "one-time-links": (one_time_links, _links),
    "answer-drafts": (answer_drafts, _drafts),
    "idempotency-keys": (idempotency_keys, lambda before: idempotency_keys.c.made_at < before),
    "reads": (reads, lambda before: reads.c.at < before),
}
BY_WATCH = ("sessions", "attempts")
"""Kinds whose instants are measured by `register.watch`, not by the clock of the deadlines."""


def over(register: Register, days: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows of each kind are over their time. days: how long each kind is kept, by kind."""
    with register.database.read() as connection:
        return {kind: connection.execute(_count(register, kind, kept)).scalar_one() for kind, kept in days.items()}


def _count(register: Register, kind: str, days: int) -> Select[int]:
    return select(func.count()).select_from(KINDS[kind][0]).where(_over(register, kind, days))


def let_go(register: Register, days: Mapping[str, int], by: str) -> dict[str, int]:
    """Delete what is over its time and enter in the ledger how many rows of each kind; all of it or nothing."""
    now = register.clock()
    with register.database.write() as connection:
        gone = {
            kind: connection.execute(delete(KINDS[kind][0]).where(_over(register, kind, kept))).rowcount
            for kind, kept in days.items()
        }
        if any(gone.values()):
            append(connection, [Entry("let-go", now, by=by, detail={"rows": gone, "days": dict(days)})], now)
    return gone


def _over(register: Register, kind: str, days: int) -> ColumnElement[bool]:
    now = register.watch() if kind in BY_WATCH else register.clock()
    return KINDS[kind][1](now - timedelta(days=days))
