"""Reading sittings: their members, their agendas and what was decided. Decides nothing and knows no role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, select

from deadlines.calendar import london_date
from service.register.register import Register
from service.register.sittings.bodies import Body, Quorum, bodies
from service.register.sittings.quorum import Member
from service.register.tables import (
    arrivals,
    cases,
    organisations,
    sitting_acts,
    sitting_items,
    sitting_members,
    sitting_overrides,
    sittings,
    steps,
)

OPEN = ("frozen", "sitting")
"""Statuses in which the cases of an agenda lie before the sitting and nowhere else."""


class NoSuchSitting(LookupError):
    """There is no such sitting, or none that may be seen."""


@dataclass(frozen=True)
class Sitting:
    """One meeting of a body. `papers_at`: the instant whose papers its members read; instants are aware UTC."""

    id: int
    body: Body
    scope: str
    held_at: datetime
    place: str
    quorum: Quorum
    status: str
    papers_at: datetime | None
    begun_at: datetime | None
    closed_at: datetime | None
    minutes: str
    by: str
    planned_at: datetime

    @property
    def title(self) -> str:
        """What the sitting is called: the body and what it sits for."""
        return f"{self.body.name}, {self.scope}" if self.scope else self.body.name

    @property
    def day(self) -> date:
        """The London day on which it sits."""
        return london_date(self.held_at)


@dataclass(frozen=True)
class Item:
    """One case on an agenda. `outcome` is empty until it is `decided`, `adjourned` or `not-recorded`."""

    sitting_id: int
    case_id: int
    number: int
    element: str
    papers: Mapping[str, Any]
    outcome: str
    act_id: int | None
    arrival_id: int | None
    decided_at: datetime | None
    record: Mapping[str, Any]
    reference: str
    organisation: str
    organisation_name: str
    region: str
    path: str
    next_due: datetime | None
    ruling: str
    """What came of the arrival of the decision: see `arrivals.outcome`."""


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a body: its open step, and since when."""

    case_id: int
    reference: str
    organisation: str
    organisation_name: str
    region: str
    path: str
    element: str
    name: str
    opened_at: datetime
    next_due: datetime | None
    version: int


@dataclass(frozen=True)
class Act:
    """One act of a sitting: a line for each case, under one stamp."""

    id: int
    sitting_id: int
    key: str
    manner: str
    content: Mapping[str, Any]
    by: str
    received_at: datetime
    done_at: datetime | None


def all_sittings(register: Register) -> list[Sitting]:
    """Return the sittings, the next or latest first."""
    with register.database.read() as connection:
        query = select(sittings).order_by(sittings.c.held_at.desc(), sittings.c.id)
        return [_sitting(row) for row in connection.execute(query)]


def read_sitting(connection: Connection, sitting_id: int) -> Sitting:
    """Return one sitting. Raises NoSuchSitting."""
    row = connection.execute(select(sittings).where(sittings.c.id == sitting_id)).one_or_none()
    if row is None:
        raise NoSuchSitting(f"There is no sitting {sitting_id}.")
    return _sitting(row)


def one_sitting(register: Register, sitting_id: int) -> Sitting:
    """Return one sitting. Raises NoSuchSitting."""
    with register.database.read() as connection:
        return read_sitting(connection, sitting_id)


def _sitting(row: Any) -> Sitting:
    quorum = Quorum(**orjson.loads(row.quorum))
    return Sitting(
        row.id, bodies()[row.body], row.scope, row.held_at, row.place, quorum, row.status, row.papers_at,
        row.begun_at, row.closed_at, row.minutes, row.by, row.planned_at,
    )  # fmt: skip


def counts_of(register: Register) -> dict[int, tuple[int, int]]:
    """Return how many items each agenda has and how many of them are decided, by sitting."""
    decided = func.sum((sitting_items.c.outcome == "decided").cast(sitting_items.c.number.type))
    query = select(sitting_items.c.sitting_id, func.count(), decided).group_by(sitting_items.c.sitting_id)
    with register.database.read() as connection:
        return {int(row[0]): (int(row[1]), int(row[2] or 0)) for row in connection.execute(query)}


def read_members(connection: Connection, sitting_id: int) -> list[Member]:
    """Return the members of a sitting, the chair first, those without a vote last."""
    table = sitting_members.c
    order = (table.chair.desc(), table.voting.desc(), table.id)
    found = connection.execute(select(sitting_members).where(table.sitting_id == sitting_id).order_by(*order))
    return [
        Member(
            row.id, row.username, row.name, row.seat, row.voting, row.chair, row.present, row.declared_at is not None
        )
        for row in found
    ]


def members_of(register: Register, sitting_id: int) -> list[Member]:
    """Return the members of a sitting, the chair first, those without a vote last."""
    with register.database.read() as connection:
        return read_members(connection, sitting_id)


def read_items(connection: Connection, sitting_id: int) -> list[Item]:
    """Return the frozen agenda of a sitting, in its order."""
    found = connection.execute(_ITEMS.where(sitting_items.c.sitting_id == sitting_id).order_by(sitting_items.c.number))
    return [_item(row._mapping) for row in found]


