"""Webhooks: officers say which programs are told of what; the post tells them in order, one event after the other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from service.actions.board import ALL_REGIONS
from service.actions.office import OFFICERS
from service.actions.told import PREFIX, event_of
from service.hooks import signing
from service.hooks.places import RefusedPlace, checked_url
from service.hooks.sending import Answered
from service.register import hooks
from service.register.hooks import Hook, Told
from service.register.queries import organisations_of
from service.register.register import Register
from service.roles import Person

Poster = Callable[[str, Mapping[str, str], bytes], Answered]
IN_A_ROW = 20
"""How many events one address is told of before the next one has its turn."""
MOST_TYPES = 40


class UnusableHook(ValueError):
    """A webhook cannot be registered so; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def add_hook(
    register: Register, officer: Person, url: str, types: Sequence[str], region: str
) -> tuple[int, str]:  # fmt: skip
    """Register an address and return its number and its secret, which is said only now.

    types: kinds of entries, all but notes and letters when empty. Raises NotAllowed, UnusableHook.
    """
    officer.require(*OFFICERS)
    if errors := _wrong(register, url, types, region):
        raise UnusableHook(errors)
    secret = signing.new_secret()
    return hooks.add(register, url, sorted(set(types)), region, secret, officer.username), secret


def _wrong(register: Register, url: str, types: Sequence[str], region: str) -> dict[str, str]:
    wrong = {}
    try:
        checked_url(url, register.webhook_nets)
    except RefusedPlace as problem:
        wrong["url"] = str(problem)
    if len(types) > MOST_TYPES or not all(_is_kind(kind) for kind in types):
        wrong["types"] = "Name kinds of events as the feed does, like step-completed; at most 40"
    if region and region not in regions(register):
        wrong["region"] = "Choose a region, or all"
    return wrong


def _is_kind(text: str) -> bool:
    return 0 < len(text) <= 40 and text.isascii() and text.replace("-", "").isalpha() and text == text.lower()


def regions(register: Register) -> list[str]:
    """Return the regions to which a webhook may be narrowed."""
    return sorted({str(row["region"]) for row in organisations_of(register)} - {"", ALL_REGIONS})


def pause(register: Register, officer: Person, number: int) -> None:
    """Tell an address nothing for now. Raises NotAllowed, NoSuchHook."""
    officer.require(*OFFICERS)
    hooks.set_state(register, number, hooks.PAUSED, officer.username)


def resume(register: Register, officer: Person, number: int) -> None:
    """Let an address go on where it stopped. Raises NotAllowed, NoSuchHook."""
    officer.require(*OFFICERS)
    hooks.set_state(register, number, hooks.ACTIVE, officer.username)


def remove(register: Register, officer: Person, number: int) -> None:
    """Tell an address nothing any more. Raises NotAllowed, NoSuchHook."""
    officer.require(*OFFICERS)
    hooks.set_state(register, number, hooks.REMOVED, officer.username)


def test(register: Register, officer: Person, number: int, post: Poster) -> Told:
    """Send a test now and return what came of it. Raises NotAllowed, NoSuchHook."""
    officer.require(*OFFICERS)
    hook, now = hooks.one_hook(register, number), register.clock()
    body = orjson.dumps({"type": f"{PREFIX}test", "time": now, "data": {"hook": hook.id}}, option=orjson.OPT_UTC_Z)
    answered = _posted(hook, f"test-{hook.id}-{int(now.timestamp())}", body, now, post)
    told = Told(0, "test", answered.taken, answered.status, answered.note)
    hooks.record_test(register, hook, told, register.clock())
    return told


def tell_hooks(register: Register, post: Poster, stopped: Callable[[], bool] = lambda: False) -> int:
    """Tell every address whose turn it is of what happened; return how many events were taken.

    No transaction is open while one is under way. What broke off between the two is told again under the same id.
    """
    taken = 0
    for hook in hooks.due_hooks(register, register.clock()):
        for _ in range(IN_A_ROW):
            if stopped() or not _told(register, hooks.one_hook(register, hook.id), post):
                break
            taken += 1
    return taken


def _told(register: Register, hook: Hook, post: Poster) -> bool:
    row = hooks.next_entry(register, hook) if hook.state == hooks.ACTIVE else None
    if row is None:
        return False
    event = event_of(row)
    body = orjson.dumps(event, option=orjson.OPT_UTC_Z)
    answered = _posted(hook, f"{hook.id}-{row['seq']}", body, register.clock(), post)
    told = Told(int(row["seq"]), str(row["kind"]), answered.taken, answered.status, answered.note)
    hooks.record(register, hook, told, register.clock())
    return told.taken


def _posted(hook: Hook, identity: str, body: bytes, now: datetime, post: Poster) -> Answered:
    told: dict[str, Any] = {"Content-Type": "application/json", "User-Agent": "approvals-webhooks"}
    return post(hook.url, {**told, **signing.headers(hook.secret, identity, now, body)}, body)
