"""Addresses that are told of events: each has a place in the ledger up to which it was told, and moves on from there.

Nothing is written when something happens; what is due follows from the ledger. Sends nothing and knows no HTTP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update

from service.register.delivery import waits
from service.register.keyset import Found, Page, Readable, entries_page, page_by
from service.register.ledger import Entry, append
from service.register.queries import Sight
from service.register.register import Register
from service.register.tables import hook_deliveries as deliveries
from service.register.tables import hooks, ledger_head
from service.register.tasks import open_task

ACTIVE, PAUSED, DISABLED, REMOVED = "active", "paused", "disabled", "removed"
MOST_ATTEMPTS = 8
GONE = 410
IDLE_STRETCH = 500
"""How far the ledger may run ahead of an address that nothing concerns, before its place is moved on."""
UNLESS_NAMED = ("noted", "mail-", "task-")
"""Kinds that are told only to whom names them: what officers noted, and letters with their addresses."""


class NoSuchHook(LookupError):
    """There is no such webhook."""


@dataclass(frozen=True)
class Hook:
    """An address that is told. types: kinds of entries, all when empty; region: of which cases, all when empty."""

    id: int
    url: str
    types: tuple[str, ...]
    region: str
    secret: str
    by: str
    made_at: datetime
    state: str
    seq: int
    attempts: int
    next_at: datetime
    note: str

    @property
    def readable(self) -> Readable:
        """Which entries it is told."""
        sight = Sight("region", self.region) if self.region else Sight()
        return Readable(sight, not self.region, () if self.types else UNLESS_NAMED)


@dataclass(frozen=True)
class Told:
    """What came of telling an address of one entry. answered: the status of the answer, when there was one."""

    seq: int
    kind: str
    taken: bool
    answered: int | None
    note: str


def add(register: Register, url: str, types: Sequence[str], region: str, secret: str, by: str) -> int:
    """Register an address, to be told of what happens from now on; return its number."""
    now = register.clock()
    row = {"url": url, "types": orjson.dumps(list(types)).decode(), "scope": region, "secret": secret, "by": by,
           "made_at": now, "next_at": now}  # fmt: skip
    with register.database.write() as connection:
        seq = connection.execute(select(ledger_head.c.seq)).scalar_one()
        key = connection.execute(insert(hooks).values(**row, seq=seq)).inserted_primary_key
        number = int(key[0]) if key else 0
        detail = {"hook": number, "url": url, "types": list(types), "region": region}
        append(connection, [Entry("hook-added", now, by=by, detail=detail)], now)
    return number


def _hook(row: Mapping[str, Any]) -> Hook:
    return Hook(types=tuple(orjson.loads(row["types"])), region=row["scope"],
                **{k: v for k, v in row.items() if k not in ("types", "scope")})  # fmt: skip


def all_hooks(register: Register) -> list[Hook]:
    """Return the addresses that were not removed, oldest first."""
    query = select(hooks).where(hooks.c.state != REMOVED).order_by(hooks.c.id)
    with register.database.read() as connection:
        return [_hook(dict(row)) for row in connection.execute(query).mappings()]


def one_hook(register: Register, number: int) -> Hook:
    """Return one address. Raises NoSuchHook."""
    found = [hook for hook in all_hooks(register) if hook.id == number]
    if not found:
        raise NoSuchHook(f"There is no webhook {number}.")
    return found[0]


def due_hooks(register: Register, now: datetime) -> list[Hook]:
    """Return the addresses whose turn it is, the one that has waited longest first."""
    query = select(hooks).where(hooks.c.state == ACTIVE, hooks.c.next_at <= now).order_by(hooks.c.next_at, hooks.c.id)
    with register.database.read() as connection:
        return [_hook(dict(row)) for row in connection.execute(query).mappings()]


def next_entry(register: Register, hook: Hook) -> Mapping[str, Any] | None:
    """Return the next entry of which an address is to be told; None, when it knows everything that concerns it."""
    with register.database.read() as connection:
        head = int(connection.execute(select(ledger_head.c.seq)).scalar_one())
    found = entries_page(register, hook.readable, Page((hook.seq,), 1), kinds=hook.types)
    if found.rows:
        return found.rows[0]
    if head - hook.seq > IDLE_STRETCH:
        with register.database.write() as connection:
            connection.execute(update(hooks).where(*_there(hook)).values(seq=head))
    return None


def _there(hook: Hook) -> tuple[Any, ...]:
    return hooks.c.id == hook.id, hooks.c.seq == hook.seq


def record(register: Register, hook: Hook, told: Told, now: datetime) -> None:
    """Write down what came of telling an address, and move it on, or let it wait longer; in the end disable it."""
    with register.database.write() as connection:
        _write(connection, hook, told, now)
        if told.taken:
            values: dict[str, object] = {"seq": told.seq, "attempts": 0, "next_at": now, "note": ""}
            connection.execute(update(hooks).where(*_there(hook)).values(values))
            return
        attempts = hook.attempts + 1
        next_at = now + waits(f"hook/{hook.id}/{told.seq}", attempts)
        values = {"attempts": attempts, "next_at": next_at, "note": told.note}
        connection.execute(update(hooks).where(*_there(hook)).values(values))
        if attempts >= MOST_ATTEMPTS or told.answered == GONE:
            _disable(connection, hook, told, now)


def record_test(register: Register, hook: Hook, told: Told, now: datetime) -> None:
    """Write down what came of a test; it moves nothing."""
    with register.database.write() as connection:
        _write(connection, hook, told, now)


def _write(connection: Connection, hook: Hook, told: Told, now: datetime) -> None:
    connection.execute(insert(deliveries).values(
        hook_id=hook.id, seq=told.seq, kind=told.kind, attempt=hook.attempts + 1, at=now,
        outcome="taken" if told.taken else "failed", answered=told.answered, note=told.note,
    ))  # fmt: skip


def _disable(connection: Connection, hook: Hook, told: Told, now: datetime) -> None:
    connection.execute(update(hooks).where(hooks.c.id == hook.id, hooks.c.state == ACTIVE).values(state=DISABLED))
    detail = {"hook": hook.id, "url": hook.url, "event": told.seq, "why": told.note}
    append(connection, [Entry("hook-disabled", now, detail=detail)], now)
    said = (f"The webhook {hook.url} has not taken event {told.seq} and is not told any more. {told.note} Ask whoever "
            "runs it; then let it go on under Webhooks.")  # fmt: skip
    open_task(connection, f"hook/{hook.id}/{told.seq}/{now.isoformat()}", "webhook", said, now)


def set_state(register: Register, number: int, state: str, by: str) -> None:
    """Pause an address, let it go on where it stopped, or remove it. Raises NoSuchHook."""
    hook, now = one_hook(register, number), register.clock()
    values: dict[str, object] = {"state": state}
    if state == ACTIVE:
        values |= {"attempts": 0, "next_at": now, "note": ""}
    with register.database.write() as connection:
        connection.execute(update(hooks).where(hooks.c.id == hook.id).values(values))
        detail = {"hook": hook.id, "url": hook.url}
        append(connection, [Entry(f"hook-{state}", now, by=by, detail=detail)], now)


def deliveries_page(register: Register, number: int, page: Page) -> Found:
    """Return a page of what came of telling an address, newest first. Raises NoSuchHook."""
    one_hook(register, number)
    query = select(deliveries).where(deliveries.c.hook_id == number)
    return page_by(register, query, (deliveries.c.id,), page, down=True)
