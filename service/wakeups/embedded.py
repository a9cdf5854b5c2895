"""The bell inside the service: a guarded one-second tick, a watchdog beside it, and one process that rings.

The watchdog goes by the monotonic clock and never believes what the scheduler says of itself: a scheduler whose thread
has died still says that it runs.
"""

import logging
import threading
import time

from service.actions.calendar import tick
from service.register.register import Register
from service.register.uptime import note
from service.wakeups.guarded import GuardedScheduler
from service.wakeups.only_one import TickLock

log = logging.getLogger(__name__)
SILENT_SECONDS = 11.0  # a second after the pages and /healthz say so
LOOK_EVERY_SECONDS = 1.0


class EmbeddedBell:
    """Calls `tick` every second in a thread of its own, and at once at the start to catch up.

    silent_after: for how many seconds nobody may have rung before another scheduler is started.
    signs_of_life: whether it is written down that the service is alive (not for a demonstration, which sleeps).
    """

    def __init__(
        self, register: Register, *, silent_after: float = SILENT_SECONDS, signs_of_life: bool = False
    ) -> None:
        self._register = register
        self._silent_after = silent_after
        self._signs_of_life = signs_of_life
        self._one_at_a_time = threading.Lock()
        self._stop = threading.Event()
        self._lock = TickLock(register.database.file)
        self._scheduler: GuardedScheduler | None = None
        self._watchdog = threading.Thread(target=self._watch, name="bell watchdog", daemon=True)
        self._rang = time.monotonic()
        self._hangs = False

    def start(self) -> None:
        """Ring from now on, in this process or as soon as the one that rings has ended. Returns at once."""
        self._begin()
        self._watchdog.start()

    def stop(self) -> None:
        """Stop ringing; what is settled at the moment is finished, the rest waits for the next start."""
        self._stop.set()
        self._watchdog.join()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            if self._signs_of_life:
                self._note()
        self._lock.give_back()

    def ring(self) -> None:
        """Tick once; a tick that fails is logged, and the next one comes all the same."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        began = time.monotonic()
        try:
            tick(self._register, self._stop.is_set)
            note(self._register, signs_of_life=self._signs_of_life)
            self._register.bell.did(time.monotonic() - began)
        except Exception as problem:  # the bell goes on ringing whatever one tick met; /healthz says it
            self._register.bell.could_not(f"{type(problem).__name__}: {problem}")
            log.exception("a tick failed")
        finally:
            self._rang = time.monotonic()
            self._one_at_a_time.release()

    def _begin(self) -> None:
        self._register.bell.rings = self._lock.take()
        if not self._register.bell.rings:
            log.warning("another process rings for this database; this one serves pages until that one ends")
            return
        self._rang = time.monotonic()
        self._scheduler = GuardedScheduler(self.ring)
        self._scheduler.start()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            if self._scheduler is None:
                if self._lock.take():
                    log.warning("the process that rang for this database has ended; this one rings from now on")
                    self._begin()
            elif self._one_at_a_time.locked():
                self._report_a_tick_that_hangs()
            elif time.monotonic() - self._rang > self._silent_after:
                self._begin_again(self._scheduler)

    def _begin_again(self, silent: GuardedScheduler) -> None:
        log.error("nobody has rung for %.0f seconds: the scheduler is dead, another is started", self._silent_after)
        threading.Thread(target=silent.shutdown, kwargs={"wait": False}, daemon=True).start()
        self._begin()

    def _report_a_tick_that_hangs(self) -> None:
        age = self._register.bell.age
        hangs = age is not None and age > self._silent_after
        if hangs and not self._hangs:
            log.error("a tick hangs: it has not looked at the calendar for %.0f seconds", age)
        self._hangs = hangs

    def _note(self) -> None:
        try:
            note(self._register, signs_of_life=True, at_once=True)
        except Exception:  # the service ends; the sign of life of a minute ago will do
            log.exception("the last sign of life could not be written")
