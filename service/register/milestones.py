"""The milestones of a round: when each case passed them, packs received against those expected, and load by body.

A fixed number of statements, however many cases there are; what stands is read from indexes made for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, func, select, type_coerce

from deadlines.calendar import london_date
from processes.instants import from_micros
from service.register.outcomes import statuses
from service.register.packs import (
    ACKNOWLEDGED,
    DECISION,
    NATIONAL,
    PACK,
    PROPOSALS,
    REGIONAL,
    SIGNED,
    THRESHOLDS,
    counted_at,
    meanings,
    standing_acts,
)
from service.register.queries import Filter, Sight, filtered
from service.register.register import Register
from service.register.tables import arrivals, cases, organisations, steps

LIVE = "live"
MILESTONES = (PACK, ACKNOWLEDGED, THRESHOLDS, REGIONAL, NATIONAL, DECISION, SIGNED, LIVE)
HOUR = 3_600_000_000  # microseconds; London's clock changes on the hour, so an hour belongs to one London day
Passed = Mapping[str, datetime]


@dataclass(frozen=True)
class Progress:
    """One case of a round: what it is, and when it passed each milestone (aware UTC)."""

    case_id: int
    reference: str
    organisation_name: str
    model: str
    status: str
    ended: bool
    next_due: datetime | None
    passed: Passed


@dataclass(frozen=True)
class Load:
    """How many steps wait for a body, and since when the oldest does."""

    role: str
    steps: int
    since: datetime


@dataclass(frozen=True)
class RoundProgress:
    """How a round goes on: how many cases there are, one page of them, packs expected and received by day, load."""

    count: int
    cases: Sequence[Progress]
    expected: Mapping[date, int]
    received: Mapping[date, int]
    load: Sequence[Load]


def progress(register: Register, sight: Sight, wanted: Filter) -> RoundProgress:
    """Return how the proposals of a round go on, one page of them by organisation."""
    chosen = filtered(select(cases.c.id), sight, wanted).where(PROPOSALS)
    with register.database.read() as connection:
        count = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
        page = list(connection.execute(_page(sight, wanted)))
        told = meanings(register, connection)
        received = by_day(connection.execute(first_by_hour(told.steps(PACK), sight, wanted)))
        expected = _expected(connection, sight, wanted)
        load = _load(connection, sight, wanted)
        passed = _passed(connection, [row.case_id for row in page], told.of)
    found = [Progress(**row._mapping, passed=passed.get(row.case_id, {})) for row in page]
    return RoundProgress(count, found, expected, received, load)


def _page(sight: Sight, wanted: Filter) -> Select[Any]:
    """Return the query for one page: which cases is answered from an index, only their own rows are read."""
    query = select(cases.c.id).join(organisations, organisations.c.code == cases.c.organisation).where(PROPOSALS)
    query = filtered(query, sight, wanted).order_by(organisations.c.name, cases.c.id)
    there = query.limit(wanted.size).offset((max(wanted.page, 1) - 1) * wanted.size)
    names = ("reference", "model", "status", "ended", "next_due")
    named = (cases.c.id.label("case_id"), organisations.c.name.label("organisation_name"))
    found = select(*named, *(cases.c[name] for name in names)).where(cases.c.id.in_(there))
    found = found.join(organisations, organisations.c.code == cases.c.organisation)
    return found.order_by(organisations.c.name, cases.c.id)


def _passed(connection: Connection, ids: Sequence[int], of: Mapping[str, str]) -> dict[int, dict[str, datetime]]:
    """Return when cases passed their milestones: the first pack, the later of two signatures, else the last act."""
    found: dict[int, dict[str, datetime]] = {}
    milestones = [step for step, meaning in of.items() if meaning in MILESTONES]
    for row in sorted(connection.execute(standing_acts(milestones).where(arrivals.c.case_id.in_(ids))), key=counted_at):
        own, meaning = found.setdefault(row.case_id, {}), of[row.step]
        own[meaning] = own.get(PACK, counted_at(row)) if meaning == PACK else counted_at(row)
    for case_id, told in statuses(connection, select(cases.c.id).where(cases.c.id.in_(ids))).items():
        live_at = next((at for status, at in told if status == LIVE), None)
        if live_at is not None:
            found.setdefault(case_id, {})[LIVE] = live_at
    return found


def first_by_hour(told: list[str], sight: Sight, wanted: Filter, *where: Any) -> Select[Any]:
    """Return the query of how many proposals had the first standing of some acts in each hour.

    The acts are read by their steps and compared with the proposals, not looked up case by case: hence the nought.
    """
    at = func.coalesce(type_coerce(arrivals.c.claimed_at, BigInteger), type_coerce(arrivals.c.received_at, BigInteger))
    chosen = filtered(select(cases.c.id), sight, wanted).where(PROPOSALS, *where)
    acts: Any = standing_acts(told).with_only_columns(arrivals.c.case_id, func.min(at).label("at"))
    first = acts.where((arrivals.c.case_id + 0).in_(chosen)).group_by(arrivals.c.case_id).subquery()
    hour = first.c.at // HOUR
    return select(hour, func.count()).group_by(hour)


def _expected(connection: Connection, sight: Sight, wanted: Filter) -> dict[date, int]:
    hour = type_coerce(cases.c.opened_at, BigInteger) // HOUR
    counted: Any = select(hour, func.count())
    query = filtered(counted, sight, wanted).where(PROPOSALS).group_by(hour)
    return by_day(connection.execute(query))


def by_day(rows: Any) -> dict[date, int]:
    """Return counts by London day; an hour belongs to one day, since London's clock changes on the hour."""
    days: Counter[date] = Counter()
    for hour, count in rows:
        days[london_date(from_micros(int(hour) * HOUR))] += count
    return dict(sorted(days.items()))


def _load(connection: Connection, sight: Sight, wanted: Filter) -> list[Load]:
    since = func.min(type_coerce(steps.c.opened_at, BigInteger))
    query: Select[Any] = select(steps.c.role, func.count(), since).join(cases, cases.c.id == steps.c.case_id)
    query = filtered(query, sight, wanted).where(steps.c.offer.is_(False), PROPOSALS).group_by(steps.c.role)
    found = [Load(role, count, from_micros(oldest)) for role, count, oldest in connection.execute(query)]
    return sorted(found, key=lambda load: (-load.steps, load.role))


def cumulated(days: Mapping[date, int], until: date) -> list[tuple[date, int]]:
    """Return how many there were at the end of each day on which something came, and of the last one."""
    total, found = 0, []
    for day, count in days.items():
        if day <= until:
            total += count
            found.append((day, total))
    return found if not found or found[-1][0] == until else [*found, (until, total)]
