"""What is on record of changed dates: the changes of a deadline or a case, what waits, what must be ruled on."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, select

from service.register.dates.changes import NoSuchChange
from service.register.dates.wish import Preview
from service.register.queries import Sight
from service.register.register import Register
from service.register.tables import cases, changes, dues, rulings

Row = Mapping[str, Any]


def changes_of(register: Register, round_: str, deadline: str = "") -> list[Row]:
    """Return the changes of a round, or of one of its deadlines, newest first; those for one case alone included."""
    query = _CHANGES.where(changes.c.round == round_)
    if deadline:
        query = query.where(changes.c.deadline == deadline)
    return _read(register, query)


def waiting_changes(register: Register) -> list[Row]:
    """Return the changes that wait for a second officer, oldest first."""
    return _read(register, _CHANGES.where(changes.c.outcome == ""))[::-1]


def changes_of_case(register: Register, case_id: int) -> list[Row]:
    """Return the changes of dates for one case alone, newest first."""
    return _read(register, _CHANGES.where(changes.c.case_id == case_id))


def change(register: Register, identity: int) -> Row:
    """Return one change with its preview and its rulings. Raises NoSuchChange."""
    found = _read(register, _CHANGES.where(changes.c.id == identity))
    if not found:
        raise NoSuchChange(f"There is no change {identity}.")
    return {**found[0], "rulings": rulings_of(register, identity)}


def rulings_of(register: Register, identity: int) -> list[Row]:
    """Return what a change had to be ruled on, with the rulings, in order of cases."""
    query = select(rulings, cases.c.reference).join(cases, cases.c.id == rulings.c.case_id)
    with register.database.read() as connection:
        found = connection.execute(query.where(rulings.c.change_id == identity).order_by(rulings.c.case_id))
        return [dict(row) for row in found.mappings()]


def rulings_open(register: Register, sight: Sight) -> list[Row]:
    """Return what waits to be ruled on, oldest change first."""
    query = (
        select(rulings, cases.c.reference, changes.c.deadline, changes.c.round)
        .join(cases, cases.c.id == rulings.c.case_id)
        .join(changes, changes.c.id == rulings.c.change_id)
        .where(rulings.c.ruling == "", sight.condition())
        .order_by(rulings.c.change_id, rulings.c.case_id)
    )
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def one_of_each_bundle(register: Register, case_ids: Sequence[int]) -> list[int]:
    """Return the first of these cases in each bundle, in order."""
    query = select(cases.c.id, cases.c.bundle).where(cases.c.id.in_(case_ids)).order_by(cases.c.id)
    first: dict[int, int] = {}
    with register.database.read() as connection:
        for row in connection.execute(query):
            first.setdefault(row.bundle, row.id)
    return list(first.values())


def waits_of(register: Register, case_ids: Collection[int]) -> dict[tuple[int, str], datetime]:
    """Return when what some cases wait for falls due, by case and element."""
    query = select(dues.c.case_id, dues.c.element, dues.c.at).where(dues.c.case_id.in_(case_ids))
    with register.database.read() as connection:
        found = connection.execute(query.where(dues.c.over_at.is_(None)))
        return {(row.case_id, row.element): row.at for row in found}


def _read(register: Register, query: Select[Any]) -> list[Row]:
    with register.database.read() as connection:
        found = [dict(row) for row in connection.execute(query.order_by(changes.c.id.desc())).mappings()]
    return [{**row, "preview": Preview.kept(row["preview"]), "content": orjson.loads(row["content"])} for row in found]


_CHANGES = select(changes, cases.c.reference).outerjoin(cases, cases.c.id == changes.c.case_id)
