"""What the calendar does: nothing but ask the register to settle the cases whose time has come."""

import logging

from service.register.register import Register
from service.register.settle import due_cases, settle, unjudged_cases
from service.register.telling import remind

log = logging.getLogger(__name__)
BATCH = 200


def tick(register: Register) -> int:
    """Settle every case with something due or unjudged, in order of instants, and return how many events were judged.

    Safe at any time and from anywhere: settling twice changes nothing.
    """
    now, judged = register.clock(), 0
    while True:
        waiting = list(dict.fromkeys([*due_cases(register, now, BATCH), *unjudged_cases(register, now, BATCH)]))
        moved = sum(settle(register, case_id, now) for case_id in waiting)
        judged += moved
        if moved == 0:
            return judged + tell(register)


def tell(register: Register) -> int:
    """Tell people of the reminders that have come, after everything that fell due was settled; return how many."""
    now, told = register.clock(), 0
    while moved := remind(register, now):
        told += moved
    return told
