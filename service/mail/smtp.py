"""Sending by SMTP. What happens before the message itself is handed over is told apart from what happens after it.

A server that has answered the message has accepted or refused it; one that goes away before its answer may have done
either, and SMTP has no way to ask (RFC 5321, 4.5.3.2.6 and 6.1). Everything before is certainly not accepted.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from service.mail.mailer import Claimed, Outcome, Permanent, Sent, Temporary, Unknown

SECONDS = 60.0
GOOD, GO_ON, CLOSING = 250, 354, 421
LONGEST_ANSWER = 300


@dataclass(frozen=True)
class SmtpServer:
    """Where and how to hand mail over. `security`: "" for none, "starttls", or "tls" from the first byte."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"
    sender: str = "approvals@localhost"


class SmtpMailer:
    """Sends over one connection that is kept open from message to message. For one thread."""

    dedupes = False

    def __init__(self, server: SmtpServer, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._connection: smtplib.SMTP | None = None

    def send(self, claimed: Claimed) -> Outcome:
        """Try once. A kept connection that has gone away meanwhile is opened anew first."""
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Temporary(f"The mail server cannot be used: {_said(problem)}", everybody=True)
        return self._handed_over(connection, claimed)

    def looked_up(self, claimed: Claimed) -> Outcome | None:
        """SMTP cannot be asked what became of a message."""
        return None

    def close(self) -> None:
        """Close the connection without waiting for anything."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            if _still_there(self._connection):
                return self._connection
            self.close()
        self._connection = self._opened()
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            safe = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=safe)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:  # whatever it was, a connection left half open is closed before it goes on
            connection.close()
            raise
        return connection

    def _handed_over(self, connection: smtplib.SMTP, claimed: Claimed) -> Outcome:
        """Go through the phases of one message; only in the last of them can there be doubt."""
        sender, address = self._server.sender, claimed.address
        phases: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
            (lambda: connection.mail(sender), GOOD),
            (lambda: connection.rcpt(address), GOOD),
            (lambda: connection.docmd("DATA"), GO_ON),
        )
        try:
            for phase, wanted in phases:
                code, answer = phase()
                if code // 100 != wanted // 100:
                    return self._refused(code, answer)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Temporary(f"The mail server went away before it took the message: {_said(problem)}")
        return self._content_sent(connection, claimed.body)

    def _content_sent(self, connection: smtplib.SMTP, body: bytes) -> Outcome:
        try:
            connection.send(_dotted(body))
            code, answer = connection.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Unknown(f"The mail server went away before it said whether it took the message: {_said(problem)}")
        return Sent(_text(answer)) if code == GOOD else self._refused(code, answer)

    def _refused(self, code: int, answer: bytes) -> Outcome:
        said = f"The mail server answered {code} {_text(answer)}."
        if code == CLOSING or not 400 <= code < 600:
            self.close()  # it is about to go away, or speaks another language
            return Temporary(said)
        return Permanent(said) if code >= 500 else Temporary(said)


def _still_there(connection: smtplib.SMTP) -> bool:
    """Return whether a kept connection can take another message: RSET also forgets what was begun on it."""
    try:
        return connection.rset()[0] == GOOD
    except (OSError, smtplib.SMTPException):
        return False


def _dotted(body: bytes) -> bytes:
    """Return a message as it travels: a dot doubled at the beginning of a line, a lone dot at the end (4.5.2)."""
    doubled = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in body.split(b"\r\n"))
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _text(answer: bytes) -> str:
    return answer.decode("ascii", "replace")[:LONGEST_ANSWER]


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        error = problem.smtp_error
        return f"{problem.smtp_code} {_text(error) if isinstance(error, bytes) else error}"
    return str(problem)[:LONGEST_ANSWER] or type(problem).__name__
