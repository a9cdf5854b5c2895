"""Arrangements that have ended: when each organisation's was last terminated, as the ledger tells it."""

from datetime import datetime

from sqlalchemy import select

from service.register.outcomes import statuses
from service.register.register import Register
from service.register.tables import cases

TERMINATED = "terminated"


def endings(register: Register) -> dict[str, datetime]:
    """Return when an arrangement of each organisation ended last, aware UTC; those without an ending are left out."""
    ended = select(cases.c.id).where(cases.c.status == TERMINATED)
    with register.database.read() as connection:
        places = {row.id: row.organisation for row in connection.execute(ended.add_columns(cases.c.organisation))}
        told = statuses(connection, ended)
    found: dict[str, datetime] = {}
    for case_id, reached in told.items():
        last = max(at for status, at in reached if status == TERMINATED)
        found[places[case_id]] = max(last, found.get(places[case_id], last))
    return found
