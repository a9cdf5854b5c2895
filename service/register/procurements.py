"""The register of procurement decisions: what was decided, about which contract, by whom, with which conflicts.

An entry is never changed: a correction is a new version of it, with its reason. (Next steps, 6.2.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from service.register.ledger import Entry, append
from service.register.queries import Sight
from service.register.register import Register
from service.register.tables import ledger_head, organisations, procurements

FIELDS = ("decision", "contract", "decided_by", "decided_on", "conflicts", "managed")


class NoSuchProcurement(LookupError):
    """There is no such entry in the register of procurement decisions, or none that may be seen."""


class CorrectedMeanwhile(Exception):
    """Somebody else has corrected this entry since you opened it; look at the newest version first."""


@dataclass(frozen=True)
class Procurement:
    """One decision as its organisation enters it. `decided_on`: a London day; `conflicts`: empty for none."""

    decision: str
    contract: str
    decided_by: str
    decided_on: str
    conflicts: str
    managed: str


@dataclass(frozen=True)
class Kept:
    """A version of an entry. `number` is the same for all its versions; `recorded_at` is aware UTC."""

    number: int
    version: int
    organisation: str
    organisation_name: str
    region: str
    said: Procurement
    reason: str
    by: str
    recorded_at: datetime


def record(register: Register, organisation: str, said: Procurement, by: str) -> int:
    """Enter a decision and return its number."""
    with register.database.write() as connection:
        connection.execute(select(ledger_head.c.seq).with_for_update())  # numbers are given one after the other
        number = int(connection.execute(select(func.max(procurements.c.number))).scalar() or 0) + 1
        _write(register, connection, number, 1, organisation, said, "", by)
    return number


def correct(register: Register, number: int, after: int, said: Procurement, reason: str, by: str) -> int:
    """Enter a new version of a decision and return which it is. after: the version as the corrector saw it.

    Raises NoSuchProcurement, CorrectedMeanwhile.
    """
    with register.database.write() as connection:
        connection.execute(select(ledger_head.c.seq).with_for_update())
        last = _versions(connection, number)
        if not last:
            raise NoSuchProcurement(f"There is no entry {number}.")
        if last[-1]["version"] != after:
            raise CorrectedMeanwhile(str(CorrectedMeanwhile.__doc__))
        _write(register, connection, number, after + 1, last[-1]["organisation"], said, reason, by)
    return after + 1


def _versions(connection: Connection, number: int) -> Sequence[Mapping[Any, Any]]:
    query = select(procurements).where(procurements.c.number == number).order_by(procurements.c.version)
    return connection.execute(query).mappings().all()


def _write(
    register: Register, connection: Connection, number: int, version: int, organisation: str, said: Procurement,
    reason: str, by: str,
) -> None:  # fmt: skip
    now, own = register.clock(), {name: getattr(said, name) for name in FIELDS}
    row = {"number": number, "version": version, "organisation": organisation, **own, "reason": reason, "by": by}
    connection.execute(insert(procurements).values(**row, recorded_at=now))
    kind = "procurement-corrected" if version > 1 else "procurement-recorded"
    append(connection, [Entry(kind, now, by=by, detail={key: row[key] for key in row if key != "by"})], now)


def entries(register: Register, sight: Sight) -> list[Kept]:
    """Return the newest version of each entry that may be seen, newest decision first."""
    newest: dict[int, Kept] = {}
    for one in _all(register, sight):
        newest[one.number] = one
    return sorted(newest.values(), key=lambda one: (one.said.decided_on, one.number), reverse=True)


def versions(register: Register, sight: Sight, number: int) -> list[Kept]:
    """Return the versions of an entry, oldest first. Raises NoSuchProcurement, also for what may not be seen."""
    found = [one for one in _all(register, sight, number) if one.number == number]
    if not found:
        raise NoSuchProcurement(f"There is no entry {number}.")
    return found


def _all(register: Register, sight: Sight, number: int = 0) -> list[Kept]:
    columns = (organisations.c.name.label("organisation_name"), organisations.c.region)
    query = select(procurements, *columns).join(organisations, organisations.c.code == procurements.c.organisation)
    query = query.order_by(procurements.c.number, procurements.c.version)
    if sight.column:
        query = query.where(procurements.c.organisation == sight.value)
    with register.database.read() as connection:
        found = connection.execute(query.where(procurements.c.number == number) if number else query).mappings().all()
    return [_kept(row) for row in found]


def _kept(row: Mapping[Any, Any]) -> Kept:
    said = Procurement(*(row[name] for name in FIELDS))
    plain = ("number", "version", "organisation", "organisation_name", "region", "reason", "by", "recorded_at")
    return Kept(said=said, **{name: row[name] for name in plain})
