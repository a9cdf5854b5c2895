"""Putting falls and mail on hold, and releasing them: each an act in the ledger, the release by a named person."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from deadlines.calendar import wording
from processes.instants import to_micros
from service.register.holds import Hold, standing
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import holds
from service.register.uptime import ALIVE, last_alive, write

LONG = timedelta(hours=1)
DOWNTIME, RESTORED = "downtime", "restored"
ALL, OFF = "all", "off"


class NoSuchHold(LookupError):
    """There is no such hold, or it is released already."""


def hold(connection: Connection, held: Hold, now: datetime, more: Mapping[str, object] | None = None) -> int:
    """Put a hold in force in a transaction that the caller commits, with a ledger entry; return its number."""
    row = {
        "reason": held.reason, "said": held.said, "all_falls": held.all_falls, "mail": held.mail,
        "from_at": held.from_at, "until_at": held.until_at, "made_at": now,
    }  # fmt: skip
    key = connection.execute(insert(holds).values(row)).inserted_primary_key
    identity = int(key[0]) if key else 0
    detail = {"hold": identity, "reason": held.reason, "said": held.said, "all_falls": held.all_falls, **(more or {})}
    append(connection, [Entry("held", now, detail=detail)], now)
    return identity


def release(register: Register, identity: int, by: str, because: str) -> None:
    """Release a hold: what waited falls with the next tick. Raises NoSuchHold."""
    now = register.clock()
    with register.database.write() as connection:
        change = update(holds).where(holds.c.id == identity, holds.c.released_at.is_(None))
        if connection.execute(change.values(released_at=now, released_by=by)).rowcount == 0:
            raise NoSuchHold(f"There is no hold {identity} that still stands.")
        detail = {"hold": identity, "because": because}
        append(connection, [Entry("hold-released", now, by=by, detail=detail)], now)


def holds_of(register: Register) -> list[Hold]:
    """Return the holds that stand, oldest first."""
    with register.database.read() as connection:
        return standing(connection)


def hold_downtime(register: Register, policy: str, long: timedelta = LONG) -> int | None:
    """Hold what fell due while the service was away, when that was long; return the number of the hold.

    policy: `adverse` (falls that can end something), `all` or `off`. The service was away since its last sign of life.
    """
    now = register.clock()
    with register.database.write() as connection:
        alive = last_alive(connection)
        write(connection, ALIVE, now)
        if policy == OFF or alive is None or now - alive <= long:
            return None
        since, until = (wording(instant.replace(microsecond=0)) for instant in (alive, now))
        said = f"The service was away from {since} to {until}."
        away = Hold(DOWNTIME, said, all_falls=policy == ALL, from_at=alive, until_at=now)
        return hold(connection, away, now, {"from_at": to_micros(alive), "until_at": to_micros(now)})