def _item(row: Mapping[Any, Any]) -> Item:
    kept = {**row, "papers": orjson.loads(row["papers"]), "record": orjson.loads(row["record"])}
    return Item(**{**kept, "ruling": row["ruling"] or ""})


def items_of(register: Register, sitting_id: int) -> list[Item]:
    """Return the frozen agenda of a sitting, in its order."""
    with register.database.read() as connection:
        return read_items(connection, sitting_id)


def open_item_of(connection: Connection, case_id: int) -> Sitting | None:
    """Return the sitting before which a case lies undecided; None, when there is none."""
    query = (
        select(sittings)
        .join(sitting_items, sitting_items.c.sitting_id == sittings.c.id)
        .where(sitting_items.c.case_id == case_id, sitting_items.c.outcome == "", sittings.c.status.in_(OPEN))
    )
    row = connection.execute(query).first()
    return None if row is None else _sitting(row)


def read_agenda(connection: Connection, sitting: Sitting) -> list[Waiting]:
    """Return the cases that wait for the body of a sitting and lie before no other one, by region and name."""
    taken = (
        select(sitting_items.c.case_id)
        .join(sittings, sittings.c.id == sitting_items.c.sitting_id)
        .where(sitting_items.c.outcome == "", sittings.c.status.in_(OPEN))
    )
    query = _WAITING.where(cases.c.ended.is_(False), cases.c.incident.is_(None), cases.c.id.not_in(taken))
    query = query.where(steps.c.role == sitting.body.role) if sitting.body.role else query
    if sitting.body.scope:
        query = query.where(cases.c[sitting.body.scope] == sitting.scope)
    order = (cases.c.region, organisations.c.name, cases.c.id, steps.c.opened_at)
    found = [Waiting(**row) for row in connection.execute(query.order_by(*order)).mappings()]
    return list({one.case_id: one for one in reversed(found)}.values())[::-1]


def agenda_of(register: Register, sitting: Sitting) -> list[Waiting]:
    """Return the cases that wait for the body of a sitting and lie before no other one, by region and name."""
    with register.database.read() as connection:
        return read_agenda(connection, sitting)


def overrides_of(register: Register, sitting_id: int) -> dict[str, Mapping[str, Any]]:
    """Return the rules about the membership that were set aside for a sitting, by name, with reason and officer."""
    query = select(sitting_overrides).where(sitting_overrides.c.sitting_id == sitting_id)
    with register.database.read() as connection:
        return {row["rule"]: dict(row) for row in connection.execute(query).mappings()}


def act_of_key(connection: Connection, key: str) -> Act | None:
    """Return the act that was recorded under a key; None, when there is none."""
    row = connection.execute(select(sitting_acts).where(sitting_acts.c.key == key)).mappings().one_or_none()
    return None if row is None else _act(row)


def one_act(register: Register, sitting_id: int, act_id: int) -> Act:
    """Return one act of a sitting. Raises NoSuchSitting."""
    query = select(sitting_acts).where(sitting_acts.c.id == act_id, sitting_acts.c.sitting_id == sitting_id)
    with register.database.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchSitting(f"Sitting {sitting_id} has no act {act_id}.")
    return _act(row)


def acts_of(register: Register, sitting_id: int) -> list[Act]:
    """Return the acts of a sitting, oldest first."""
    query = select(sitting_acts).where(sitting_acts.c.sitting_id == sitting_id).order_by(sitting_acts.c.id)
    with register.database.read() as connection:
        return [_act(row) for row in connection.execute(query).mappings()]


def undone_acts(register: Register) -> list[Act]:
    """Return the acts whose lines are not all recorded yet, oldest first."""
    with register.database.read() as connection:
        query = select(sitting_acts).where(sitting_acts.c.done_at.is_(None)).order_by(sitting_acts.c.id)
        return [_act(row) for row in connection.execute(query).mappings()]


def _act(row: Mapping[Any, Any]) -> Act:
    return Act(**{**row, "content": orjson.loads(row["content"])})


_ABOUT = (
    cases.c.reference, cases.c.organisation, organisations.c.name.label("organisation_name"), cases.c.region,
    cases.c.path, cases.c.next_due,
)  # fmt: skip
_ITEMS: Select[Any] = (
    select(sitting_items, *_ABOUT, arrivals.c.outcome.label("ruling"))
    .join(cases, cases.c.id == sitting_items.c.case_id)
    .join(organisations, organisations.c.code == cases.c.organisation)
    .outerjoin(arrivals, arrivals.c.id == sitting_items.c.arrival_id)
)
_WAITING: Select[Any] = (
    select(
        cases.c.id.label("case_id"), *_ABOUT, cases.c.version, steps.c.element, steps.c.name, steps.c.opened_at,
    )
    .join(steps, steps.c.case_id == cases.c.id)
    .join(organisations, organisations.c.code == cases.c.organisation)
    .where(steps.c.offer.is_(False))
)  # fmt: skip
