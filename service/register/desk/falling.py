"""What falls due within some time, by deadline, and what fell and was not met: the step that it limits is still open.

A deadline that ends its step leaves nothing open when it falls; only one that is noted can be overdue. The deadline may
stand over a whole stage: then every step of that stage counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, func, select, text, type_coerce

from deadlines.calendar import london_date
from processes.instants import from_micros
from service.register.desk.covering import covering, stages_of
from service.register.desk.waiting import SHOWN, Queue
from service.register.register import Register
from service.register.sight import Sight
from service.register.tables import cases, dues, organisations, steps

FELL = text("dues.fell")  # as the index of what fell says it


@dataclass(frozen=True)
class Fall:
    """One deadline of a round at one instant (aware UTC), and how many cases wait for it."""

    round: str
    deadline: str
    at: datetime
    cases: int

    @property
    def day(self) -> str:
        """The London day on which it falls, as an ISO day."""
        return london_date(self.at).isoformat()


def falling(register: Register, sight: Sight, after: datetime, until: datetime, limit: int = 40) -> list[Fall]:
    """Return what falls due after an instant and up to another one (aware UTC, inclusive), soonest first.

    Takes one statement.
    """
    at = type_coerce(dues.c.at, BigInteger)
    query: Select[Any] = select(cases.c.round, dues.c.deadline, at, func.count(cases.c.id.distinct()))
    query = query.join(cases, cases.c.id == dues.c.case_id)
    query = query.where(dues.c.over_at.is_(None), dues.c.at > after, dues.c.at <= until, sight.condition())
    query = query.group_by(cases.c.round, dues.c.deadline, at).order_by(at, dues.c.deadline).limit(limit)
    with register.database.read() as connection:
        return [Fall(name, one, from_micros(due), count) for name, one, due, count in connection.execute(query)]


def overdue(register: Register, sight: Sight, role: str = "", size: int = SHOWN) -> Queue:
    """Return the open steps whose deadline has fallen, longest ago first; only those of a role when it is named.

    Takes three statements.
    """
    with register.database.read() as connection:
        late = _LIMITED.where(covering(stages_of(register, connection)), sight.condition())
        late = late.where(steps.c.role == role) if role else late
        count = connection.execute(select(func.count()).select_from(late.subquery())).scalar_one()
        found = connection.execute(_about(late.subquery()).limit(size)).mappings()
        return Queue(count, [{**row, "fell_at": from_micros(row["fell_at"])} for row in found])


_LIMITED = (
    select(steps.c.case_id, steps.c.element, func.min(type_coerce(dues.c.at, BigInteger)).label("fell_at"))
    .join(dues, and_(dues.c.case_id == steps.c.case_id, steps.c.opened_at <= dues.c.at))
    .join(cases, cases.c.id == steps.c.case_id)
    .where(FELL, steps.c.offer.is_(False), cases.c.ended.is_(False))
    .group_by(steps.c.case_id, steps.c.element)
)
_COLUMNS = (
    steps.c.case_id, steps.c.element, steps.c.name, steps.c.role, steps.c.form, steps.c.opened_at, cases.c.reference,
    cases.c.path, cases.c.round, cases.c.model, cases.c.region, cases.c.area_team, cases.c.status,
    organisations.c.name.label("organisation_name"),
)  # fmt: skip


def _about(late: Any) -> Select[Any]:
    return (
        select(*_COLUMNS, late.c.fell_at)
        .join(late, and_(late.c.case_id == steps.c.case_id, late.c.element == steps.c.element))
        .join(cases, cases.c.id == steps.c.case_id)
        .join(organisations, organisations.c.code == cases.c.organisation)
        .order_by(late.c.fell_at, steps.c.case_id)
    )
