"""A hold is made by a long downtime, foretold without writing anything, and released by a person with a reason."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, insert, select

from deadlines.calendar import london
from deadlines.clock import HandClock
from deadlines.steady import SteadyClock
from processes.case import Case
from service.actions.calendar import tick
from service.register.foretelling import foretell
from service.register.holding import NoSuchHold, hold, hold_downtime, holds_of, release
from service.register.holds import Hold
from service.register.queries import Sight, case_row
from service.register.register import Register
from service.register.tables import ledger, outbox
from service.register.uptime import ALIVE, last_alive, note, write
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))
GO_LIVE = london(date(2015, 4, 1))
SUMMER = london(date(2015, 6, 1))


def alive(register: Register, at: datetime) -> None:
    with register.database.write() as connection:
        write(connection, ALIVE, at)


def kinds(register: Register) -> list[str]:
    """Return the kinds of the entries that belong to no case."""
    query = select(ledger.c.kind).where(ledger.c.case_id.is_(None)).order_by(ledger.c.seq)
    with register.database.read() as connection:
        return list(connection.execute(query).scalars())


def size(register: Register) -> object:
    with register.database.read() as connection:
        return connection.execute(select(func.count()).select_from(ledger)).scalar()


def test_after_more_than_an_hour_away_adverse_falls_of_that_time_are_held(office: Office, register: Register) -> None:
    case = office.open()
    alive(register, office.clock())
    office.at(SUMMER)
    assert hold_downtime(register, "adverse") is not None
    tick(register)
    assert office.steps(case) == ["submit_late_delegated"]
    (held,) = holds_of(register)
    assert (held.reason, held.all_falls, held.mail, held.until_at) == ("downtime", False, False, SUMMER)
    assert "The service was away from" in held.said
    release(register, held.id, "officer", "Checked with the region.")
    tick(register)
    assert office.status(case) == "not-submitted"
    assert kinds(register)[-2:] == ["held", "hold-released"]


def test_the_policy_may_hold_every_fall_or_none(office: Office, register: Register) -> None:
    alive(register, office.clock())
    office.clock.advance(timedelta(hours=2))
    assert hold_downtime(register, "off") is None
    office.clock.advance(timedelta(hours=2))
    assert hold_downtime(register, "all") is not None
    assert [held.all_falls for held in holds_of(register)] == [True]


@pytest.mark.parametrize(("away", "held"), [(timedelta(hours=1), 0), (timedelta(hours=1, microseconds=1), 1)])
def test_an_hour_away_is_not_long(office: Office, register: Register, away: timedelta, held: int) -> None:
    alive(register, office.clock())
    office.clock.advance(away)
    hold_downtime(register, "adverse")
    assert len(holds_of(register)) == held


def test_a_register_that_nobody_served_before_was_not_away(register: Register) -> None:
    assert hold_downtime(register, "all") is None
    with register.database.read() as connection:
        assert last_alive(connection) == register.clock()


def a_hold(office: Office, *, mail: bool = False) -> Hold:
    with office.register.database.write() as connection:
        hold(connection, Hold("restored", "A backup.", all_falls=True, mail=mail, from_at=NOON), office.clock())
    return holds_of(office.register)[-1]


def test_what_a_release_would_do_is_told_exactly_and_nothing_is_written(office: Office, register: Register) -> None:
    case = office.open()
    held = a_hold(office)
    office.at(SUMMER)
    tick(register)
    before = size(register)
    would = foretell(register, held)
    (one,) = [one for one in would.shown if one.case_id == case]
    assert would.cases == 1
    assert ("go-live", GO_LIVE) in one.fallen
    assert (one.before, one.after, one.ends) == ("", "not-submitted", True)
    assert size(register) == before
    assert office.status(case) == ""
    release(register, held.id, "officer", "Looked at.")
    tick(register)
    assert office.status(case) == one.after
    told = [(entry["detail"], entry["at"]) for entry in office.told(case, "deadline-passed") if entry["at"] > NOON]  # type: ignore[operator]
    assert len(told) == len(one.fallen)


def test_a_case_that_would_be_set_aside_is_told_too(
    office: Office, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open()
    held = a_hold(office)

    def bad(*_: object) -> None:
        raise TypeError("bad")

    office.at(SUMMER)
    tick(register)
    monkeypatch.setattr(Case, "fall", bad)
    (one,) = foretell(register, held).shown
    assert "TypeError: bad" in one.problem
    assert case_row(register, Sight(), case)["incident"] is None


def test_the_messages_that_would_go_out_are_counted_unless_another_hold_keeps_them(
    office: Office, register: Register
) -> None:
    row = {
        "key": "one", "kind": "reminder", "address": "a@example.org", "subject": "s", "message_id": "<1@x>",
        "body": b"", "sha256": "", "made_at": office.clock(), "next_at": office.clock(),
    }  # fmt: skip
    with register.database.write() as connection:
        connection.execute(insert(outbox).values(row))
    assert foretell(register, a_hold(office)).messages == 0
    held = a_hold(office, mail=True)
    assert foretell(register, held).messages == 1
    a_hold(office, mail=True)
    assert foretell(register, held).messages == 0


def test_a_hold_is_released_once(office: Office, register: Register) -> None:
    held = a_hold(office)
    release(register, held.id, "officer", "Looked at.")
    with pytest.raises(NoSuchHold, match=f"no hold {held.id} that still stands"):
        release(register, held.id, "officer", "Again.")


class Machine:
    """A wall clock that may be set, beside a count that runs."""

    def __init__(self, hand: HandClock) -> None:
        self.hand, self.off = hand, timedelta()
        self.clock = SteadyClock(lambda: hand() + self.off, lambda: hand().timestamp())


def test_while_the_clock_is_doubted_nothing_falls_and_the_ledger_has_both_readings(
    office: Office, register: Register
) -> None:
    case = office.open()
    machine = Machine(office.clock)
    register.clock = machine.clock
    machine.off = timedelta(days=200)
    tick(register)
    note(register, signs_of_life=False)
    assert office.told(case, "deadline-passed") == []
    assert "The machine's clock jumped" in register.bell.held[0]
    office.clock.advance(timedelta(minutes=9))
    machine.off = timedelta()
    tick(register)
    note(register, signs_of_life=False)
    assert list(register.bell.held) == []
    assert kinds(register)[-2:] == ["clock-stepped", "clock-right-again"]
    assert office.told(case, "deadline-passed") == []


def test_a_sign_of_life_is_written_every_minute_and_at_the_end(office: Office, register: Register) -> None:
    begun = office.clock()

    def signed() -> datetime | None:
        with register.database.read() as connection:
            return last_alive(connection)

    note(register, signs_of_life=True)
    assert signed() == begun
    office.clock.advance(timedelta(seconds=59))
    note(register, signs_of_life=True)
    assert signed() == begun
    note(register, signs_of_life=True, at_once=True)
    assert signed() == office.clock()
