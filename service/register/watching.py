"""What somebody watches who plays all people of a round: which steps opened, what is due next."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from service.register.register import Register
from service.register.tables import cases, dues, steps

_SOONEST = (
    select(dues.c.at)
    .join(cases, cases.c.id == dues.c.case_id)
    .where(dues.c.over_at.is_(None), cases.c.incident.is_(None))
    .order_by(dues.c.at)
    .limit(1)
)
_AT_STEP = (
    select(cases, steps.c.visit)
    .join(steps, steps.c.case_id == cases.c.id)
    .where(cases.c.id == bindparam("case"), steps.c.element == bindparam("step"))
)
_STEPS = (
    select(steps, cases.c.region, cases.c.path, cases.c.organisation, cases.c.opened_by)
    .join(cases, cases.c.id == steps.c.case_id)
    .where(cases.c.bundle == select(cases.c.bundle).where(cases.c.id == bindparam("case")).scalar_subquery())
    .order_by(steps.c.case_id, steps.c.opened_at, steps.c.element)
)


def steps_and_next_due(register: Register, case_id: int) -> tuple[list[Row[tuple[object, ...]]], datetime | None]:
    """Return the open steps of a case and its linked ones, and the soonest deadline of all cases."""
    with register.database.read() as connection:
        found = list(connection.execute(_STEPS, {"case": case_id}))
        return found, connection.execute(_SOONEST).scalar()


def case_at_step(register: Register, case_id: int, step: str) -> Mapping[str, object] | None:
    """Return the row of a case with the visit of a step that is open in it; None, when the step is not open."""
    with register.database.read() as connection:
        row = connection.execute(_AT_STEP, {"case": case_id, "step": step}).mappings().one_or_none()
    return dict(row) if row is not None else None


def places(register: Register) -> dict[int, tuple[str, str]]:
    """Return the organisation and the region of every case."""
    with register.database.read() as connection:
        rows = connection.execute(select(cases.c.id, cases.c.organisation, cases.c.region))
        return {row.id: (row.organisation, row.region) for row in rows}
