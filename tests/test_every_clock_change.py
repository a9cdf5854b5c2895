"""Across every clock change of London from 2014 to 2030 deadlines fall once, at their instant, and reminders with them.

The real register and the real tick on a clock that is moved by hand, every half hour of each of the 34 nights; what is
expected is reckoned by the rule of the Summer Time Act (01:00 UTC on a last Sunday), not by the product. Reminders
count working days, and bank holidays are proclaimed up to 2028 only: from then on the deadlines have no ladder.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from deadlines.clock import HandClock
from deadlines.rounds import Round, read_round
from service.actions.calendar import tick
from service.register.database import Database
from service.register.opening import open_case
from service.register.register import Register
from service.register.tables import ledger, metadata, reminders
from service.rehearsal.rehearse import begin

YEARS = range(2014, 2031)
LAST_WITH_BANK_HOLIDAYS = 2028
WALLS = (time(0, 30), time(1), time(1, 30), time(1, 59, 59), time(2), time(2, 30), time(12))
HOUR = timedelta(hours=1)
ROUND = """
name = "{name}"
title = "A clock change"
opens = 2013-12-01
[ladders.about]
rungs = [{{ before = "1 working day", at = "09:00", audience = "applicant" }}]
escalations = [{{ after = "1 working day", at = "09:00", audience = "programme office" }}]
[deadlines.eoi-submission]
title = "About a clock change"
wording = "-"
document = "a test"
section = "-"
kind = "deadline"
day = {day}
at = "{at}"
status = "our policy"
{ladder}
"""


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def instant(year: int, month: int, wall: time) -> datetime:
    """Return the UTC instant of a wall time on the day of a change, by the rule of the law."""
    day = last_sunday(year, month)
    plain, one = datetime.combine(day, wall, UTC), datetime.combine(day, time(1), UTC)
    if month == 10:
        return plain - HOUR if wall < time(2) else plain
    if plain < one:
        return plain
    return one if wall < time(2) else plain - HOUR


def cases() -> Iterator[tuple[str, int, int, time]]:
    for year in YEARS:
        for month in (3, 10):
            for wall in WALLS:
                yield f"on-{year}-{month}-{wall:%H%M%S}", year, month, wall


def a_round(name: str, year: int, month: int, wall: time) -> Round:
    ladder = 'ladder = "about"' if year <= LAST_WITH_BANK_HOLIDAYS else ""
    return read_round(ROUND.format(name=name, day=last_sunday(year, month), at=wall.isoformat(), ladder=ladder))


@pytest.fixture(scope="module")
def played() -> Register:
    """A register with a case for each change and wall time, ticked through all the nights until 2031."""
    clock = HandClock(datetime(2014, 1, 1, tzinfo=UTC))
    rounds = {case[0]: a_round(*case) for case in cases()}
    database = Database("sqlite://", durable=False)
    metadata.create_all(database.engine)
    register = Register(database, clock, rounds)
    begin(register, "tests")
    for name in rounds:
        open_case(register, "expression-of-interest", name, "03L", by=name, at=clock())
    for moment in _moments(register):
        clock.move_to(moment)
        tick(register)
    return register


def _moments(register: Register) -> list[datetime]:
    """Return when the tick comes: each half hour of each night, and just about the end of each pause."""
    found = set()
    for _, year, month, wall in cases():
        midnight = datetime.combine(last_sunday(year, month), time(), UTC) - 2 * HOUR
        found |= {midnight + n * HOUR / 2 for n in range(10)}
        over = instant(year, month, wall) + register.pause
        found |= {over - timedelta(microseconds=1), over, over + timedelta(days=1, hours=12)}
    return sorted(found)


def fallen(register: Register) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return by round when a deadline was, and when it was applied."""
    opened = select(ledger.c.case_id, ledger.c.by).where(ledger.c.kind == "opened")
    query = select(ledger.c.case_id, ledger.c.at, ledger.c.recorded_at).where(ledger.c.kind == "deadline-passed")
    with register.database.read() as connection:
        name_of = {row.case_id: str(row.by) for row in connection.execute(opened)}
        found: dict[str, list[tuple[datetime, datetime]]] = {name: [] for name in name_of.values()}
        for row in connection.execute(query.order_by(ledger.c.seq)):
            found[name_of[row.case_id]].append((row.at, row.recorded_at))
    return found


def test_every_deadline_falls_exactly_once_at_its_instant_and_is_applied_when_its_pause_is_over(
    played: Register,
) -> None:
    told = fallen(played)
    assert len(told) == 34 * len(WALLS)
    for name, year, month, wall in cases():
        due = instant(year, month, wall)
        assert told[name] == [(due, due + played.pause)], name


def test_reminders_come_at_nine_in_the_morning_on_both_sides_of_the_change(played: Register) -> None:
    with played.database.read() as connection:
        rows = connection.execute(select(reminders.c.due_at, reminders.c.at, reminders.c.rung)).all()
    assert len(rows) == 2 * 2 * len(WALLS) * (LAST_WITH_BANK_HOLIDAYS - 2014 + 1)
    for row in rows:
        summer = last_sunday(row.at.year, 3) <= row.at.date() < last_sunday(row.at.year, 10)
        assert row.at.time() == (time(8) if summer else time(9)), row
    assert {(row.at > row.due_at, row.at.date() < row.due_at.date()) for row in rows} == {(True, False), (False, True)}


@pytest.mark.parametrize("day", [date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29), date(2028, 2, 29)])
def test_a_deadline_on_a_leap_day_lasts_to_its_end(day: date) -> None:
    text = ROUND.format(name="leap", day=day, at="12:00", ladder="").replace('at = "12:00"\n', "")
    due = read_round(text).due("eoi-submission")
    assert due == datetime.combine(date(day.year, 3, 1), time(), UTC) - timedelta(microseconds=1)
