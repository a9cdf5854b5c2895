"""Reading the register: lists and single cases, always through what a person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, false, func, or_, select, true

from deadlines.rounds import Round
from processes.case import Case
from processes.instants import from_micros
from processes.paths import Definition
from service.register.acts import standing
from service.register.ledger import Fault, digest, verify
from service.register.ledger import read as read_ledger
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.register.tables import (
    arrivals,
    cases,
    definitions,
    documents,
    dues,
    ledger,
    ledger_head,
    links,
    organisations,
    requests,
    steps,
)  # fmt: skip

Row = Mapping[str, object]


@dataclass(frozen=True)
class Sight:
    """What a person may see: a column of the cases and the value it must have; no column means all.

    `also`: other values that it may have, those of bodies that were taken over.
    """

    column: str = ""
    value: str = ""
    nothing: bool = False
    also: tuple[str, ...] = ()

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that every query about cases carries."""
        if self.nothing:
            return false()
        if not self.column:
            return true()
        column = cases.c[self.column]
        return column.in_((self.value, *self.also)) if self.also else column == self.value


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed to; empty means no limit."""

    path: str = ""
    model: str = ""
    region: str = ""
    status: str = ""
    step: str = ""
    role: str = ""
    search: str = ""
    round: str = ""
    ended: str = "open"
    page: int = 1
    size: int = 50


def list_cases(register: Register, sight: Sight, wanted: Filter) -> tuple[int, list[Row]]:
    """Return how many cases fit and one page of them, soonest deadline first, with the steps that are open.

    Takes four statements, however many cases there are.
    """
    with register.database.read() as connection:
        chosen = filtered(select(cases.c.id), sight, wanted)
        count = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
        order = (cases.c.ended, func.coalesce(cases.c.next_due, 2**62), cases.c.id)
        names = select(cases, organisations.c.name.label("organisation_name"))
        query = filtered(names.join(organisations, organisations.c.code == cases.c.organisation), sight, wanted)
        page = query.order_by(*order).limit(wanted.size).offset((max(wanted.page, 1) - 1) * wanted.size)
        rows: list[Row] = [dict(row) for row in connection.execute(page).mappings()]
        _with_steps(connection, rows)
        _with_soonest_due(connection, rows)
    return count, rows


def filtered(query: Select[Any], sight: Sight, wanted: Filter) -> Select[Any]:
    """Narrow a query about cases to what somebody sees and wants."""
    query = query.where(sight.condition())
    for name in ("path", "model", "region", "status", "round"):
        if value := getattr(wanted, name):
            query = query.where(cases.c[name] == value)
    if wanted.ended in ("open", "ended"):
        query = query.where(cases.c.ended == (wanted.ended == "ended"))
    for column, value in ((steps.c.element, wanted.step), (steps.c.role, wanted.role)):
        if value:
            query = query.where(
                cases.c.id.in_(select(steps.c.case_id).where(column == value, steps.c.offer.is_(False)))
            )
    if wanted.search:
        like = f"%{wanted.search.replace('%', '').replace('_', '')}%"
        named = select(organisations.c.code).where(organisations.c.name.ilike(like))
        query = query.where(or_(cases.c.reference.ilike(like), cases.c.organisation.in_(named)))
    return query


def _with_steps(connection: Connection, rows: list[Row]) -> None:
    found = connection.execute(select(steps).where(steps.c.case_id.in_([row["id"] for row in rows]))).mappings()
    by_case: dict[object, list[Row]] = {}
    for step in found:
        if not step["offer"]:
            by_case.setdefault(step["case_id"], []).append(dict(step))
    rows[:] = [{**row, "steps": by_case.get(row["id"], [])} for row in rows]


def _with_soonest_due(connection: Connection, rows: list[Row]) -> None:
    wanted = dues.c.case_id.in_([row["id"] for row in rows])
    query = select(dues.c.case_id, dues.c.deadline).where(wanted, dues.c.over_at.is_(None))
    soonest = {row.case_id: row.deadline for row in connection.execute(query.order_by(dues.c.at.desc()))}
    rows[:] = [{**row, "next_deadline": soonest.get(row["id"], "")} for row in rows]


def facets(register: Register, sight: Sight) -> dict[str, list[tuple[str, str]]]:
    """Return what a list of cases can be narrowed to, as (value, words): only what a person's own cases have."""
    columns = ("path", "model", "region", "status", "round")
    with register.database.read() as connection:
        found = list(connection.execute(select(*(cases.c[c] for c in columns)).where(sight.condition()).distinct()))
        query = select(steps.c.element, steps.c.name).join(cases, cases.c.id == steps.c.case_id)
        open_steps = connection.execute(query.where(sight.condition(), steps.c.offer.is_(False)).distinct())
        named = sorted({(row.element, row.name or row.element) for row in open_steps}, key=lambda pair: pair[1])
    values = {column: sorted({str(getattr(row, column)) for row in found} - {""}) for column in columns}
    return {**{column: [(one, one) for one in values[column]] for column in columns}, "step": named}


