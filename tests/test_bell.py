"""The bell in the service: it rings, one ring at a time, and neither a failure, a dead thread nor a clock stops it."""

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deadlines.clock import HandClock, machine_clock
from service.register.register import Register
from service.register.uptime import last_alive
from service.wakeups import EmbeddedBell
from service.wakeups.guarded import GuardedScheduler
from service.wakeups.only_one import TickLock
from service.web.health import health_of

YEAR = timedelta(days=365)


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    """Wait until something has come true, and tell whether it has."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        threading.Event().wait(0.05)
    return true()


@pytest.fixture
def bell(register: Register) -> Iterator[EmbeddedBell]:
    """A bell that rings, and is stopped at the end."""
    bell = EmbeddedBell(register)
    bell.start()
    yield bell
    bell.stop()


def killed(scheduler: GuardedScheduler) -> None:
    """Kill the thread of a scheduler for real."""
    thread = scheduler.thread
    assert isinstance(thread, threading.Thread)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    thread.join(5)
    assert not thread.is_alive()
    assert scheduler.running


def test_a_ring_says_that_it_was_there(register: Register) -> None:
    EmbeddedBell(register).ring()
    assert register.bell.looked is not None
    assert register.bell.done == 1


def test_a_ring_that_fails_is_logged_and_the_next_one_comes(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    bell = EmbeddedBell(register)
    with register.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE dues RENAME TO elsewhere")
    with caplog.at_level(logging.ERROR):
        bell.ring()
        bell.ring()
    assert [record.message for record in caplog.records] == ["a tick failed", "a tick failed"]
    assert register.bell.looked is None
    assert register.bell.failed == 2
    assert "dues" in register.bell.error


def test_a_ring_that_finds_another_under_way_leaves_it_to_that(register: Register) -> None:
    bell = EmbeddedBell(register)
    with bell._one_at_a_time:
        bell.ring()
    assert register.bell.looked is None


def test_it_rings_every_second(bell: EmbeddedBell, register: Register) -> None:
    began = time.monotonic()
    assert eventually(lambda: register.bell.done >= 3)
    assert time.monotonic() - began < 6


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_when_the_scheduler_thread_is_killed_another_rings_within_fifteen_seconds(
    bell: EmbeddedBell, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    assert eventually(lambda: register.bell.done >= 1)
    dead = bell._scheduler
    assert dead is not None
    killed(dead)
    died, done = time.monotonic(), register.bell.done
    assert eventually(lambda: bool(health_of(register).ills))
    assert "Nobody has looked at the deadlines" in health_of(register).ills[0]
    assert eventually(lambda: register.bell.done > done + 1)
    assert time.monotonic() - died < 15
    assert bell._scheduler is not dead
    assert "the scheduler is dead, another is started" in caplog.text


@pytest.mark.parametrize("step", [YEAR, -YEAR, timedelta(hours=2), timedelta(hours=-2)])
def test_a_step_of_the_machines_clock_does_not_silence_it(register: Register, step: timedelta) -> None:
    """A next run far ahead or far behind is what a step of the wall clock leaves; it was silent for the whole step."""
    bell = EmbeddedBell(register)
    bell._begin()
    scheduler = bell._scheduler
    assert scheduler is not None
    assert eventually(lambda: register.bell.done >= 1)
    done = register.bell.done
    scheduler.job.modify(next_run_time=machine_clock() - step)
    assert eventually(lambda: register.bell.done >= done + 2, 6)
    scheduler.shutdown()
    bell._lock.give_back()


def test_a_tick_that_hangs_is_reported_once(register: Register, caplog: pytest.LogCaptureFixture) -> None:
    bell = EmbeddedBell(register, silent_after=0.5)
    register.bell.looked = time.monotonic() - 60
    with bell._one_at_a_time:
        bell.start()
        assert eventually(lambda: "a tick hangs" in caplog.text, 6)
        threading.Event().wait(1.5)
    bell.stop()
    assert caplog.text.count("a tick hangs") == 1


def test_one_process_rings_and_another_takes_over_when_it_ends(register: Register) -> None:
    first = TickLock(register.database.file)
    assert first.take()
    assert first.take()
    bell = EmbeddedBell(register)
    bell.start()
    assert register.bell.rings is False
    assert register.bell.done == 0
    first.give_back()
    assert eventually(lambda: register.bell.done > 0, 6)
    assert register.bell.rings is True
    bell.stop()


def test_it_says_that_it_is_alive_at_once_and_when_it_stops(register: Register, clock: HandClock) -> None:
    bell = EmbeddedBell(register, signs_of_life=True)
    bell.start()
    assert eventually(lambda: register.bell.done > 0)
    clock.advance(timedelta(seconds=1))
    bell.stop()
    with register.database.read() as connection:
        assert last_alive(connection) == clock()


def test_it_stops_although_the_last_sign_of_life_cannot_be_written(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    bell = EmbeddedBell(register, signs_of_life=True)
    bell.start()
    assert eventually(lambda: register.bell.done > 0)
    with register.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE office RENAME TO elsewhere")
    bell.stop()
    assert "the last sign of life could not be written" in caplog.text


def test_a_server_database_has_no_lock_file_and_everybody_rings() -> None:
    lock = TickLock(None)
    assert lock.take()
    lock.give_back()


def test_a_bell_that_never_got_to_ring_stops_quietly(register: Register, tmp_path: Path) -> None:
    other = TickLock(register.database.file)
    assert other.take()
    bell = EmbeddedBell(register)
    bell.start()
    bell.stop()
    other.give_back()
    assert register.bell.done == 0
