"""How many packs have come since an instant, and how many are still expected by another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select

from service.register.packs import PACK, counted_at, meanings, standing_acts
from service.register.register import Register
from service.register.sight import Sight
from service.register.tables import arrivals, cases, steps

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Reception:
    """Packs that reached us within the last hour and today, and those that are due today and have not come."""

    last_hour: int
    today: int
    expected: int

    @property
    def all(self) -> int:
        """How many packs today brings, if all that are due today come."""
        return self.today + self.expected


def reception(register: Register, sight: Sight, begins: datetime, ends: datetime) -> Reception:
    """Return what a day (from `begins` until `ends`, aware UTC) has brought and should still bring, by our own stamps.

    Takes three statements.
    """
    now = register.clock()
    with register.database.read() as connection:
        told = meanings(register, connection).steps(PACK)
        lately = func.sum(case((arrivals.c.received_at > now - HOUR, 1), else_=0))
        came: Any = standing_acts(told).with_only_columns(func.count(), lately)
        joined: Select[Any] = came.join(cases, cases.c.id == arrivals.c.case_id)
        today, last_hour = connection.execute(joined.where(arrivals.c.received_at >= begins, sight.condition())).one()
        awaited = select(func.count()).select_from(steps).join(cases, cases.c.id == steps.c.case_id)
        due = (cases.c.next_due >= now, cases.c.next_due <= ends, steps.c.offer.is_(False))
        expected = connection.execute(awaited.where(steps.c.element.in_(told), *due, sight.condition())).scalar_one()
    return Reception(last_hour or 0, today, expected)


def packs_of(register: Register, ids: list[int]) -> dict[int, datetime]:
    """Return when the first standing pack of each of some cases reached us (aware UTC), in two statements."""
    with register.database.read() as connection:
        told = meanings(register, connection).steps(PACK)
        found = connection.execute(standing_acts(told).where(arrivals.c.case_id.in_(ids)))
        return {row.case_id: counted_at(row) for row in sorted(found, key=counted_at, reverse=True)}
