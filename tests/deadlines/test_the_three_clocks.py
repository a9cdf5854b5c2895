"""The clocks: only forward, only aware, and the demonstration clock resumes where it was."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from deadlines.clock import ClockRunsForward, DemonstrationClock, HandClock, NaiveTime, aware_utc, machine_clock

MORNING = datetime(2015, 1, 9, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def base() -> HandClock:
    return HandClock(datetime(2026, 5, 1, 8, 0, tzinfo=UTC))


class SteppedBack:
    """A base clock that can go back, as a machine's can."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def test_the_machine_clock_is_aware_utc() -> None:
    assert machine_clock().tzinfo is UTC
    assert machine_clock() <= machine_clock()


def test_a_naive_time_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(NaiveTime, match=r"says no zone.*aware instant"):
        aware_utc(datetime(2015, 1, 9, 12))  # noqa: DTZ001


def test_an_instant_with_another_offset_becomes_utc() -> None:
    there = datetime(2015, 1, 9, 13, 0, tzinfo=timezone(HOUR))
    assert aware_utc(there) == datetime(2015, 1, 9, 12, 0, tzinfo=UTC)
    assert aware_utc(there).tzinfo is UTC


def test_a_hand_clock_stands_still_until_it_is_moved() -> None:
    clock = HandClock(MORNING)
    assert clock() == clock() == MORNING
    clock.advance(HOUR)
    clock.move_to(MORNING + 2 * HOUR)
    clock.move_to(MORNING + 2 * HOUR)
    assert clock() == MORNING + 2 * HOUR


def test_a_hand_clock_runs_forward_only() -> None:
    clock = HandClock(MORNING)
    with pytest.raises(ClockRunsForward, match="cannot go back"):
        clock.move_to(MORNING - timedelta(microseconds=1))
    with pytest.raises(ClockRunsForward):
        clock.advance(-HOUR)


def test_a_demonstration_runs_at_real_speed_from_its_start(base: HandClock) -> None:
    clock = DemonstrationClock(MORNING, base)
    base.advance(HOUR)
    assert clock() == MORNING + HOUR


def test_a_demonstration_jumps_forward_and_runs_on(base: HandClock) -> None:
    clock = DemonstrationClock(MORNING, base)
    clock.jump_to(MORNING + 24 * HOUR)
    base.advance(HOUR)
    assert clock() == MORNING + 25 * HOUR


def test_a_demonstration_does_not_go_back_but_says_how_to(base: HandClock) -> None:
    clock = DemonstrationClock(MORNING, base)
    with pytest.raises(ClockRunsForward, match="fresh demonstration"):
        clock.jump_to(MORNING - HOUR)


def test_a_demonstration_resumes_from_its_stored_offset(base: HandClock) -> None:
    clock = DemonstrationClock(MORNING, base)
    clock.jump_to(MORNING + HOUR)
    resumed = DemonstrationClock.resumed(clock.offset, base)
    assert resumed() == clock()
    assert resumed.offset == clock.offset


def test_a_demonstration_on_the_machine_clock_resumes_without_drift() -> None:
    offset = timedelta(days=-4000, microseconds=7)
    assert DemonstrationClock.resumed(offset).offset == offset


def test_a_demonstration_stands_while_its_base_has_gone_back() -> None:
    base = SteppedBack(datetime(2026, 5, 1, tzinfo=UTC))
    clock = DemonstrationClock(MORNING, base)
    base.at -= HOUR
    assert clock() == MORNING
    base.at += 2 * HOUR
    assert clock() == MORNING + HOUR


def test_threads_that_share_a_demonstration_never_see_it_go_back() -> None:
    clock, seen = DemonstrationClock(MORNING), []

    def read() -> None:
        times = [clock() for _ in range(200)]
        seen.append(times == sorted(times))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 4
