"""How much lies with each body: area teams, regions, panels, the committee and everybody else who is waited for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, func, select, type_coerce

from processes.instants import from_micros
from service.register.listing import Filter, filtered
from service.register.milestones import by_day, first_by_hour
from service.register.packs import DECISION, NATIONAL, PACK, PROPOSALS, REGIONAL, meanings
from service.register.register import Register
from service.register.sight import Sight
from service.register.tables import cases, steps

SCOPES = {"area-team": cases.c.area_team, "regional-team": cases.c.region, "regional-panel": cases.c.region}
"""The roles that are held by several bodies, with the column that tells them apart."""

NOT_REFUSED = (cases.c.status.not_in(("declined", "withdrawn")),)
"""A decision that stands is an approval, unless the case was declined or withdrawn by it."""


@dataclass(frozen=True)
class Body:
    """What lies with one body: open steps, the oldest of them (aware UTC), how many of their cases are due by a day."""

    role: str
    scope: str
    steps: int
    oldest: datetime
    due: int


def bodies_load(register: Register, sight: Sight, until: datetime) -> list[Body]:
    """Return what lies with each body, the most first. `until`: what counts as due (aware UTC). One statement."""
    whens = [(steps.c.role == role, column) for role, column in SCOPES.items()]
    scope: ColumnElement[str] = case(*whens, else_="")
    oldest = func.min(type_coerce(steps.c.opened_at, BigInteger))
    due = func.sum(case((cases.c.next_due <= until, 1), else_=0))
    query: Select[Any] = select(steps.c.role, scope.label("scope"), func.count(), oldest, due)
    query = query.join(cases, cases.c.id == steps.c.case_id)
    query = query.where(steps.c.offer.is_(False), cases.c.ended.is_(False), sight.condition())
    with register.database.read() as connection:
        found = connection.execute(query.group_by(steps.c.role, scope))
        told = [Body(role, where, count, from_micros(at), soon) for role, where, count, at, soon in found]
    return sorted(told, key=lambda one: (-one.steps, one.role, one.scope))


@dataclass(frozen=True)
class BurnUp:
    """How many proposals of a round were received, judged by a panel and approved on each London day."""

    expected: int
    received: Sequence[tuple[date, int]]
    judged: Sequence[tuple[date, int]]
    approved: Sequence[tuple[date, int]]


def burn_up(register: Register, sight: Sight, round_: str) -> BurnUp:
    """Return how a round goes on by day, in five statements; each proposal counts on the day it first got there."""
    wanted = Filter(ended="all", round=round_)
    with register.database.read() as connection:
        told = meanings(register, connection)
        expected = connection.execute(_proposals(sight, wanted)).scalar_one()
        received = _days(connection, first_by_hour(told.steps(PACK), sight, wanted))
        judged = _days(connection, first_by_hour(told.steps(REGIONAL, NATIONAL), sight, wanted))
        approved = _days(connection, first_by_hour(told.steps(DECISION), sight, wanted, *NOT_REFUSED))
    return BurnUp(expected, received, judged, approved)


def _proposals(sight: Sight, wanted: Filter) -> Select[Any]:
    counted: Any = select(func.count()).select_from(cases)
    return filtered(counted, sight, wanted).where(PROPOSALS)


def _days(connection: Connection, query: Select[Any]) -> list[tuple[date, int]]:
    return list(by_day(connection.execute(query)).items())
