"""The list of cases: what it is narrowed to, in which order it comes, and how many cases each choice would leave.

A fixed number of statements, however many cases there are. Everything is counted under what the person may see, so no
count tells of anything else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select, text

from deadlines.calendar import london_date, london_day_end
from service.register.desk.covering import covering
from service.register.register import Register
from service.register.searching import fits_words
from service.register.sight import Row as Found
from service.register.sight import Sight
from service.register.tables import cases, dues, organisations, steps

COLUMNS = ("path", "model", "region", "area_team", "status", "round")
DUE = {"today": 0, "week": 7, "month": 28}
"""Windows of deadlines, by how many days after today they reach; `overdue` is what has fallen and is still open."""
OVERDUE = "overdue"
NEVER = 2**62
SORTS: Mapping[str, Sequence[Any]] = {
    "due": (cases.c.ended, func.coalesce(cases.c.next_due, NEVER), cases.c.id),
    "organisation": (organisations.c.name, cases.c.id),
    "opened": (cases.c.opened_at.desc(), cases.c.id),
    "moved": (cases.c.settled_at.desc(), cases.c.id),
}
Choices = Sequence[tuple[str, str, int]]
_FELL, _NO_OFFER = text("dues.fell"), text("NOT steps.offer")


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed to; empty means no limit.

    deadline: the name of one that the case waits for. due: one of DUE or OVERDUE, counted from `now` (aware UTC) and,
    for what is overdue, by `stages`: see `covering`. late: a deadline that limits a step has fallen. sort: see SORTS.
    """

    path: str = ""
    model: str = ""
    region: str = ""
    area_team: str = ""
    status: str = ""
    step: str = ""
    role: str = ""
    search: str = ""
    round: str = ""
    deadline: str = ""
    due: str = ""
    late: bool = False
    now: datetime | None = None
    stages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "due"
    ended: str = "open"
    page: int = 1
    size: int = 50


def list_cases(register: Register, sight: Sight, wanted: Filter) -> tuple[int, list[Found]]:
    """Return how many cases fit and one page of them, with the steps that are open and the deadline that comes first.

    Takes four statements, however many cases there are.
    """
    with register.database.read() as connection:
        chosen = filtered(select(cases.c.id), sight, wanted)
        count = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
        rows: list[Found] = [dict(row) for row in connection.execute(_page(sight, wanted)).mappings()]
        with_steps(connection, rows)
        _with_soonest_due(connection, rows)
    return count, rows


def _page(sight: Sight, wanted: Filter) -> Select[Any]:
    """Return the query of one page: which cases is found by their numbers, only their own rows are read whole."""
    chosen, order = select(cases.c.id), SORTS[wanted.sort]
    if wanted.sort == "organisation":
        chosen = chosen.join(organisations, organisations.c.code == cases.c.organisation)
    there = filtered(chosen, sight, wanted).order_by(*order).limit(wanted.size)
    there = there.offset((max(wanted.page, 1) - 1) * wanted.size)
    columns = [column for column in cases.c if column.name != "state"]
    query = select(*columns, organisations.c.name.label("organisation_name"))
    query = query.join(organisations, organisations.c.code == cases.c.organisation)
    return query.where(cases.c.id.in_(there)).order_by(*order)


def filtered(query: Select[Any], sight: Sight, wanted: Filter, but: Sequence[str] = ()) -> Select[Any]:
    """Narrow a query about cases to what somebody sees and wants. `but`: fields of the filter that are left out."""
    query = query.where(sight.condition())
    for name in COLUMNS:
        if name not in but and (value := getattr(wanted, name)):
            query = query.where(cases.c[name] == value)
    if wanted.ended in ("open", "ended") and "ended" not in but:
        query = query.where(cases.c.ended == (wanted.ended == "ended"))
    return query.where(*_by_steps(wanted, but), *_by_deadlines(wanted, but), *_by_words(wanted))


def _by_steps(wanted: Filter, but: Sequence[str]) -> list[ColumnElement[bool]]:
    pairs = ((steps.c.element, "" if "step" in but else wanted.step), (steps.c.role, wanted.role))
    return [
        cases.c.id.in_(select(steps.c.case_id).where(column == value, steps.c.offer.is_(False)))
        for column, value in pairs
        if value
    ]


def _by_words(wanted: Filter) -> list[ColumnElement[bool]]:
    condition = fits_words(wanted.search)
    return [] if condition is None else [condition]


