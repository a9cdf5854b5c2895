"""The guarded clock of the service: it never goes back, and does not follow a large step of the machine's clock.

It compares the machine's wall clock with a count of seconds that no setting of the wall clock touches. Small steps are
followed. A large one is doubted: the clock goes on by its own count, and `alarm` says what was seen, until the
machine's clock is right again, the step has held for ten minutes (forward only), or a person believes it. Knows no
database.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from deadlines.calendar import wording
from deadlines.clock import Clock, aware_utc, machine_clock

STANDS_FOR = timedelta(seconds=2)
FOLLOWS = timedelta(seconds=60)
BELIEVED_AFTER = timedelta(minutes=10)
STEPPED, BELIEVED, RIGHT_AGAIN = "clock-stepped", "clock-believed", "clock-right-again"
KEPT_SIGHTS = 100
_COUNTS_SLEEP_TOO = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds_since_start() -> float:
    """Return the seconds since the machine started, asleep or awake; setting the wall clock does not touch them."""
    return time.clock_gettime(_COUNTS_SLEEP_TOO)


@dataclass(frozen=True)
class Sight:
    """Two readings at one moment, aware UTC: what the machine's clock said and what this one told by its own count."""

    kind: str
    machine: datetime
    own: datetime
    by: str = ""

    @property
    def ahead(self) -> timedelta:
        """How far the machine's clock is ahead; negative, when it is behind."""
        return self.machine - self.own

    @property
    def said(self) -> str:
        """Say in words what was seen."""
        machine, own = (wording(instant.replace(microsecond=0)) for instant in (self.machine, self.own))
        return f"The machine's clock jumped: it said {machine} when it was {own} by the count of the service."


class SteadyClock:
    """Tells aware UTC, never less than before and never less than `floor`. Safe to share between threads."""

    def __init__(
        self,
        base: Clock = machine_clock,
        monotonic: Callable[[], float] = seconds_since_start,
        floor: datetime | None = None,
    ) -> None:
        """Begin now. floor: the latest instant that was ever written down; less than that is doubted at once."""
        self._base, self._monotonic = base, monotonic
        self._lock = threading.Lock()
        self._alarm: Sight | None = None
        self._sights: deque[Sight] = deque(maxlen=KEPT_SIGHTS)
        self._looked, now = monotonic(), aware_utc(base())
        self._doubted_since = self._looked
        self._told = now if floor is None else max(now, aware_utc(floor))
        self._expected = self._told
        self._look()

    def __call__(self) -> datetime:
        """Tell the time, aware UTC."""
        with self._lock:
            self._look()
            return self._told

    @property
    def alarm(self) -> Sight | None:
        """What was seen, while the machine's clock is doubted."""
        with self._lock:
            return self._alarm

    def believe(self, by: str) -> bool:
        """Follow the machine's clock, since a person says that it is right; tells whether it was doubted.

        When it is behind, this clock stands until the machine's has caught up with what was told.
        """
        with self._lock:
            self._look()
            if self._alarm is None:
                return False
            self._follow(aware_utc(self._base()), Sight(BELIEVED, aware_utc(self._base()), self._told, by))
            return True

    @property
    def sights(self) -> list[Sight]:
        """What was seen and is not noted yet, oldest first, for the ledger."""
        with self._lock:
            return list(self._sights)

    def noted(self, count: int) -> None:
        """Forget the oldest sights: they are written down."""
        with self._lock:
            for _ in range(count):
                self._sights.popleft()

    def _look(self) -> None:
        """Read both clocks while the lock is held."""
        count, machine = self._monotonic(), aware_utc(self._base())
        passed = timedelta(seconds=count - self._looked)
        self._looked = count
        if self._alarm is None:
            self._trusting(machine, passed)
        else:
            self._told += passed
            self._doubting(self._alarm, machine)

    def _trusting(self, machine: datetime, passed: timedelta) -> None:
        if _small(machine - (self._expected + passed)):
            self._follow(machine, None)
        else:
            self._told += passed
            self._doubt(machine)

    def _doubting(self, alarm: Sight, machine: datetime) -> None:
        ahead = machine - self._told
        if _small(ahead):
            self._follow(machine, Sight(RIGHT_AGAIN, machine, self._told))
        elif abs(ahead - alarm.ahead) > FOLLOWS:
            self._doubt(machine)
        elif ahead > FOLLOWS and self._looked - self._doubted_since >= BELIEVED_AFTER.total_seconds():
            self._follow(machine, Sight(BELIEVED, machine, self._told))

    def _doubt(self, machine: datetime) -> None:
        self._alarm = Sight(STEPPED, machine, self._told)
        self._doubted_since = self._looked
        self._sights.append(self._alarm)

    def _follow(self, machine: datetime, sight: Sight | None) -> None:
        self._alarm = None
        self._expected = machine
        self._told = max(self._told, machine)
        if sight is not None:
            self._sights.append(sight)


def _small(step: timedelta) -> bool:
    return -STANDS_FOR <= step <= FOLLOWS


def alarm_of(clock: Clock) -> Sight | None:
    """Return what a guarded clock has seen, while it doubts the machine's; None for every other clock."""
    return clock.alarm if isinstance(clock, SteadyClock) else None
