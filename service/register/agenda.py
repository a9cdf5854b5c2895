"""The agenda: which bundles of cases have something to settle now, and what is due next. It judges nothing.

A fixed number of indexed statements in one read transaction, however many deadlines and reminders wait.
What waits behind a deadline that may not fall yet (in its pause, or held) is left out, so that it costs nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, literal_column, select

from service.register.bell import NextDue
from service.register.holds import Hold, covered, in_force
from service.register.register import Register
from service.register.tables import arrivals, cases, dues
from service.register.telling import some_have_come


@dataclass(frozen=True)
class Agenda:
    """Bundles with something to settle: those with unjudged arrivals, and those with a deadline that may fall.

    `until`: up to which instant the deadlines of `falling` come before those of all other cases. `oldest`: the instant
    of the deadline that has waited longest of those that may fall. `telling`: whether a reminder has come.
    """

    now: datetime
    arrived: list[int]
    falling: list[int]
    until: datetime
    oldest: datetime | None
    next_due: NextDue | None
    held: list[Hold]
    telling: bool


def agenda(register: Register, now: datetime, limit: int, leave_out: Collection[int] = ()) -> Agenda:
    """Return what is to be settled at `now` (aware UTC), at most about `limit` bundles of each kind, soonest first."""
    over = now - register.pause
    with register.database.read() as connection:
        held = in_force(register, connection)
        blocking = [*held, Hold("pause", "", all_falls=True, from_at=over)]
        arrived = connection.execute(_arrived(now, limit, blocking, leave_out)).all()
        falling = connection.execute(_falling(over, limit, held, leave_out)).all()
        return Agenda(
            now=now,
            arrived=list(dict.fromkeys(row.bundle for row in arrived)),
            falling=list(dict.fromkeys(row.bundle for row in falling)),
            until=falling[-1].at if len(falling) == limit else now,
            oldest=falling[0].at if falling else None,
            next_due=next_due(connection, over),
            held=held,
            telling=some_have_come(connection, now),
        )


def _arrived(now: datetime, limit: int, blocking: Sequence[Hold], leave_out: Collection[int]) -> Select[tuple[int]]:
    return (
        select(cases.c.bundle)
        .join(arrivals, arrivals.c.case_id == cases.c.id)
        .where(_UNJUDGED, arrivals.c.received_at <= now, cases.c.incident.is_(None), *_but(leave_out))
        .where(~_blocked(blocking, dues_before=arrivals.c.received_at))
        .order_by(arrivals.c.received_at, arrivals.c.id)
        .limit(limit)
    )


def _falling(
    over: datetime, limit: int, held: Sequence[Hold], leave_out: Collection[int]
) -> Select[tuple[int, datetime]]:
    query = (
        select(cases.c.bundle, dues.c.at)
        .join(cases, cases.c.id == dues.c.case_id)
        .where(dues.c.over_at.is_(None), dues.c.at <= over, cases.c.incident.is_(None), *_but(leave_out))
        .order_by(dues.c.at, dues.c.case_id)
        .limit(limit)
    )
    return query if not held else query.where(~_blocked(held, dues_before=dues.c.at, or_at=True))


def _but(leave_out: Collection[int]) -> list[ColumnElement[bool]]:
    return [cases.c.bundle.not_in(leave_out)] if leave_out else []


def _blocked(held: Sequence[Hold], dues_before: ColumnElement[datetime], *, or_at: bool = False) -> ColumnElement[bool]:
    """Return the condition that a deadline of the same bundle that may not fall comes first."""
    first, linked = dues.alias("first"), cases.alias("linked")
    before = first.c.at <= dues_before if or_at else first.c.at < dues_before
    return exists(
        select(first.c.case_id)
        .join(linked, linked.c.id == first.c.case_id)
        .where(linked.c.bundle == cases.c.bundle, linked.c.incident.is_(None), first.c.over_at.is_(None), before)
        .where(covered(first, held))
        .correlate(cases, arrivals, dues)
    )


def next_due(connection: Connection, after: datetime) -> NextDue | None:
    """Return the soonest deadline that waits with its instant after an aware instant."""
    row = connection.execute(
        select(dues.c.case_id, cases.c.round, dues.c.deadline, dues.c.at)
        .join(cases, cases.c.id == dues.c.case_id)
        .where(dues.c.over_at.is_(None), dues.c.at > after, cases.c.incident.is_(None))
        .order_by(dues.c.at)
        .limit(1)
    ).one_or_none()
    return None if row is None else NextDue(*row)


_UNJUDGED: ColumnElement[bool] = and_(literal_column("arrivals.outcome") == literal_column("''"))
