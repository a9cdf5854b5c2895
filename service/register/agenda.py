"""The agenda: which bundles of cases have something to settle now, and what is due next. It judges nothing.

A fixed number of indexed statements in one read transaction, however many deadlines and reminders wait.
What waits behind a deadline that may not fall yet (in its pause, or held) is left out, so that it costs nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, literal_column, or_, select

from service.register.bell import NextDue
from service.register.holds import Hold, covered, in_force
from service.register.register import Register
from service.register.tables import arrivals, cases, dues, sitting_acts
from service.register.telling import some_have_come


@dataclass(frozen=True)
class Agenda:
    """Bundles with something to settle: those with unjudged arrivals, and those with a deadline that may fall.

    `until`: up to which instant the deadlines of `falling` come before those of all other cases. `oldest`: the instant
    of the deadline that has waited longest of those that may fall. `telling`: whether a reminder has come. `acting`:
    whether an act of a sitting was interrupted.
    """

    now: datetime
    arrived: list[int]
    falling: list[int]
    until: datetime
    oldest: datetime | None
    next_due: NextDue | None
    held: list[Hold]
    telling: bool
    acting: bool


def agenda(register: Register, now: datetime, limit: int, leave_out: Collection[int] = ()) -> Agenda:
    """Return what is to be settled at `now` (aware UTC), at most about `limit` bundles of each kind, soonest first."""
    given: dict[str, Any] = {"now": now, "over": now - register.pause, "limit": limit}
    if leave_out:
        given["leave_out"] = list(leave_out)
    with register.database.read() as connection:
        held = in_force(register, connection)
        arrived = connection.execute(_arrived(tuple(held), bool(leave_out)), given).all()
        falling = connection.execute(_falling(tuple(held), bool(leave_out)), given).all()
        following = connection.execute(_NEXT_DUE, given).one_or_none()
        return Agenda(
            now=now,
            arrived=list(dict.fromkeys(row.bundle for row in arrived)),
            falling=list(dict.fromkeys(row.bundle for row in falling)),
            until=falling[-1].at if len(falling) == limit else now,
            oldest=falling[0].at if falling else None,
            next_due=None if following is None else NextDue(*following),
            held=held,
            telling=some_have_come(connection, now),
            acting=connection.execute(_ACTS_UNDONE).first() is not None,
        )


# Building a statement costs more than executing it, so each is built once for the same holds.

_OVER, _NOW = bindparam("over", type_=dues.c.at.type), bindparam("now", type_=dues.c.at.type)
_UNJUDGED = literal_column("arrivals.outcome") == literal_column("''")  # as in the partial index, or it is not used
_KEPT = 16
_first, _linked = dues.alias("first"), cases.alias("linked")


@lru_cache(_KEPT)
def _arrived(held: tuple[Hold, ...], leave_out: bool) -> Select[tuple[int]]:
    """Return the bundles with arrivals, but for those behind a deadline in its pause or held."""
    may_not_fall = or_(_first.c.at > _OVER, covered(_first, held)) if held else _first.c.at > _OVER
    return (
        select(cases.c.bundle)
        .join(arrivals, arrivals.c.case_id == cases.c.id)
        .where(_UNJUDGED, arrivals.c.received_at <= _NOW, cases.c.incident.is_(None), *_but(leave_out))
        .where(~_behind(may_not_fall, _first.c.at < arrivals.c.received_at))
        .order_by(arrivals.c.received_at, arrivals.c.id)
        .limit(bindparam("limit"))
    )


@lru_cache(_KEPT)
def _falling(held: tuple[Hold, ...], leave_out: bool) -> Select[tuple[int, datetime]]:
    """Return the bundles with a deadline whose pause is over, but for those that are held or behind one that is."""
    query = (
        select(cases.c.bundle, dues.c.at)
        .join(cases, cases.c.id == dues.c.case_id)
        .where(dues.c.over_at.is_(None), dues.c.at <= _OVER, cases.c.incident.is_(None), *_but(leave_out))
        .order_by(dues.c.at, dues.c.case_id)
        .limit(bindparam("limit"))
    )
    return query if not held else query.where(~_behind(covered(_first, held), _first.c.at <= dues.c.at))


def _but(leave_out: bool) -> list[ColumnElement[bool]]:
    return [cases.c.bundle.not_in(bindparam("leave_out", expanding=True))] if leave_out else []


def _behind(may_not_fall: ColumnElement[bool], comes_first: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a deadline of the same bundle that may not fall comes first."""
    return exists(
        select(_first.c.case_id)
        .join(_linked, _linked.c.id == _first.c.case_id)
        .where(_linked.c.bundle == cases.c.bundle, _linked.c.incident.is_(None), _first.c.over_at.is_(None))
        .where(comes_first, may_not_fall)
        .correlate(cases, arrivals, dues)
    )


_NEXT_DUE = (
    select(dues.c.case_id, cases.c.round, dues.c.deadline, dues.c.at)
    .join(cases, cases.c.id == dues.c.case_id)
    .where(dues.c.over_at.is_(None), dues.c.at > _OVER, cases.c.incident.is_(None))
    .order_by(dues.c.at)
    .limit(1)
)
_ACTS_UNDONE = select(sitting_acts.c.id).where(sitting_acts.c.done_at.is_(None)).limit(1)