def _by_deadlines(wanted: Filter, but: Sequence[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.deadline and "deadline" not in but:
        waits = select(dues.c.case_id).where(dues.c.deadline == wanted.deadline, dues.c.over_at.is_(None))
        conditions.append(cases.c.id.in_(waits))
    if wanted.late:
        conditions.append(cases.c.id.in_(select(dues.c.case_id).where(_FELL, dues.c.covers != "")))
    if wanted.due in DUE and wanted.now is not None:
        ends = london_day_end(london_date(wanted.now) + timedelta(days=DUE[wanted.due]))
        conditions += [cases.c.next_due >= wanted.now, cases.c.next_due < ends]
    if wanted.due == OVERDUE:
        open_since = (steps.c.case_id == dues.c.case_id, steps.c.opened_at <= dues.c.at, steps.c.offer.is_(False))
        limits = exists().where(*open_since, covering(wanted.stages))
        conditions.append(cases.c.id.in_(select(dues.c.case_id).where(_FELL, limits)))
    return conditions


def with_steps(connection: Connection, rows: list[Found]) -> None:
    """Give each row of a case the steps that are open, in one statement."""
    found = connection.execute(select(steps).where(steps.c.case_id.in_([row["id"] for row in rows]))).mappings()
    by_case: dict[object, list[Found]] = {}
    for step in found:
        if not step["offer"]:
            by_case.setdefault(step["case_id"], []).append(dict(step))
    rows[:] = [{**row, "steps": by_case.get(row["id"], [])} for row in rows]


def _with_soonest_due(connection: Connection, rows: list[Found]) -> None:
    wanted = dues.c.case_id.in_([row["id"] for row in rows])
    query = select(dues.c.case_id, dues.c.deadline).where(wanted, dues.c.over_at.is_(None))
    soonest = {row.case_id: row.deadline for row in connection.execute(query.order_by(dues.c.at.desc()))}
    rows[:] = [{**row, "next_deadline": soonest.get(row["id"], "")} for row in rows]


def facets(register: Register, sight: Sight, wanted: Filter) -> dict[str, Choices]:
    """Return what a list of cases can be narrowed to, as (value, words, how many cases that would leave).

    Each choice is counted with everything else that is chosen. Takes three statements.
    """
    counted = (*COLUMNS, "ended")
    with register.database.read() as connection:
        query: Select[Any] = select(*(cases.c[name] for name in counted), func.count().label("number"))
        query = filtered(query, sight, wanted, counted).group_by(*(cases.c[name] for name in counted))
        rows = list(connection.execute(query))
        named = _open_steps(connection, sight, wanted)
        falls = _open_deadlines(connection, sight, wanted)
    found: dict[str, Choices] = {name: _choices(rows, wanted, name) for name in COLUMNS}
    return {**found, "ended": _ended(rows, wanted), "step": named, "deadline": falls}


def _choices(rows: Sequence[Row[Any]], wanted: Filter, name: str) -> Choices:
    others = [one for one in COLUMNS if one != name]
    counted: Counter[str] = Counter()
    for row in rows:
        fits = all(getattr(wanted, one) in ("", getattr(row, one)) for one in others) and _state(row, wanted)
        counted[getattr(row, name)] += row.number if fits else 0
    kept = getattr(wanted, name)
    return [(one, one, number) for one, number in sorted(counted.items()) if one and (number or one == kept)]


def _state(row: Row[Any], wanted: Filter) -> bool:
    return wanted.ended == "all" or bool(row.ended) == (wanted.ended == "ended")


def _ended(rows: Sequence[Row[Any]], wanted: Filter) -> Choices:
    fits = [row for row in rows if all(getattr(wanted, one) in ("", getattr(row, one)) for one in COLUMNS)]
    ended = sum(row.number for row in fits if row.ended)
    whole = sum(row.number for row in fits)
    return [("open", "Open", whole - ended), ("ended", "Ended", ended), ("all", "Open and ended", whole)]


def _open_steps(connection: Connection, sight: Sight, wanted: Filter) -> Choices:
    query: Select[Any] = select(steps.c.element, func.max(steps.c.name), func.count()).where(_NO_OFFER)
    if not _is_everything(sight, wanted):
        query = query.join(cases, cases.c.id == steps.c.case_id)
        query = filtered(query, sight, wanted, ("step",))
    found = connection.execute(query.group_by(steps.c.element))
    return sorted(((element, name or element, count) for element, name, count in found), key=lambda one: one[1])


def _is_everything(sight: Sight, wanted: Filter) -> bool:
    """Whether every open case is counted: an ended one has no open step and waits for nothing, so none need be read."""
    plain = Filter(now=wanted.now, stages=wanted.stages, sort=wanted.sort, page=wanted.page, size=wanted.size)
    return sight == Sight() and wanted == plain


def _open_deadlines(connection: Connection, sight: Sight, wanted: Filter) -> Choices:
    query: Select[Any] = select(dues.c.deadline, func.count(dues.c.case_id.distinct()))
    query = query.where(dues.c.over_at.is_(None))
    if not _is_everything(sight, wanted):
        query = query.join(cases, cases.c.id == dues.c.case_id)
        query = filtered(query, sight, wanted, ("deadline",))
    found = connection.execute(query.group_by(dues.c.deadline))
    return sorted((name, name, count) for name, count in found)


def counts(register: Register, sight: Sight) -> dict[str, int]:
    """Return how many cases there are by status."""
    query = select(cases.c.status, func.count()).where(sight.condition()).group_by(cases.c.status)
    with register.database.read() as connection:
        return {str(status): int(number) for status, number in connection.execute(query)}
