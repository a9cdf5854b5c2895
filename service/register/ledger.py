"""The ledger: what happened, when, by whom; each entry carries the hash of the one before it.

An entry has two instants: `at`, when it counts, and `recorded_at`, when it was written. Entries are never changed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from processes.instants import to_micros
from service.register.tables import ledger, ledger_head

GENESIS = "0" * 64
_HEAD = select(ledger_head.c.seq, ledger_head.c.hash).with_for_update()
_ADD = insert(ledger)
_MOVE_HEAD = update(ledger_head).values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))


@dataclass(frozen=True)
class Entry:
    """One entry before it is written. `detail` holds plain values."""

    kind: str
    at: datetime
    case_id: int | None = None
    element: str = ""
    visit: int = 0
    by: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """The first row at which the chain does not hold."""

    seq: int
    reason: str


def append(connection: Connection, entries: Sequence[Entry], recorded_at: datetime) -> None:
    """Write entries at the end of the chain. Takes three statements, however many entries."""
    if not entries:
        return
    head = connection.execute(_HEAD).one()
    seq, previous = head.seq, head.hash
    rows = []
    for entry in entries:
        seq += 1
        row = _row(seq, entry, recorded_at, previous)
        previous = row["hash"]
        rows.append(row)
    connection.execute(_ADD, rows)
    connection.execute(_MOVE_HEAD, {"new_seq": seq, "new_hash": previous})


def begin_chain(connection: Connection) -> None:
    """Write the head of an empty chain."""
    connection.execute(insert(ledger_head).values(id=1, seq=0, hash=GENESIS))


def _row(seq: int, entry: Entry, recorded_at: datetime, previous: str) -> dict[str, object]:
    row: dict[str, object] = {
        "seq": seq,
        "case_id": entry.case_id,
        "at": entry.at,
        "recorded_at": recorded_at,
        "kind": entry.kind,
        "element": entry.element,
        "visit": entry.visit,
        "by": entry.by,
        "detail": orjson.dumps(entry.detail, option=orjson.OPT_SORT_KEYS).decode(),
        "previous": previous,
    }
    return {**row, "hash": hash_of(row)}


def hash_of(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over the fields of a row in their fixed order, the hash before it included."""
    fields = [
        row["previous"], row["seq"], row["case_id"], _micros(row["at"]), _micros(row["recorded_at"]),
        row["kind"], row["element"], row["visit"], row["by"], row["detail"],
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(fields)).hexdigest()


def _micros(value: object) -> int:
    if not isinstance(value, datetime):
        raise TypeError(f"An instant is needed, not {value!r}.")
    return to_micros(value)


def read(connection: Connection, case_id: int | None = None) -> Iterator[Mapping[str, object]]:
    """Yield the entries in order, of one case when it is given."""
    query = select(ledger).order_by(ledger.c.seq)
    if case_id is not None:
        query = query.where(ledger.c.case_id == case_id)
    yield from (dict(row) for row in connection.execute(query).mappings())


def verify(connection: Connection) -> tuple[int, Fault | None]:
    """Walk the whole chain and return how many entries hold and the first fault, if there is one."""
    previous, count = GENESIS, 0
    for row in read(connection):
        seq = int(str(row["seq"]))
        if seq != count + 1:
            return count, Fault(count + 1, f"entry {count + 1} is missing; entry {seq} follows entry {count}")
        if row["previous"] != previous:
            return count, Fault(seq, "does not carry the hash of the entry before it")
        if row["hash"] != hash_of(row):
            return count, Fault(seq, "does not fit its own hash: it was changed after it was written")
        previous, count = str(row["hash"]), seq
    head = connection.execute(select(ledger_head.c.seq, ledger_head.c.hash)).one()
    if (head.seq, head.hash) != (count, previous):
        return count, Fault(count + 1, f"the head says {head.seq} entries, but {count} are there: the end was cut off")
    return count, None


def last_recorded_at(connection: Connection) -> datetime | None:
    """Return when the last entry was written; None for an empty ledger."""
    return connection.execute(select(ledger.c.recorded_at).order_by(ledger.c.seq.desc()).limit(1)).scalar()


def digest(connection: Connection) -> str:
    """Return the SHA-256 of the whole ledger: the hash that its last entry carries, hashed with their number."""
    head = connection.execute(select(ledger_head.c.seq, ledger_head.c.hash)).one()
    return hashlib.sha256(f"{head.seq}:{head.hash}".encode()).hexdigest()
