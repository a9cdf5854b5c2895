"""The guarded clock: small steps are followed, large ones doubted, and it never goes back. No machine clock is read."""

from datetime import UTC, datetime, timedelta

import pytest

from deadlines.clock import HandClock, NaiveTime, machine_clock
from deadlines.steady import (
    BELIEVED,
    BELIEVED_AFTER,
    RIGHT_AGAIN,
    STEPPED,
    SteadyClock,
    alarm_of,
    seconds_since_start,
)

NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
FOLLOWED = [SECOND, 2 * SECOND, 3 * SECOND, 59 * SECOND, 60 * SECOND]
STOOD = [-SECOND, -2 * SECOND]
DOUBTED_AHEAD = [61 * SECOND, HOUR, DAY, YEAR]
DOUBTED_BEHIND = [-3 * SECOND, -59 * SECOND, -61 * SECOND, -HOUR, -DAY, -YEAR]


class Machine:
    """A machine with a wall clock that anybody may set, and a count of seconds that nobody can."""

    def __init__(self) -> None:
        self.wall, self.count = NOON, 1000.0
        self.told: list[datetime] = []
        self.clock = SteadyClock(lambda: self.wall, lambda: self.count)

    def runs(self, by: timedelta) -> datetime:
        """Let time pass on both, and read the guarded clock."""
        self.wall += by
        self.count += by.total_seconds()
        self.told.append(self.clock())
        assert self.told == sorted(self.told)
        return self.told[-1]

    def steps(self, by: timedelta) -> datetime:
        """Set the wall clock and read the guarded one."""
        self.wall += by
        return self.runs(timedelta())

    def kinds(self) -> list[str]:
        return [sight.kind for sight in self.clock.sights]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.mark.parametrize("step", FOLLOWED)
def test_a_small_step_forward_is_followed_at_once(machine: Machine, step: timedelta) -> None:
    assert machine.steps(step) == NOON + step
    assert machine.runs(SECOND) == NOON + step + SECOND
    assert (machine.clock.alarm, machine.kinds()) == (None, [])


@pytest.mark.parametrize("step", STOOD)
def test_after_a_small_step_back_it_stands_until_the_machine_has_caught_up(machine: Machine, step: timedelta) -> None:
    assert machine.steps(step) == NOON
    assert machine.runs(-step) == NOON
    assert machine.runs(SECOND) == NOON + SECOND
    assert machine.clock.alarm is None


@pytest.mark.parametrize("step", [*DOUBTED_AHEAD, *DOUBTED_BEHIND])
def test_a_large_step_is_doubted_and_it_goes_on_by_its_own_count(machine: Machine, step: timedelta) -> None:
    assert machine.steps(step) == NOON
    assert machine.runs(5 * SECOND) == NOON + 5 * SECOND
    alarm = machine.clock.alarm
    assert alarm is not None
    assert (alarm.kind, alarm.machine, alarm.own, alarm.ahead) == (STEPPED, NOON + step, NOON, step)
    assert "2015" in alarm.said or "2016" in alarm.said
    assert alarm_of(machine.clock) == alarm


@pytest.mark.parametrize("step", [*DOUBTED_AHEAD, *DOUBTED_BEHIND])
def test_a_glitch_there_and_back_leaves_no_trace_in_the_time(machine: Machine, step: timedelta) -> None:
    machine.steps(step)
    machine.runs(30 * SECOND)
    assert machine.steps(-step) == NOON + 30 * SECOND
    assert machine.runs(SECOND) == NOON + 31 * SECOND
    assert machine.clock.alarm is None
    assert machine.kinds() == [STEPPED, RIGHT_AGAIN]


@pytest.mark.parametrize("step", DOUBTED_AHEAD)
def test_a_step_forward_is_believed_when_it_has_held_for_ten_minutes(machine: Machine, step: timedelta) -> None:
    machine.steps(step)
    assert machine.runs(BELIEVED_AFTER - SECOND) == NOON + BELIEVED_AFTER - SECOND
    assert machine.clock.alarm is not None
    assert machine.runs(SECOND) == NOON + BELIEVED_AFTER + step
    assert machine.clock.alarm is None
    assert machine.kinds() == [STEPPED, BELIEVED]
    assert machine.clock.sights[-1].by == ""


@pytest.mark.parametrize("step", DOUBTED_BEHIND)
def test_a_step_back_is_never_believed_by_itself(machine: Machine, step: timedelta) -> None:
    machine.steps(step)
    assert machine.runs(DAY) == NOON + DAY
    assert machine.clock.alarm is not None


@pytest.mark.parametrize("step", DOUBTED_AHEAD)
def test_a_person_may_believe_a_step_forward(machine: Machine, step: timedelta) -> None:
    machine.steps(step)
    assert machine.clock.believe("officer")
    assert machine.runs(SECOND) == NOON + step + SECOND
    assert (machine.clock.alarm, machine.clock.sights[-1].by) == (None, "officer")


def test_when_a_person_believes_a_step_back_it_stands_until_the_machine_has_caught_up(machine: Machine) -> None:
    machine.steps(-HOUR)
    assert machine.clock.believe("officer")
    assert machine.runs(HOUR - SECOND) == NOON
    assert machine.runs(2 * SECOND) == NOON + SECOND
    assert machine.clock.alarm is None


def test_there_is_nothing_to_believe_while_nothing_is_doubted(machine: Machine) -> None:
    assert not machine.clock.believe("officer")
    assert machine.kinds() == []


def test_another_step_while_one_is_doubted_begins_the_ten_minutes_anew(machine: Machine) -> None:
    machine.steps(HOUR)
    machine.runs(BELIEVED_AFTER - SECOND)
    machine.steps(DAY)
    machine.runs(BELIEVED_AFTER - SECOND)
    alarm = machine.clock.alarm
    assert alarm is not None
    assert alarm.ahead == HOUR + DAY
    assert machine.runs(SECOND) == NOON + 2 * BELIEVED_AFTER - SECOND + HOUR + DAY
    assert machine.kinds() == [STEPPED, STEPPED, BELIEVED]


def test_less_than_was_ever_written_down_is_doubted_from_the_start() -> None:
    count = [0.0]
    clock = SteadyClock(lambda: NOON, lambda: count[0], floor=NOON + HOUR)
    assert clock() == NOON + HOUR
    assert clock.alarm is not None
    count[0] = 1.0
    assert clock() == NOON + HOUR + SECOND


@pytest.mark.parametrize("floor", [NOON - YEAR, NOON, NOON + 2 * SECOND])
def test_a_floor_that_is_not_far_above_the_machines_clock_raises_no_alarm(floor: datetime) -> None:
    clock = SteadyClock(lambda: NOON, lambda: 0.0, floor=floor)
    assert (clock(), clock.alarm) == (max(NOON, floor), None)


def test_what_is_noted_is_told_no_more(machine: Machine) -> None:
    machine.steps(HOUR)
    machine.steps(-HOUR)
    machine.clock.noted(1)
    assert machine.kinds() == [RIGHT_AGAIN]


def test_a_naive_base_or_floor_is_an_error() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(NaiveTime):
        SteadyClock(lambda: naive, lambda: 0.0)
    with pytest.raises(NaiveTime):
        SteadyClock(lambda: NOON, lambda: 0.0, floor=naive)


def test_by_default_it_tells_the_machines_time() -> None:
    before = machine_clock()
    assert before <= SteadyClock()() <= machine_clock()
    assert seconds_since_start() <= seconds_since_start()
    assert alarm_of(HandClock(NOON)) is None
