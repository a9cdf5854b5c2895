"""The register that is served has a guarded clock, never behind the ledger, and a hold after an absence."""

from datetime import timedelta
from pathlib import Path

import pytest

from deadlines.clock import machine_clock
from deadlines.steady import SteadyClock
from service.register.holding import holds_of
from service.register.ledger import Entry, append
from service.register.uptime import ALIVE, write
from service.startup import open_register, open_served

HOUR = timedelta(hours=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'served.sqlite'}"


def test_it_is_served_by_a_guarded_clock_and_was_not_away(url: str) -> None:
    register = open_served(url, "adverse")
    assert isinstance(register.clock, SteadyClock)
    assert register.clock.alarm is None
    assert holds_of(register) == []
    register.database.close()


def test_its_clock_begins_no_earlier_than_the_last_entry_of_the_ledger(url: str) -> None:
    before = open_register(url)
    later = machine_clock() + HOUR
    with before.database.write() as connection:
        append(connection, [Entry("written", later)], later)
    before.database.close()
    register = open_served(url, "off")
    assert register.clock() >= later
    assert isinstance(register.clock, SteadyClock)
    assert register.clock.alarm is not None
    register.database.close()


def test_after_more_than_an_hour_away_it_is_held(url: str) -> None:
    before = open_register(url)
    with before.database.write() as connection:
        write(connection, ALIVE, machine_clock() - 2 * HOUR)
    before.database.close()
    register = open_served(url, "adverse")
    assert [hold.reason for hold in holds_of(register)] == ["downtime"]
    register.database.close()
