"""What the calendar does: ask the register to settle the cases whose time has come, in transactions that stay short."""

import time
from collections.abc import Callable

from service.actions.deciding import carry_on_all
from service.register.agenda import Agenda, agenda
from service.register.register import Register
from service.register.settle import settle_together
from service.register.telling import remind

SHORT_SECONDS = 0.05
FIRST, MOST = 8, 50


class Pace:
    """How many bundles go into one transaction: as many as keep it short, so that requests never wait for long."""

    def __init__(self) -> None:
        self.bundles = FIRST

    def took(self, seconds: float) -> None:
        """Learn from how long a transaction took, its wait for the lock included."""
        if seconds > SHORT_SECONDS:
            self.bundles = max(1, self.bundles // 2)
        elif seconds < SHORT_SECONDS / 2:
            self.bundles = min(MOST, self.bundles * 2)


def tick(register: Register, stopped: Callable[[], bool] = lambda: False) -> int:
    """Settle every case with something due or unjudged and return how many events were judged.

    What people sent comes before what the calendar does; deadlines fall in order of their instants over all cases.
    Safe at any time and from anywhere: settling twice changes nothing. `stopped` ends a long catch-up between two
    transactions. At the end it carries on the acts of sittings that were interrupted.
    """
    now, pace, judged = register.clock(), Pace(), 0
    stuck: set[int] = set()
    while True:
        found = agenda(register, now, pace.bundles, stuck)
        bundles = found.arrived or found.falling
        if not stuck:
            register.bell.saw(found.oldest, found.next_due, [hold.said for hold in found.held])
        if not bundles or stopped():
            if found.telling:
                tell(register, stopped)
            if found.acting and not stopped():
                carry_on_all(register)
            return judged
        moved = _settle(register, found, pace)
        judged += moved
        if not moved:
            stuck.update(bundles)


def _settle(register: Register, found: Agenda, pace: Pace) -> int:
    began = time.monotonic()
    if found.arrived:
        moved = settle_together(register, found.arrived, found.now)
    else:
        moved = settle_together(register, found.falling, found.until)
    pace.took(time.monotonic() - began)
    return moved


def tell(register: Register, stopped: Callable[[], bool] = lambda: False) -> int:
    """Tell people of the reminders that have come, after everything that fell due was settled; return how many."""
    now, told = register.clock(), 0
    while not stopped() and (moved := remind(register, now)):
        told += moved
    return told
