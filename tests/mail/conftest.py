"""Letters, accounts and addresses for tests about mail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from deadlines.clock import HandClock
from service.mail.folder import FolderMailer
from service.mail.mailer import Mailer
from service.mail.message import Letter, Recipient
from service.mail.sending import post_due
from service.mail.smtp import SmtpMailer, SmtpServer
from service.register.accounts import add_account
from service.register.ledger import read
from service.register.outbox import post
from service.register.register import Register
from service.register.tables import outbox
from tests.mail.servers import Post, smtp_server

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
        "demonstration": False, "email": f"{username}@example.org" if email is None else email, **more,
    }  # fmt: skip
    add_account(register, row, by="test")


def at(text: str) -> datetime:
    """An aware instant from ISO text."""
    return datetime.fromisoformat(text)


def told(register: Register, *kinds: str) -> list[dict[str, object]]:
    """Return the ledger's entries about mail, of some kinds when they are given, with their detail."""
    with register.database.read() as connection:
        found = [row for row in read(connection) if str(row["kind"]).startswith(("mail-", "task-"))]
    wanted = [row for row in found if not kinds or row["kind"] in kinds]
    return [
        {**orjson.loads(str(row["detail"])), "kind": row["kind"], "case": row["case_id"], "by": row["by"]}
        for row in wanted
    ]


def kinds(register: Register) -> list[str]:
    return [str(row["kind"]) for row in told(register)]


@dataclass
class PostOffice:
    """A real mail server, and the office that sends to it."""

    register: Register
    clock: HandClock
    post: Post
    mailer: Mailer

    def rings(self, limit: int = 100) -> int:
        """Send what is due now."""
        return post_due(self.register, self.mailer, self.clock(), limit)

    def rings_after(self, **wait: float) -> int:
        """Let some time pass and send what is due then."""
        self.clock.advance(timedelta(**wait))
        return self.rings()


@pytest.fixture
def mail(register: Register, clock: HandClock) -> Iterator[PostOffice]:
    post = Post()
    with smtp_server(post) as port:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", port, security=""), seconds=5)
        yield PostOffice(register, clock, post, mailer)
        mailer.close()


@pytest.fixture
def folder(register: Register, clock: HandClock, tmp_path: Path) -> PostOffice:
    """The office with a folder in place of a server."""
    return PostOffice(register, clock, Post(), FolderMailer(tmp_path / "mail"))
