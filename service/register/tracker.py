"""The rows of the tracker: every case that somebody sees, with its steps, dates, pack and notes. Fixed statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, select

from service.register.outcomes import first_packs
from service.register.packs import meanings
from service.register.queries import Filter, Sight, filtered
from service.register.register import Register
from service.register.tables import case_notes, cases, dues, organisations, steps

Row = Mapping[str, Any]
EVERYTHING = Filter(ended="all")


def tracker_rows(register: Register, sight: Sight, wanted: Filter = EVERYTHING) -> list[dict[str, Any]]:
    """Return all cases that fit, by reference, in a fixed number of statements, however many cases there are.

    Each row has the columns of a case without its state, `organisation_name`, `open_steps` (names), `next_deadline`
    (its name), `submitted_at` and `late` (of the first pack that stands), `note` and `officer`.
    """
    chosen = filtered(select(cases.c.id), sight, wanted)
    with register.database.read() as connection:
        rows = [dict(row) for row in connection.execute(_query(sight, wanted)).mappings()]
        names = _open_steps(connection, chosen)
        soonest = _soonest(connection, chosen)
        packs = first_packs(connection, chosen, meanings(register, connection))
    for row in rows:
        pack = packs.get(row["id"], {"pack_at": None, "late": False})
        row |= {"submitted_at": pack["pack_at"], "late": pack["late"], "open_steps": names.get(row["id"], [])}
        row["next_deadline"] = soonest.get(row["id"], "")
    return rows


def _query(sight: Sight, wanted: Filter) -> Select[Any]:
    columns = [column for column in cases.c if column.name != "state"]
    noted = [func.coalesce(case_notes.c[name], "").label(name) for name in ("note", "officer")]
    query = (
        select(*columns, organisations.c.name.label("organisation_name"), *noted)
        .join(organisations, organisations.c.code == cases.c.organisation)
        .outerjoin(case_notes, case_notes.c.case_id == cases.c.id)
    )
    return filtered(query, sight, wanted).order_by(cases.c.reference)


def _open_steps(connection: Connection, chosen: Select[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = select(steps.c.case_id, steps.c.name, steps.c.element).where(
        steps.c.case_id.in_(chosen), steps.c.offer.is_(False)
    )
    for row in connection.execute(query.order_by(steps.c.opened_at, steps.c.element)):
        found.setdefault(row.case_id, []).append(row.name or row.element)
    return found


def _soonest(connection: Connection, chosen: Select[Any]) -> dict[int, str]:
    query = select(dues.c.case_id, dues.c.deadline).where(dues.c.case_id.in_(chosen), dues.c.over_at.is_(None))
    return {row.case_id: row.deadline for row in connection.execute(query.order_by(dues.c.at.desc()))}
