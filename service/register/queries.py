"""Reading the register: lists and single cases, always through what a person may see."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, func, or_, select, true

from deadlines.rounds import Round
from processes.case import Case
from processes.instants import from_micros
from processes.paths import Definition
from service.register.acts import standing
from service.register.ledger import Fault, digest, verify
from service.register.ledger import read as read_ledger
from service.register.listing import Filter as Filter
from service.register.listing import counts as counts
from service.register.listing import facets as facets
from service.register.listing import filtered as filtered
from service.register.listing import list_cases as list_cases
from service.register.listing import with_steps as with_steps
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.register.sight import Row as Row
from service.register.sight import Sight as Sight
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
