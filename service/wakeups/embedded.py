"""The bell inside the service: APScheduler with a memory store and one guarded one-second tick."""

import logging
import threading
import time

from apscheduler.schedulers.background import BackgroundScheduler

from service.actions.calendar import tick
from service.register.register import Register

log = logging.getLogger(__name__)
EVERY_SECONDS = 1


class EmbeddedBell:
    """Calls `tick` every second in a thread of its own, and once at the start to catch up."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._one_at_a_time = threading.Lock()
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.ring, "interval", seconds=EVERY_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Catch up with everything that is overdue, then ring every second."""
        self.ring()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ringing; a tick under way is finished."""
        self._scheduler.shutdown(wait=True)

    def ring(self) -> None:
        """Tick once; a tick that fails is logged, and the next one comes all the same."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            tick(self._register)
            self._register.last_tick = time.monotonic()
        except Exception:  # the bell goes on ringing whatever one tick met; /healthz shows its age
            log.exception("a tick failed")
        finally:
            self._one_at_a_time.release()
