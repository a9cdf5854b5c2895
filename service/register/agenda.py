"""The agenda: which bundles of cases have something to settle now, and what is due next. It judges nothing.

A fixed number of indexed statements in one read transaction, however many deadlines and reminders wait.
What waits behind a deadline that may not fall yet (in its pause, or held) is left out, so that it costs nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
)

from service.register.bell import NextDue
from service.register.holds import Hold, covered, in_force
from service.register.register import Register
from service.register.tables import arrivals, cases, dues
from service.register.telling import some_have_come

Arrived = Select[tuple[int]]
Falling = Select[tuple[int, datetime]]


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
    given = {"now": now, "over": over, "limit": limit}
    with register.database.read() as connection:
        held = in_force(register, connection)
        arrived_, falling_ = _queries(held, leave_out)
        arrived = connection.execute(arrived_, given).all()
        falling = connection.execute(falling_, given).all()
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


def _queries(held: Sequence[Hold], leave_out: Collection[int]) -> tuple[Arrived, Falling]:
    """Return the two queries; those of a tick without a hold are built once, since building costs more than asking."""
    if not held and not leave_out:
        return _ARRIVED, _FALLING
    return _arrived(held, leave_out), _falling(held, leave_out)


def _arrived(held: Sequence[Hold], leave_out: Collection[int]) -> Arrived:
    first = dues.alias("first")
    may_not_fall = first.c.at > bindparam("over")
    if held:
        may_not_fall = or_(may_not_fall, covered(first, held))
    return (
        select(cases.c.bundle)
        .join(arrivals, arrivals.c.case_id == cases.c.id)
        .where(_UNJUDGED, arrivals.c.received_at <= bindparam("now"), cases.c.incident.is_(None), *_but(leave_out))
        .where(~_comes_first(first, first.c.at < arrivals.c.received_at, may_not_fall))
        .order_by(arrivals.c.received_at, arrivals.c.id)
        .limit(bindparam("limit"))
    )


def _falling(held: Sequence[Hold], leave_out: Collection[int]) -> Falling:
    first = dues.alias("first")
    query = (
        select(cases.c.bundle, dues.c.at)
        .join(cases, cases.c.id == dues.c.case_id)
        .where(dues.c.over_at.is_(None), dues.c.at <= bindparam("over"), cases.c.incident.is_(None), *_but(leave_out))
        .order_by(dues.c.at, dues.c.case_id)
        .limit(bindparam("limit"))
    )
    return query if not held else query.where(~_comes_first(first, first.c.at <= dues.c.at, covered(first, held)))


def _but(leave_out: Collection[int]) -> list[ColumnElement[bool]]:
    return [cases.c.bundle.not_in(leave_out)] if leave_out else []


def _comes_first(first: FromClause, before: ColumnElement[bool], held: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a deadline of the same bundle that may not fall comes first."""
    linked = cases.alias("linked")
    return exists(
        select(first.c.case_id)
        .join(linked, linked.c.id == first.c.case_id)
        .where(linked.c.bundle == cases.c.bundle, linked.c.incident.is_(None), first.c.over_at.is_(None), before)
        .where(held)
        .correlate(cases, arrivals, dues)
    )


def next_due(connection: Connection, after: datetime) -> NextDue | None:
    """Return the soonest deadline that waits with its instant after an aware instant."""
    row = connection.execute(_NEXT_DUE, {"after": after}).one_or_none()
    return None if row is None else NextDue(*row)


_UNJUDGED: ColumnElement[bool] = and_(literal_column("arrivals.outcome") == literal_column("''"))
_ARRIVED, _FALLING = _arrived((), ()), _falling((), ())
_NEXT_DUE = (
    select(dues.c.case_id, cases.c.round, dues.c.deadline, dues.c.at)
    .join(cases, cases.c.id == dues.c.case_id)
    .where(dues.c.over_at.is_(None), dues.c.at > bindparam("after"), cases.c.incident.is_(None))
    .order_by(dues.c.at)
    .limit(1)
)
