"""What stands in people's calendars: the dates of the cases they see, or the dates of the rounds for those who see all.

Read from the due instants, which count every move; so a calendar shows what falls due and nothing else.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from deadlines.rounds import START, Round
from processes.instants import from_micros
from service.mail.calendars import Appointment
from service.register.queries import Sight
from service.register.register import Register
from service.register.tables import cases, changes, dues, organisations

REMEMBERED = timedelta(days=60)
MOST = 2000


def of_cases(register: Register, sight: Sight, now: datetime, case_id: int | None = None) -> list[Appointment]:
    """Return the dates of the cases that somebody sees, soonest first, at most 2,000; of one case when it is given.

    What was withdrawn in the last 60 days is cancelled; what fell due stays where it was.
    """
    recent = or_(dues.c.over_at.is_(None), dues.c.over_at > now - REMEMBERED)
    query = _DATES.where(sight.condition(), recent).order_by(dues.c.at, dues.c.case_id, dues.c.element).limit(MOST)
    if case_id is not None:
        query = query.where(cases.c.id == case_id)
    with register.database.read() as connection:
        return [_of_case(register, row) for row in connection.execute(query)]


def _of_case(register: Register, row: Any) -> Appointment:
    shipped = register.rounds.get(row.round)
    plain = row.deadline.removesuffix(START)
    title = shipped.deadline(plain).title if shipped is not None and shipped.knows(plain) else row.deadline
    return Appointment(
        row.case_id, row.element, f"{title}: {row.organisation_name}", row.at, row.sequence,
        row.changed_at or row.opened_at, cancelled=row.over_at is not None and not row.fell, text=row.reference,
    )  # fmt: skip


def of_rounds(register: Register, opened_at: datetime) -> list[Appointment]:
    """Return the dates of all rounds for somebody who sees every case; how often a round has changed is counted."""
    found = []
    with register.database.read() as connection:
        for name in sorted(register.rounds):
            round_ = register.calendars.now(connection, name)
            sequence, changed_at = _changed(connection, name)
            found += _of_round(round_, sequence, changed_at or opened_at)
    return sorted(found, key=lambda one: (one.at, one.element))


def _changed(connection: Connection, round_: str) -> tuple[int, datetime | None]:
    applied = (changes.c.round == round_, changes.c.outcome == "applied", changes.c.case_id.is_(None))
    count, last = connection.execute(select(func.count(), func.max(changes.c.answered_at)).where(*applied)).one()
    return int(count), from_micros(last) if isinstance(last, int) else last


def _of_round(round_: Round, sequence: int, changed_at: datetime) -> list[Appointment]:
    fixed = [one for one in round_.deadlines if not one.is_relative and not one.is_superseded]
    return [
        Appointment(0, f"{round_.name}-{one.name}", f"{one.title} ({round_.name})", one.last_on_time, sequence,
                    changed_at, text=one.wording)
        for one in fixed
    ]  # fmt: skip


_DATES: Select[Any] = (
    select(
        dues, cases.c.reference, cases.c.round, cases.c.opened_at, organisations.c.name.label("organisation_name"),
    )
    .join(cases, cases.c.id == dues.c.case_id)
    .join(organisations, organisations.c.code == cases.c.organisation)
)  # fmt: skip
