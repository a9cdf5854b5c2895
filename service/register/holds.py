"""Holds: falls of deadlines, and mail, that wait until a person has looked.

A hold is a row: after a long downtime, or after a backup was restored. It covers deadlines that fell due in a span of
time, all of them or only adverse ones (those whose fall alone ends something). What arrives is received and answered
meanwhile. A clock that cannot be trusted holds every fall as long as its alarm stands, without a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, and_, or_, select, true

from deadlines.steady import alarm_of
from service.register.register import Register
from service.register.tables import holds

_STANDING = select(holds).where(holds.c.released_at.is_(None)).order_by(holds.c.id)


@dataclass(frozen=True)
class Hold:
    """What waits: deadlines whose instant lies after `from_at` (None: ever) up to `until_at` (None: open end)."""

    reason: str
    said: str
    all_falls: bool
    mail: bool = False
    from_at: datetime | None = None
    until_at: datetime | None = None
    id: int = 0
    made_at: datetime | None = None

    def covers(self, at: datetime, *, adverse: bool) -> bool:
        """Tell whether a deadline at that instant does not fall before the hold is released."""
        after = self.from_at is None or at > self.from_at
        return after and (self.until_at is None or at <= self.until_at) and (self.all_falls or adverse)


def standing(connection: Connection) -> list[Hold]:
    """Return the holds that nobody has released, oldest first."""
    return [
        Hold(row.reason, row.said, row.all_falls, row.mail, row.from_at, row.until_at, row.id, row.made_at)
        for row in connection.execute(_STANDING)
    ]


def in_force(register: Register, connection: Connection) -> list[Hold]:
    """Return everything that keeps deadlines from falling: the standing holds and the alarm of the clock."""
    alarm = alarm_of(register.clock)
    doubted = [] if alarm is None else [Hold("clock", alarm.said, all_falls=True)]
    return [*standing(connection), *doubted]


def covered(dues: FromClause, held: Sequence[Hold]) -> ColumnElement[bool]:
    """Return the condition that a due instant is covered by one of these holds (at least one)."""
    return or_(*(_covered_by(dues, hold) for hold in held))


def _covered_by(dues: FromClause, hold: Hold) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [] if hold.all_falls else [dues.c.adverse.is_(True)]
    if hold.from_at is not None:
        parts.append(dues.c.at > hold.from_at)
    if hold.until_at is not None:
        parts.append(dues.c.at <= hold.until_at)
    return and_(true(), *parts)
