"""What must be there before a round can open, as the register has it: read in a fixed number of statements.

Says what is there; whether that is enough is judged elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from processes.instants import from_micros
from processes.paths import Definition
from service.register import versions
from service.register.bodies import taken_over
from service.register.register import Register
from service.register.tables import accounts, mailboxes, office, organisations, outbox, sittings, tenures
from service.register.tenures import in_force
from service.register.uptime import ALIVE, BACKUP


@dataclass(frozen=True)
class Told:
    """A role that somebody is told for now: with which scope, and whether there is an address."""

    role: str
    scope: str
    address: bool


@dataclass(frozen=True)
class Facts:
    """What is there. Instants are aware UTC; `planned`: body, scope and instant of each sitting that is planned."""

    organisations: Sequence[Mapping[str, str]]
    people: Sequence[Told]
    boxes: Sequence[Told]
    taken_over: Mapping[str, Sequence[str]]
    mail_left_at: datetime | None
    alive_at: datetime | None
    backup_at: datetime | None
    planned: Sequence[tuple[str, str, datetime]]
    paths: Sequence[Definition]


def facts(register: Register) -> Facts:
    """Read what is there now: eight statements, and one for each path that this process has not read yet."""
    with register.database.read() as connection:
        held = select(tenures.c.role, tenures.c.scope, accounts.c.email)
        held = held.join(accounts, accounts.c.username == tenures.c.username).where(accounts.c.active)
        people = connection.execute(held.where(in_force(register.clock()))).all()
        heirs = taken_over(connection, register.clock())
        boxes = connection.execute(select(mailboxes.c.role, mailboxes.c.scope)).all()
        marks = {row.name: row.value for row in connection.execute(select(office))}
        held_at = select(sittings.c.body, sittings.c.scope, sittings.c.held_at)
        planned = [(row.body, row.scope, row.held_at) for row in connection.execute(held_at)]
        left = connection.execute(select(func.max(outbox.c.sent_at)).where(outbox.c.state == "sent")).scalar()
        places = connection.execute(select(organisations).order_by(organisations.c.name)).mappings().all()
        paths = [register.versions.load(connection, row.id) for row in versions.latest_rows(connection)]
    return Facts(
        [{str(key): str(value) for key, value in row.items()} for row in places],
        [Told(row.role, row.scope, bool(row.email)) for row in people],
        [Told(row.role, row.scope, True) for row in boxes], heirs,
        from_micros(left) if isinstance(left, int) else left, _instant(marks, ALIVE), _instant(marks, BACKUP),
        planned, paths,
    )  # fmt: skip


def _instant(marks: Mapping[str, str], name: str) -> datetime | None:
    return from_micros(int(marks[name])) if name in marks else None
