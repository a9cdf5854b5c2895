"""What is ready for a body that sits and what is not, with the steps that it still waits for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from service.register.desk.waiting import NEVER, SHOWN, Queue
from service.register.listing import with_steps
from service.register.packs import DECISION, NATIONAL, PROPOSALS, REGIONAL, meanings, standing_acts
from service.register.register import Register
from service.register.sight import Row, Sight
from service.register.tables import arrivals, cases, organisations, sitting_items, sittings, steps

DECIDES = {"regional-panel": REGIONAL, "national-panel": NATIONAL, "committee": DECISION}
"""What each body's act means for a proposal."""
MODELS = {"regional-panel": ("delegated", "joint"), "national-panel": ("delegated",), "committee": ("delegated",)}
OPEN = ("planned", "frozen", "sitting")


@dataclass(frozen=True)
class Meeting:
    """One sitting that is to come or under way: when (aware UTC), where, how far its papers are."""

    id: int
    scope: str
    held_at: datetime
    place: str
    status: str
    items: int


def meetings(register: Register, body: str, scope: str) -> list[Meeting]:
    """Return the sittings of a body that are not closed, the next one first; of one scope when it is named."""
    query = select(sittings, func.count(sitting_items.c.case_id).label("items"))
    query = query.outerjoin(sitting_items, sitting_items.c.sitting_id == sittings.c.id)
    query = query.where(sittings.c.body == body, sittings.c.status.in_(OPEN)).group_by(sittings.c.id)
    query = query.where(sittings.c.scope == scope) if scope else query
    with register.database.read() as connection:
        found = connection.execute(query.order_by(sittings.c.held_at, sittings.c.id))
        return [Meeting(row.id, row.scope, row.held_at, row.place, row.status, row.items) for row in found]


def without_paper(register: Register, sight: Sight, body: str) -> int:
    """Return how many cases wait for a body and lie on no agenda whose papers are frozen. One statement."""
    query = select(func.count(cases.c.id)).select_from(cases).join(steps, steps.c.case_id == cases.c.id)
    query = query.where(steps.c.role == body, steps.c.offer.is_(False), cases.c.ended.is_(False), sight.condition())
    with register.database.read() as connection:
        return connection.execute(query.where(cases.c.id.not_in(_ON_PAPER))).scalar_one()


def not_ready(register: Register, sight: Sight, body: str, size: int = SHOWN) -> Queue:
    """Return the open proposals that a body has neither decided nor can decide yet, with the steps that they wait for.

    Takes four statements.
    """
    with register.database.read() as connection:
        told = meanings(register, connection).steps(DECIDES[body])
        decided = standing_acts(told).with_only_columns(arrivals.c.case_id)
        waits = select(steps.c.case_id).where(steps.c.role == body, steps.c.offer.is_(False))
        where: list[Any] = [PROPOSALS, cases.c.model.in_(MODELS[body]), cases.c.ended.is_(False), sight.condition()]
        where += [cases.c.id.not_in(decided), cases.c.id.not_in(waits)]
        count = connection.execute(select(func.count()).select_from(cases).where(*where)).scalar_one()
        order = (func.coalesce(cases.c.next_due, NEVER), organisations.c.name, cases.c.id)
        page = connection.execute(_ABOUT.where(*where).order_by(*order).limit(size)).mappings()
        rows: list[Row] = [dict(row) for row in page]
        with_steps(connection, rows)
    return Queue(count, rows)


_ON_PAPER = (
    select(sitting_items.c.case_id)
    .join(sittings, sittings.c.id == sitting_items.c.sitting_id)
    .where(sitting_items.c.outcome == "", sittings.c.status.in_(("frozen", "sitting")))
)
_ABOUT: Select[Any] = select(
    cases.c.id, cases.c.reference, cases.c.path, cases.c.region, cases.c.next_due, cases.c.model,
    organisations.c.name.label("organisation_name"),
).join(organisations, organisations.c.code == cases.c.organisation)  # fmt: skip
