"""What changed in somebody's cases since they last did something in them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from service.register.register import Register
from service.register.sight import Row, Sight
from service.register.tables import arrivals, cases, ledger

SHOWN = 15
LATELY = timedelta(days=14)
TOLD = (
    "opened", "step-opened", "step-completed", "deadline-passed", "deadline-moved", "status", "ended", "corrected",
    "arrival-refused", "sitting-decided", "document-added", "query-asked", "query-answered", "superseded",
)  # fmt: skip
"""The kinds of entries that say something to whoever waits; mail and messages between cases do not."""


def last_act(register: Register, username: str) -> datetime | None:
    """Return when somebody last sent something (aware UTC); None for those who never did. One statement."""
    query: Select[Any] = select(func.max(arrivals.c.received_at)).where(arrivals.c.by == username)
    with register.database.read() as connection:
        at = connection.execute(query).scalar()
    return at if isinstance(at, datetime) else None


def changes_since(register: Register, sight: Sight, since: datetime, limit: int = SHOWN) -> list[Row]:
    """Return the latest entries about the cases of one organisation that were recorded after an instant, newest first.

    One statement. Meant for sights of one organisation: it reads the whole ledger of their cases.
    """
    query = select(ledger, cases.c.reference, cases.c.path).join(cases, cases.c.id == ledger.c.case_id)
    query = query.where(sight.condition(), ledger.c.recorded_at > since, ledger.c.kind.in_(TOLD))
    with register.database.read() as connection:
        found = connection.execute(query.order_by(ledger.c.seq.desc()).limit(limit)).mappings()
        return [dict(row) for row in found]
