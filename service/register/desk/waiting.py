"""Who is waited for: the open steps of a body, soonest deadline first, and how much lies with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, func, select, type_coerce

from processes.instants import from_micros
from service.register.register import Register
from service.register.sight import Row, Sight
from service.register.tables import cases, dues, organisations, steps

NEVER = 2**62
SHOWN = 20


@dataclass(frozen=True)
class Queue:
    """What waits: how much there is in all, and the first of it."""

    count: int = 0
    rows: Sequence[Row] = ()

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Pile:
    """How many open steps of one form lie with a role, and since when the oldest does (aware UTC)."""

    role: str
    form: str
    steps: int
    since: datetime


def queue(register: Register, sight: Sight, role: str, size: int = SHOWN, forms: Sequence[str] = ()) -> Queue:
    """Return the open steps of a role, soonest deadline of their case first; only those of some forms when named.

    Takes three statements.
    """
    where = [steps.c.role == role, steps.c.offer.is_(False), cases.c.ended.is_(False), sight.condition()]
    where += [steps.c.form.in_(forms)] if forms else []
    order = (func.coalesce(cases.c.next_due, NEVER), steps.c.opened_at, cases.c.id)
    with register.database.read() as connection:
        count = connection.execute(_counted(steps.c.case_id).where(*where)).scalar_one()
        page = _ABOUT.where(*where).order_by(*order).limit(size)
        rows: list[Row] = [dict(row) for row in connection.execute(page).mappings()]
        named = connection.execute(_soonest([row["case_id"] for row in rows]))
        soonest = {row.case_id: row.deadline for row in named}
    return Queue(count, [{**row, "next_deadline": soonest.get(row["case_id"], "")} for row in rows])


def piles(register: Register, sight: Sight) -> list[Pile]:
    """Return how many steps of which form lie with whom, in one statement."""
    since = func.min(type_coerce(steps.c.opened_at, BigInteger))
    query: Select[Any] = select(steps.c.role, steps.c.form, func.count(), since)
    if sight.column or sight.nothing:
        query = query.join(cases, cases.c.id == steps.c.case_id).where(sight.condition())
    query = query.where(steps.c.offer.is_(False)).group_by(steps.c.role, steps.c.form)
    with register.database.read() as connection:
        return [Pile(role, form, count, from_micros(at)) for role, form, count, at in connection.execute(query)]


def lying(found: Sequence[Pile], *forms: str) -> int:
    """Return how many steps of some forms lie with anybody."""
    return sum(pile.steps for pile in found if pile.form in forms)


def _counted(column: Any) -> Select[Any]:
    return select(func.count(column)).select_from(steps).join(cases, cases.c.id == steps.c.case_id)


def _soonest(ids: Sequence[object]) -> Select[Any]:
    """Return the query of the deadline that each case waits for first; the soonest row comes last and counts."""
    query = select(dues.c.case_id, dues.c.deadline).where(dues.c.case_id.in_(ids), dues.c.over_at.is_(None))
    return query.order_by(dues.c.at.desc())


_ABOUT: Select[Any] = (
    select(
        steps.c.case_id, steps.c.element, steps.c.name, steps.c.role, steps.c.form, steps.c.opened_at,
        cases.c.reference, cases.c.path, cases.c.round, cases.c.model, cases.c.region, cases.c.area_team,
        cases.c.status, cases.c.next_due, organisations.c.name.label("organisation_name"),
    )
    .join(cases, cases.c.id == steps.c.case_id)
    .join(organisations, organisations.c.code == cases.c.organisation)
)  # fmt: skip