def incidents(register: Register, sight: Sight) -> list[Row]:
    """Return the cases that are set aside."""
    query = select(cases.c.id, cases.c.reference, cases.c.incident).where(cases.c.incident.is_not(None))
    with register.database.read() as connection:
        found = connection.execute(query.where(sight.condition()).order_by(cases.c.id))
        return [dict(row) for row in found.mappings()]


def verify_ledger(register: Register) -> tuple[int, Fault | None, str]:
    """Walk the whole ledger; return how many entries hold, the first fault if there is one, and the digest."""
    with register.database.read() as connection:
        count, fault = verify(connection)
        return count, fault, digest(connection)


def ledger_head_of(register: Register) -> tuple[int, str]:
    """Return the number of the last entry of the ledger and its hash."""
    with register.database.read() as connection:
        head = connection.execute(select(ledger_head.c.seq, ledger_head.c.hash)).one()
        return int(head.seq), str(head.hash)


def definition_of(register: Register, row: Row) -> Definition:
    """Return the definition that a case is pinned to."""
    with register.database.read() as connection:
        return register.versions.load(connection, int(str(row["definition_id"])))


def round_of(register: Register, row: Row) -> Round:
    """Return the round under the calendar that a case is on: with the changes of its dates that reached it."""
    with register.database.read() as connection:
        return register.calendars.load(connection, str(row["calendar"]))


@cache
def _case_row(column: str, nothing: bool) -> Select[Any]:
    """Return the query of one case under a sight; made once for each kind of sight."""
    seen: ColumnElement[bool] = false() if nothing else true()
    if column and not nothing:
        seen = cases.c[column].in_(bindparam("values", expanding=True))
    return (
        select(
            cases, organisations.c.name.label("organisation_name"), definitions.c.version.label("path_version"),
            definitions.c.title.label("path_title"), definitions.c.key.label("path_key"),
        )
        .join(organisations, organisations.c.code == cases.c.organisation)
        .join(definitions, definitions.c.id == cases.c.definition_id)
        .where(cases.c.id == bindparam("case"), seen)
    )  # fmt: skip


def case_row(register: Register, sight: Sight, case_id: int) -> Row:
    """Return one case with its organisation's name and its version. Raises NoSuchCase, also for what is hidden."""
    given: dict[str, object] = {"case": case_id}
    if sight.column and not sight.nothing:
        given["values"] = [sight.value, *sight.also]
    with register.database.read() as connection:
        row = connection.execute(_case_row(sight.column, sight.nothing), given).mappings().one_or_none()
    if row is None:
        raise NoSuchCase(f"There is no case {case_id}.")
    return dict(row)


def live_case(register: Register, row: Row) -> Case:
    """Return the case itself, for reading: its variables, open steps and forms."""
    state = row["state"]
    if not isinstance(state, bytes):
        raise TypeError("A state is bytes.")
    return Case.restored(definition_of(register, row), round_of(register, row), state)


def steps_of(register: Register, case_id: int) -> list[Row]:
    """Return the open steps and offers of a case, oldest first, offers last."""
    with register.database.read() as connection:
        query = select(steps).where(steps.c.case_id == case_id).order_by(steps.c.offer, steps.c.opened_at)
        return [dict(row) for row in connection.execute(query).mappings()]


def dues_of(register: Register, case_id: int) -> list[Row]:
    """Return the deadlines that a case waits for, soonest first."""
    with register.database.read() as connection:
        query = select(dues).where(dues.c.case_id == case_id, dues.c.over_at.is_(None)).order_by(dues.c.at)
        return [dict(row) for row in connection.execute(query).mappings()]


