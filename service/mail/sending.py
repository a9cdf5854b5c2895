"""Sending what is due: the loop between the outbox and a way of sending.

No transaction is open while a message is under way.
"""

from datetime import datetime

from service.mail.mailer import Claimed, Mailer, Outcome, Temporary
from service.register.delivery import (
    Finished,
    Sender,
    anything_due,
    ask_about_doubts,
    finish,
    give_up_lost,
    swap,
)
from service.register.digests import collect_digests
from service.register.register import Register


def post_due(register: Register, mailer: Mailer, now: datetime, limit: int = 100) -> int:
    """Send at most `limit` messages that are due and return how many were tried.

    Stops early when the other side cannot be reached at all: then every other message keeps its turn.
    """
    sender = Sender(register.sender, mailer.dedupes)
    give_up_lost(register, sender, now)
    ask_about_doubts(register, sender, now)
    collect_digests(register, now)
    if not anything_due(register, sender, now):
        return 0
    claimed, tried = swap(register, None, sender, now), 0
    while claimed is not None:
        outcome, tried = _tried(mailer, claimed), tried + 1
        now = max(now, register.clock())
        if tried >= limit or (isinstance(outcome, Temporary) and outcome.everybody):
            finish(register, Finished(claimed, outcome), sender, now)
            break
        claimed = swap(register, Finished(claimed, outcome), sender, now)
    return tried


def _tried(mailer: Mailer, claimed: Claimed) -> Outcome:
    """Ask for a doubtful message first, and send it only when it is not there."""
    found = mailer.looked_up(claimed) if claimed.doubtful else None
    return mailer.send(claimed) if found is None or isinstance(found, Temporary) else found
