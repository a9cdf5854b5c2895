"""Which dates of which cases a change touches, and which had fallen due before: read from the table of due instants."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from deadlines.rounds import START, Round
from processes.case import Case
from processes.instants import from_micros, to_micros
from processes.own_dates import NEVER
from processes.scope import CaseScope
from service.register.dates.wish import NotPossible, Touched
from service.register.register import Register
from service.register.tables import cases, dues, organisations


def rows(connection: Connection, *conditions: Any) -> list[Row[Any]]:
    """Return due rows with their cases, in order of cases, for which some conditions hold."""
    return list(connection.execute(_WITH_CASES.where(*conditions)))


def of_round(round_: str) -> tuple[Any, ...]:
    """Return the conditions for what waits in the open cases of a round."""
    return (cases.c.round == round_, cases.c.ended.is_(False), dues.c.over_at.is_(None))


def moving(
    register: Register, connection: Connection, before: Round, after: Round, names: Collection[str], now: datetime
) -> tuple[list[Touched], list[Touched], int]:
    """Return what would move between two calendars, what has fallen due by now, and how many dates are cases' own.

    names: the deadlines that differ. Raises NotPossible, when a date would come to lie in the past.
    """
    touched, fallen, own = [], [], 0
    for row in rows(connection, *of_round(before.name), dues.c.deadline.in_(_with_starts(names))):
        case = _case(register, connection, row, before)
        if case.dates.of(row.deadline) is not None:
            own += 1
        elif row.at <= now:
            fallen.append(touch(row, row.at))
        else:
            scope = CaseScope(case.variables, after, case.now, case.dates)
            touched.append(touch(row, scope.deadline(row.deadline)))
    fallen += [touch(row, row.at) for row in _fell(connection, before, names)]
    require_ahead([one for one in touched if one.was != one.becomes], now)
    return [one for one in touched if one.was != one.becomes], _sorted(fallen), own


def require_ahead(touched: Iterable[Touched], now: datetime) -> None:
    """Raise NotPossible, when something would fall due at once."""
    past = [one for one in touched if one.becomes is not None and from_micros(one.becomes) <= now]
    if past:
        raise NotPossible(
            f"The new date has passed already for {len(past)} case{'' if len(past) == 1 else 's'} "
            f"({', '.join(one.reference for one in past[:3])}): it would fall due at once. Give a date still to come."
        )


def touch(row: Row[Any], becomes: datetime) -> Touched:
    """Return a date of a case that moves to an instant."""
    return Touched(
        row.case_id, row.reference, row.organisation_name, row.element, row.deadline, _micros(row.at), _micros(becomes)
    )


def _micros(instant: datetime) -> int | None:
    return None if instant == NEVER else to_micros(instant)


def _with_starts(names: Collection[str]) -> list[str]:
    return [*names, *(name + START for name in names)]


def _case(register: Register, connection: Connection, row: Row[Any], round_: Round) -> Case:
    definition = register.versions.load(connection, row.definition_id)
    return Case.restored(definition, register.calendars.load(connection, row.calendar) or round_, row.state)


def _fell(connection: Connection, round_: Round, names: Collection[str]) -> list[Row[Any]]:
    """Return what has fallen of the round's own dates; a deadline that counts from a fact is another each time."""
    dates = [name for name in names if not round_.deadline(name).is_relative]
    return rows(connection, cases.c.round == round_.name, dues.c.fell.is_(True), dues.c.deadline.in_(dates))


def _sorted(touched: Iterable[Touched]) -> list[Touched]:
    return sorted(touched, key=lambda one: (one.case_id, one.element))


_WITH_CASES: Select[Any] = (
    select(
        dues, cases.c.reference, cases.c.organisation, cases.c.region, cases.c.area_team, cases.c.calendar,
        cases.c.definition_id, cases.c.state, cases.c.round, cases.c.ended,
        organisations.c.name.label("organisation_name"),
    )
    .join(cases, cases.c.id == dues.c.case_id)
    .join(organisations, organisations.c.code == cases.c.organisation)
    .order_by(dues.c.case_id, dues.c.element)
)  # fmt: skip
