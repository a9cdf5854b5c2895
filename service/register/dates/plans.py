"""What a change of dates would do, before anybody does it: which dates, which cases, which reminders, who must be told.

Reads and counts, writes nothing. The same counting is done again in the transaction that applies the change; when it
does not come out the same, nothing is applied.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from deadlines.calendar import day_wording, london_date
from deadlines.changes import differences, on_days_off, require_in_bound
from deadlines.rounds import Round
from processes.instants import from_micros
from service.register.dates.one_case import for_one_case
from service.register.dates.touched import moving, of_round, rows
from service.register.dates.wish import NotPossible, Preview, Touched, Wish
from service.register.dues import DueRow
from service.register.register import Register
from service.register.reminders import PLANNED, wanted
from service.register.tables import cases, changes, reminders
from service.roles import AUDIENCES

CaseRow = Row[tuple[object, ...]]


@dataclass(frozen=True)
class Plan:
    """A preview with what applying it needs: the calendar that is to hold, and what it is made of."""

    preview: Preview
    calendar: Round | None = None
    base: Round | None = None
    changes: Sequence[int] = ()


def plan_of(register: Register, connection: Connection, wish: Wish, now: datetime, change: int = 0) -> Plan:
    """Count what a wish would do at `now`. `change`: its number, once it has one.

    Raises NotPossible; BeyondBound; UnknownDeadline, UnusableRound and CalendarDoesNotReach for what no round can hold.
    """
    if not wish.because.strip() or not wish.authority.strip():
        raise NotPossible("A date is changed for a reason and on somebody's authority: give both.")
    reverted = _reverted(connection, wish) if wish.kind == "revert" else None
    if wish.case_id is not None:
        return Plan(_with_reminders(connection, *for_one_case(register, connection, wish, now, reverted), now))
    base, held = register.calendars.base(connection, wish.round)
    current = register.calendars.now(connection, wish.round)
    if reverted is not None:
        held = [one for one in held if one != reverted.id]
        calendar = _composed(connection, base, held)
    else:
        held, calendar = [*held, change], _changed(current, wish)
    if wish.kind == "move" and not differences(current, calendar, wish.deadline):
        raise NotPossible("Nothing would change: the date lies there already.")
    _require_ahead(current, calendar, wish, now)
    return Plan(_for_the_round(register, connection, current, calendar, wish, now), calendar, base, held)


def _reverted(connection: Connection, wish: Wish) -> CaseRow:
    """Return the row of the change that a wish takes back. Raises NotPossible, when it does not hold."""
    row = connection.execute(select(changes).where(changes.c.id == wish.reverts)).one_or_none()
    if row is None or row.outcome != "applied" or row.reverted_by is not None or row.kind == "revert":
        raise NotPossible(f"Change {wish.reverts} cannot be taken back: it does not hold now.")
    return row


def _changed(current: Round, wish: Wish) -> Round:
    """Return the calendar that a wish makes of another."""
    if wish.kind == "holiday":
        if wish.day is None or not wish.title.strip():
            raise NotPossible("A bank holiday needs its day and its title.")
        return current.with_holiday(wish.day, wish.title)
    if wish.kind != "move":
        raise NotPossible("A clock is stopped, and goes on, in one case at a time: name the case.")
    deadline = current.deadline(wish.deadline)
    if deadline.is_superseded:
        raise NotPossible(f"'{deadline.title}' was superseded; move what came in its place.")
    if not (wish.day or wish.at or wish.period):
        raise NotPossible("Say where the date goes: a day, a time of day, or another period.")
    require_in_bound(deadline, wish.day, wish.period)
    return current.moved(wish.deadline, day=wish.day, at=wish.at, period=wish.period, because=wish.because)


def _composed(connection: Connection, base: Round, held: Sequence[int]) -> Round:
    """Return a round with some changes, in their order."""
    kept = {row.id: row for row in connection.execute(select(changes).where(changes.c.id.in_(held)))}
    for one in held:
        base = _changed(base, Wish.kept(dict(kept[one]._mapping)))
    return base


def _require_ahead(current: Round, calendar: Round, wish: Wish, now: datetime) -> None:
    """Raise NotPossible, when a date of the round would come to lie in the past."""
    for one in differences(current, calendar, wish.deadline):
        deadline = calendar.deadline(one.name)
        if not deadline.is_relative and deadline.last_on_time <= now:
            raise NotPossible(f"'{one.title}' would be due by {one.becomes}, which has passed. Give a date to come.")


def _for_the_round(
    register: Register, connection: Connection, current: Round, calendar: Round, wish: Wish, now: datetime
) -> Preview:
    dates = differences(current, calendar, wish.deadline)
    names = [one.name for one in dates]
    touched, fallen, own = moving(register, connection, current, calendar, names, now)
    before = {one.name for one in on_days_off(current, current.working_days)}
    days_off = [
        f"{one.title} ({day_wording(one.last_day)})"
        for one in on_days_off(calendar, calendar.working_days)
        if one.name not in before or (one.name in names)
    ]
    query = select(func.count()).select_from(cases).where(cases.c.round == wish.round, cases.c.ended.is_(False))
    open_cases = connection.execute(query).scalar_one()
    concerned = {one.case_id for one in touched}
    preview = Preview(
        dates=[asdict(one) for one in dates], days_off=days_off, cases=touched, fallen=fallen, own=own,
        others=open_cases - len(concerned),
    )  # fmt: skip
    if wish.kind == "holiday" or not dates:
        return _holiday_reminders(connection, current, calendar, preview, now)
    return _with_reminders(connection, preview, lambda _: calendar, now)


def _with_reminders(
    connection: Connection, preview: Preview, round_of: Callable[[int], Round], now: datetime
) -> Preview:
    """Count the reminders that the moved dates cancel and plan, and name the roles that must be told."""
    days: Counter[str] = Counter()
    roles: set[str] = {"ccg"} if preview.cases else set()
    for one in preview.cases:
        if one.becomes is not None:
            due = DueRow(one.element, one.deadline, "-", from_micros(one.becomes), adverse=False)
            for rung in wanted(round_of(one.case_id), due).values():
                roles.add(AUDIENCES[rung["audience"]])
                if rung["at"] >= now and not rung["escalation"]:
                    days[london_date(rung["at"]).isoformat()] += 1
    cancelled = _planned(connection, preview.cases)
    return replace(preview, cancelled=cancelled, planned=dict(sorted(days.items())), roles=sorted(roles))


def _planned(connection: Connection, touched: Collection[Touched]) -> int:
    """Count the planned reminders of the dates that move, escalations left out."""
    moved = {(one.case_id, one.element) for one in touched}
    query = select(reminders.c.case_id, reminders.c.element).where(
        reminders.c.state == PLANNED, reminders.c.escalation.is_(False),
        reminders.c.case_id.in_({one.case_id for one in touched}),
    )  # fmt: skip
    return sum((row.case_id, row.element) in moved for row in connection.execute(query))


def _holiday_reminders(
    connection: Connection, current: Round, calendar: Round, preview: Preview, now: datetime
) -> Preview:
    """Count the reminders that go to another day because the working days change."""
    days: Counter[str] = Counter()
    moved = 0
    for row in rows(connection, *of_round(current.name)):
        due = DueRow(row.element, row.deadline, row.covers, row.at, row.adverse)
        before = {key: one["at"] for key, one in wanted(current, due).items()}
        for key, rung in wanted(calendar, due).items():
            if rung["at"] != before.get(key) and before[key] >= now:
                moved += 1
                days[london_date(rung["at"]).isoformat()] += 1
    return replace(preview, cancelled=moved, planned=dict(sorted(days.items())))
