"""Receiving: whatever reaches us is stamped and committed before anybody judges it.

One small INSERT in its own transaction is the applicant's proof; `settle` judges it afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from processes.forms import InvalidAnswers
from service.register.drafts import take_away
from service.register.register import Register
from service.register.tables import arrivals, cases

_ADD = insert(arrivals)


class NoSuchCase(LookupError):
    """There is no such case, or none that may be seen."""


class KeyUsed(ValueError):
    """The sender has used the key for something else; nothing was received."""


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
    drafted: bool = False,
) -> Receipt:
    """Write down what reached us, stamped `received_at` (aware UTC, the server's clock), and commit it.

    key: the sender's own key; the same key again returns the first receipt, nothing is written twice. drafted: it was
    made from what is saved for the step, which goes with it.
    Raises NoSuchCase; KeyUsed; InvalidAnswers, when the content cannot be written down.
    """
    row = arrival_row(case_id, step, content, by=by, received_at=received_at, key=key, claim=claim, kind=kind)
    try:
        with register.database.write() as connection:
            if drafted:
                take_away(connection, case_id, step)
            return write_down(connection, row)
    except IntegrityError:
        return _before(register, row)


def arrival_row(
    case_id: int, step: str, content: Mapping[str, object], *, by: str, received_at: datetime, kind: str,
    key: str | None = None, claim: Claim | None = None,
) -> dict[str, object]:  # fmt: skip
    """Return what is written down of an arrival. Raises InvalidAnswers, when it cannot be written."""
    try:
        written = orjson.dumps(dict(content)).decode()
    except orjson.JSONEncodeError as problem:
        raise InvalidAnswers({"answers": f"They hold something that cannot be written down: {problem}"}) from None
    return {
        "case_id": case_id, "kind": kind, "step": step, "content": written, "by": by, "received_at": received_at,
        "key": key, **_claimed(claim, received_at),
    }  # fmt: skip


def write_down(connection: Connection, row: Mapping[str, object]) -> Receipt:
    """Write an arrival down in a transaction that the caller commits."""
    arrival = connection.execute(_ADD, dict(row)).inserted_primary_key
    return Receipt(arrival[0] if arrival else 0, row["case_id"], row["received_at"])  # type: ignore[arg-type]


def _claimed(claim: Claim | None, at: datetime) -> dict[str, object]:
    if claim is None:
        return {}
    return {
        "claimed_at": claim.claimed_at, "channel": claim.channel, "evidence": claim.evidence,
        "second": claim.second, "confirmed_at": at,
    }  # fmt: skip


def _before(register: Register, row: Mapping[str, object]) -> Receipt:
    with register.database.read() as connection:
        known = connection.execute(select(cases.c.id).where(cases.c.id == row["case_id"])).first()
    if known is None:
        raise NoSuchCase(f"There is no case {row['case_id']}.")
    first = receipt_of_key(register, str(row["key"]), row)
    if first is None:
        raise LookupError("Nothing was received under that key.")
    return first


def receipt_of_key(register: Register, key: str, row: Mapping[str, object]) -> Receipt | None:
    """Return the receipt of what was received under a sender's own key; None, when nothing was.

    Raises KeyUsed, when that was not the same: another case, step or content.
    """
    with register.database.read() as connection:
        first = connection.execute(select(arrivals).where(arrivals.c.key == key)).mappings().one_or_none()
    if first is None:
        return None
    if any(first[name] != row[name] for name in ("case_id", "kind", "step", "content")):
        raise KeyUsed("That key was used for something else; nothing was received. Send it with another key.")
    return Receipt(first["id"], first["case_id"], first["received_at"])
