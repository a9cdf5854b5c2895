"""APScheduler, guarded: it looks at its one job every second, whatever is done to the machine's clock meanwhile.

Left alone it sleeps until the wall time of the next run: a clock set back by two hours silences it for two hours, and
one set forward by a year makes it count every missed second.
"""

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from deadlines.clock import machine_clock

EVERY_SECONDS = 1
TOO_FAR = timedelta(seconds=2)


class GuardedScheduler(BackgroundScheduler):  # type: ignore[misc]
    """Calls one function every second in a thread of its own, first at once. Memory store, UTC, one run at a time."""

    def __init__(self, ring: Callable[[], None]) -> None:
        super().__init__(timezone="UTC")
        self.job = self.add_job(
            ring, "interval", seconds=EVERY_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None,
            next_run_time=machine_clock(),
        )  # fmt: skip

    @property
    def thread(self) -> object:
        """The thread that wakes; for whoever wants to see it die."""
        return self._thread

    def _process_jobs(self) -> float:
        self._pull_back()
        wait = super()._process_jobs()
        return float(EVERY_SECONDS if wait is None else min(wait, EVERY_SECONDS))

    def _pull_back(self) -> None:
        """Bring a next run that a step of the machine's clock has moved away back to now."""
        now = machine_clock()
        if abs(self.job.next_run_time - now) > TOO_FAR:
            self.job.modify(next_run_time=now)
