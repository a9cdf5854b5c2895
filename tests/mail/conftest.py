"""Letters, accounts and addresses for tests about mail."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import insert

from service.mail.message import Letter, Recipient
from service.register.outbox import post
from service.register.register import Register
from service.register.tables import accounts, outbox

OFFICER = Recipient("officer@example.org", "programme-office", "Programme office")


def letter(key: str = "one", **more: object) -> Letter:
    """A reminder, otherwise as it is wanted."""
    given = {"kind": "reminder", "to": OFFICER, "subject": "Three days are left", "text": "The pack is due.\n", **more}
    return Letter(key=key, **given)  # type: ignore[arg-type]


@pytest.fixture
def posted(register: Register) -> Callable[..., int]:
    """Post letters now, in a transaction of their own."""

    def post_now(*letters: Letter) -> int:
        with register.database.write() as connection:
            return post(register, connection, letters, register.clock())

    return post_now


def rows(register: Register) -> list[dict[str, object]]:
    """Return the outbox, in order."""
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(outbox.select().order_by(outbox.c.id)).mappings()]


def states(register: Register) -> list[str]:
    return [str(row["state"]) for row in rows(register)]


def account(register: Register, username: str, role: str, scope: str = "", email: str | None = None, **more: object):
    """Add an account with an address."""
    row = {
        "username": username, "name": username, "role": role, "scope": scope, "password_hash": "", "active": True,
        "demonstration": False, "failures": 0, "email": f"{username}@example.org" if email is None else email, **more,
    }  # fmt: skip
    with register.database.write() as connection:
        connection.execute(insert(accounts).values(row))


def at(text: str) -> datetime:
    """An aware instant from ISO text."""
    return datetime.fromisoformat(text)