def arrivals_of(register: Register, case_id: int) -> list[Row]:
    """Return what arrived for a case, in the order in which it was received."""
    columns = [column for column in arrivals.c if column.name != "state_before"]
    query = select(*columns).where(arrivals.c.case_id == case_id).order_by(arrivals.c.received_at, arrivals.c.id)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def standing_acts(register: Register, case_id: int) -> list[Row]:
    """Return the acts of a case that stand, in the order in which they counted."""
    with register.database.read() as connection:
        return [dict(act._mapping) for act in standing(connection, case_id)]


def arrival(register: Register, case_id: int, arrival_id: int) -> Row:
    """Return one arrival of a case. Raises NoSuchCase, when there is none."""
    found = [row for row in arrivals_of(register, case_id) if row["id"] == arrival_id]
    if not found:
        raise NoSuchCase(f"Case {case_id} has no arrival {arrival_id}.")
    return found[0]


def ledger_of(register: Register, case_id: int) -> list[Row]:
    """Return the ledger of a case, in order."""
    with register.database.read() as connection:
        return list(read_ledger(connection, case_id))


def linked(register: Register, row: Row, sight: Sight) -> list[Row]:
    """Return the other cases of the same bundle that may be seen."""
    query = select(cases).where(cases.c.bundle == row["bundle"], cases.c.id != row["id"], sight.condition())
    with register.database.read() as connection:
        return [dict(found) for found in connection.execute(query.order_by(cases.c.id)).mappings()]


def links_of(register: Register, case_id: int) -> list[Row]:
    """Return the links of a case in both directions."""
    with register.database.read() as connection:
        query = select(links).where(or_(links.c.from_case == case_id, links.c.to_case == case_id))
        return [dict(row) for row in connection.execute(query).mappings()]


def documents_of(register: Register, case_id: int) -> list[Row]:
    """Return the documents of a case without their content."""
    columns = [column for column in documents.c if column.name != "content"]
    with register.database.read() as connection:
        query = select(*columns).where(documents.c.case_id == case_id).order_by(documents.c.id)
        return [dict(row) for row in connection.execute(query).mappings()]


def requests_open(register: Register, sight: Sight) -> list[Row]:
    """Return what waits for a second person, oldest first."""
    query = (
        select(requests, cases.c.reference)
        .join(cases, cases.c.id == requests.c.case_id)
        .where(requests.c.outcome == "", sight.condition())
    )
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query.order_by(requests.c.id)).mappings()]


def out_of_order(register: Register) -> list[Row]:
    """Return the arrivals that came out of order and wait for a person."""
    columns = [column for column in arrivals.c if column.name != "state_before"]
    query = select(*columns, cases.c.reference).join(cases, cases.c.id == arrivals.c.case_id)
    with register.database.read() as connection:
        found = connection.execute(query.where(arrivals.c.outcome == "out-of-order").order_by(arrivals.c.id))
        return [dict(row) for row in found.mappings()]


def organisations_of(register: Register, at: datetime | None = None) -> list[Row]:
    """Return all organisations, by name."""
    with register.database.read() as connection:
        query = select(organisations).order_by(organisations.c.name)
        return [dict(row) for row in connection.execute(query).mappings()]


def counts(register: Register, sight: Sight) -> dict[str, int]:
    """Return how many cases there are by status: the figures of the front page."""
    query = select(cases.c.status, func.count()).where(sight.condition()).group_by(cases.c.status)
    with register.database.read() as connection:
        return {str(status): int(number) for status, number in connection.execute(query)}


def begun_at(register: Register) -> datetime | None:
    """Return when the register was begun; None for one that has not."""
    with register.database.read() as connection:
        return connection.execute(select(ledger.c.at).order_by(ledger.c.seq).limit(1)).scalar()


def oldest_due(register: Register) -> datetime | None:
    """Return the soonest deadline of all open cases: what the tick will do next."""
    waits = (dues.c.over_at.is_(None), cases.c.incident.is_(None))
    query = select(func.min(dues.c.at)).join(cases, cases.c.id == dues.c.case_id).where(*waits)
    with register.database.read() as connection:
        soonest = connection.execute(query).scalar()
    return from_micros(soonest) if isinstance(soonest, int) else soonest
