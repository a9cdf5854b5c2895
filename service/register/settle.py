"""`settle`: the one judge. A case is a function of what arrived and what fell due, in order of time.

Linked cases are settled together in one transaction, over all of them in one order of instants. A web request and the
scheduler call the same function; whoever calls it, a hard deadline is not passed before its pause is over.
"""

import heapq
import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from service.register.bundle import Bundle, SetAside, Sitting
from service.register.database import DatabaseTrouble
from service.register.judging import Judging
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.saving import save
from service.register.tables import cases, dues

log = logging.getLogger(__name__)


def settle(register: Register, case_id: int, until: datetime) -> int:
    """Judge everything that arrived and fell due up to `until` (aware UTC, inclusive) in a case and its linked ones.

    Returns how many events were judged; calling it again changes nothing. A case that cannot go on is set aside with
    its state untouched and never blocks another.
    """
    return settle_together(register, [case_id], until)


def settle_received(register: Register, case_id: int, until: datetime) -> None:
    """Settle a case that has just received something; while the database is in trouble, the bell does so later.

    What was received is committed: whoever sent it has a right to the receipt, whatever becomes of the settling.
    """
    try:
        settle(register, case_id, until)
    except DatabaseTrouble as trouble:
        log.warning("case %s is not settled yet: %s", case_id, trouble)


def settle_together(register: Register, case_ids: Sequence[int], until: datetime) -> int:
    """Settle several bundles in one transaction, over all of them in one order of instants: see `settle`.

    case_ids: one case of each bundle. When a case cannot go on, the others are settled again without it.
    """
    while True:
        try:
            return _settle(register, sorted(case_ids), until)
        except SetAside as incident:
            _set_aside(register, incident)


def _settle(register: Register, case_ids: Sequence[int], until: datetime) -> int:
    with register.database.write() as connection:
        sitting = Sitting(register, connection)
        bundles = Bundle.load_all(sitting, case_ids, until)
        judged = _judge([(bundle, Judging(register, bundle, until)) for bundle in bundles])
        save(sitting, bundles)
    for bundle in bundles:
        bundle.keep_live()
    return judged


def _judge(sittings: Sequence[tuple[Bundle, Judging]]) -> int:
    """Judge what may be judged in all bundles, soonest first; at one instant the bundle that was named first."""
    first = ((judging.next(), place) for place, (_, judging) in enumerate(sittings))
    order = [(event.at, place, event) for event, place in first if event is not None]
    heapq.heapify(order)
    while order:
        _, place, event = heapq.heappop(order)
        bundle, judging = sittings[place]
        with bundle.blaming(event.case_id):
            judging.judge(event)
        if (following := judging.next()) is not None:
            heapq.heappush(order, (following.at, place, following))
    return sum(judging.judged for _, judging in sittings)


def _set_aside(register: Register, incident: SetAside) -> None:
    log.error("case set aside: %s", incident, exc_info=incident.__cause__)
    now = register.clock()
    with register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == incident.case_id).values(incident=str(incident)))
        detail = {"problem": str(incident)}
        append(connection, [Entry("set-aside", now, incident.case_id, detail=detail)], now)


def retry(register: Register, case_id: int, by: str) -> int:
    """Take a case that was set aside up again and settle it. Returns how many events were judged."""
    now = register.clock()
    with register.database.write() as connection:
        changed = connection.execute(
            update(cases).where(cases.c.id == case_id, cases.c.incident.is_not(None)).values(incident=None)
        ).rowcount
        if changed:
            append(connection, [Entry("taken-up-again", now, case_id, by=by)], now)
    return settle(register, case_id, now)


def due_cases(register: Register, until: datetime, limit: int = 1000) -> list[int]:
    """Return the cases with a deadline whose pause is over at `until`, soonest first."""
    query = (
        select(dues.c.case_id)
        .join(cases, cases.c.id == dues.c.case_id)
        .where(dues.c.over_at.is_(None), dues.c.at <= until - register.pause, cases.c.incident.is_(None))
        .order_by(dues.c.at, dues.c.case_id)
        .limit(limit)
    )
    with register.database.read() as connection:
        return list(dict.fromkeys(connection.execute(query).scalars()))
