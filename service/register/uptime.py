"""Signs of life: when the service was last there, and what its clock has seen. Written by whoever rings.

After a long downtime the falls of that time are not simply caught up with: see `service.register.holding`.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from deadlines.steady import Sight, SteadyClock
from processes.instants import from_micros, to_micros
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import office

ALIVE, TRIED, BACKUP = "alive", "tried", "backup"
EVERY = timedelta(seconds=60)


def note(register: Register, *, signs_of_life: bool, at_once: bool = False) -> None:
    """Write down what the clock has seen, and every minute (or at once) that the service is alive.

    After a write that failed this one tries again, so that somebody finds out when the database can be written again.
    """
    now, clock = register.clock(), register.clock
    sights = clock.sights if isinstance(clock, SteadyClock) else []
    written = register.bell.alive_at
    alive = signs_of_life and (at_once or written is None or now - written >= EVERY)
    if not sights and not alive and not register.database.trouble:
        return
    with register.database.write() as connection:
        append(connection, [_entry(sight, now) for sight in sights], now)
        write(connection, ALIVE if alive else TRIED, now)
    if isinstance(clock, SteadyClock):
        clock.noted(len(sights))
    if alive:
        register.bell.alive_at = now


def _entry(sight: Sight, now: datetime) -> Entry:
    readings = {"machine": to_micros(sight.machine), "own": to_micros(sight.own)}
    return Entry(sight.kind, now, by=sight.by, detail=readings)


def write(connection: Connection, name: str, now: datetime) -> None:
    """Write an instant (aware UTC) down under a name."""
    change = update(office).where(office.c.name == name).values(value=str(to_micros(now)))
    if connection.execute(change).rowcount == 0:
        connection.execute(insert(office).values(name=name, value=str(to_micros(now))))


def last_alive(connection: Connection) -> datetime | None:
    """Return when the service was last there, to a minute; None, when it never was."""
    value = connection.execute(select(office.c.value).where(office.c.name == ALIVE)).scalar()
    return None if value is None else from_micros(int(value))
