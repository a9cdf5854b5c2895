"""Receiving: whatever reaches us is stamped and committed before anybody judges it.

One small INSERT in its own transaction is the applicant's proof; `settle` judges it afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from service.register.register import Register
from service.register.tables import arrivals, cases

_ADD = insert(arrivals)


class NoSuchCase(LookupError):
    """There is no such case, or none that may be seen."""


@dataclass(frozen=True)
class Receipt:
    """The proof that something reached us: its number and the server's stamp, aware UTC."""

    arrival: int
    case_id: int
    received_at: datetime


@dataclass(frozen=True)
class Claim:
    """What reached a mailbox or a desk first: the instant claimed, where, the evidence and the second officer."""

    claimed_at: datetime
    channel: str
    evidence: str
    second: str


def receive(
    register: Register,
    case_id: int,
    step: str,
    content: Mapping[str, object],
    *,
    by: str,
    received_at: datetime,
    key: str | None = None,
    claim: Claim | None = None,
    kind: str = "answer",
) -> Receipt:
    """Write down what reached us, stamped `received_at` (aware UTC, the server's clock), and commit it.

    key: the sender's own key; the same key again returns the first receipt, nothing is written twice.
    Raises NoSuchCase.
    """
    row = {
        "case_id": case_id, "kind": kind, "step": step, "content": orjson.dumps(dict(content)).decode(), "by": by,
        "received_at": received_at, "key": key, **_claimed(claim, received_at),
    }  # fmt: skip
    try:
        with register.database.write() as connection:
            arrival = connection.execute(_ADD, row).inserted_primary_key
    except IntegrityError:
        return _before(register, case_id, key)
    return Receipt(arrival[0] if arrival else 0, case_id, received_at)


def _claimed(claim: Claim | None, at: datetime) -> dict[str, object]:
    if claim is None:
        return {}
    return {
        "claimed_at": claim.claimed_at, "channel": claim.channel, "evidence": claim.evidence,
        "second": claim.second, "confirmed_at": at,
    }  # fmt: skip


def _before(register: Register, case_id: int, key: str | None) -> Receipt:
    with register.database.read() as connection:
        if key is not None:
            row = connection.execute(select(arrivals).where(arrivals.c.key == key)).one_or_none()
            if row is not None and row.case_id == case_id:
                return Receipt(row.id, row.case_id, row.received_at)
        known = connection.execute(select(cases.c.id).where(cases.c.id == case_id)).first()
    if known is None:
        raise NoSuchCase(f"There is no case {case_id}.")
    raise NoSuchCase("That key was used for something else; send another.")
