"""A real SMTP server for tests and figures, which fails as it is told: before, in and after the message."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Post:
    """What a server accepted, in order, and what it does with each command.

    A script is an answer like "451 later", or a cut: "cut" goes away without an answer, "accept and cut" takes the
    message and then goes away. `faults` maps a phase (connect, mail, rcpt, data, content) to the scripts of the next
    commands; a phase with no script left works.
    """

    def __init__(self, faults: Mapping[str, list[str]] | None = None) -> None:
        self.faults = {phase: list(scripts) for phase, scripts in (faults or {}).items()}
        self.accepted: list[tuple[str, bytes]] = []
        self.connections = 0

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of everything accepted."""
        return [message_from_bytes(body)["Message-ID"] for _, body in self.accepted]

    def script(self, phase: str) -> str:
        """Return what happens to the next command of a phase; empty when it works."""
        waiting = self.faults.get(phase, [])
        return waiting.pop(0) if waiting else ""

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        if "cut" in self.script("connect"):
            server.transport.abort()
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self._answer(server, "mail")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self._answer(server, "rcpt")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        script = self.script("content")
        content = envelope.content
        if script in ("", "accept and cut") and isinstance(content, bytes):
            self.accepted.append((envelope.rcpt_tos[0], content))
        return self._done(server, script)

    def _answer(self, server: SMTP, phase: str) -> str:
        return self._done(server, self.script(phase))

    def _done(self, server: SMTP, script: str) -> str:
        if "cut" in script:
            server.transport.abort()
            raise asyncio.CancelledError
        return script or "250 OK"


class Smtp(SMTP):
    """A server that can also fail at DATA, before it has asked for the message."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        script = self.event_handler.script("data")
        if "cut" in script:
            self.transport.abort()
        elif script:
            await self.push(script)
        else:
            await super().smtp_DATA(arg)


class Listening(Controller):
    """The server on a port that is free."""

    def factory(self) -> SMTP:
        """Make the protocol of one connection."""
        return Smtp(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(post: Post, **options: Any) -> Iterator[int]:
    """Serve until the end of the block; gives the port."""
    server = Listening(post, hostname="127.0.0.1", port=0, ready_timeout=10, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def safe(authority: Any) -> ssl.SSLContext:
    """Return the context of a server with a certificate of this authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


def knows(user: str, password: str) -> Any:
    """Return what lets one user in."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return authenticate
