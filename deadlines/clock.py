"""The clocks: the machine's, one moved by hand, and one for demonstrations.

This is the only module of the product that reads the machine's wall clock. It knows no time zone but UTC.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


class NaiveTime(ValueError):
    """The time {0} says no zone. Give an aware instant, or turn a London wall time into one with `london`."""

    def __init__(self, instant: datetime) -> None:
        """Say which time was naive."""
        super().__init__(
            f"The time {instant.isoformat()} says no zone. "
            "Give an aware instant, or turn a London wall time into one with deadlines.calendar.london."
        )


class ClockRunsForward(ValueError):
    """A clock was asked to go back."""


def aware_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC. Raises NaiveTime, when it has no zone."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise NaiveTime(instant)
    return instant.astimezone(UTC)


def machine_clock() -> datetime:
    """Read the machine's clock: aware UTC, to the microsecond."""
    return datetime.now(UTC)


class HandClock:
    """A clock that stands still until it is moved: for tests and for rehearsals in virtual time."""

    def __init__(self, at: datetime) -> None:
        """Set the clock to an aware instant."""
        self._now = aware_utc(at)

    def __call__(self) -> datetime:
        """Tell the time, aware UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to an aware instant. Raises ClockRunsForward, when it lies in the past."""
        target = aware_utc(instant)
        if target < self._now:
            raise ClockRunsForward(
                f"The clock shows {self._now.isoformat()} and cannot go back to {target.isoformat()}. "
                "Make a new clock to begin earlier."
            )
        self._now = target

    def advance(self, step: timedelta) -> None:
        """Move forward by an exact duration. Raises ClockRunsForward, when it is negative."""
        self.move_to(self._now + step)


class DemonstrationClock:
    """A clock that starts at a chosen instant, runs at real speed and can be jumped forward.

    Safe to share between threads. It never goes back, even when its base does: then it stands until the base
    has caught up.
    """

    def __init__(self, at: datetime, base: Clock = machine_clock) -> None:
        """Start at an aware instant now."""
        self._base = base
        self._lock = threading.Lock()
        self._last = aware_utc(at)
        self._offset = self._last - aware_utc(base())

    @classmethod
    def resumed(cls, offset: timedelta, base: Clock = machine_clock) -> DemonstrationClock:
        """Go on with a stored offset from the base clock."""
        clock = cls(aware_utc(base()) + offset, base)
        clock._offset = offset
        return clock

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of its base; store it to resume."""
        with self._lock:
            return self._offset

    def __call__(self) -> datetime:
        """Tell the time, aware UTC."""
        with self._lock:
            return self._tell()

    def jump_to(self, instant: datetime) -> None:
        """Jump forward to an aware instant and run on. Raises ClockRunsForward, when it lies in the past."""
        target = aware_utc(instant)
        with self._lock:
            if target < self._tell():
                raise ClockRunsForward(
                    f"The demonstration has reached {self._last.isoformat()} and cannot go back to "
                    f"{target.isoformat()}. Start a fresh demonstration to go back."
                )
            self._offset = target - aware_utc(self._base())
            self._last = target

    def _tell(self) -> datetime:
        """Read the clock while the lock is held."""
        self._last = max(self._last, aware_utc(self._base()) + self._offset)
        return self._last
