"""One POST to one address: looked up once, connected to what was checked, no redirect followed, bounded in all ways.

The only place from which this service asks other programs anything but to take a letter.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from service.hooks.places import HTTPS, Network, RefusedPlace, checked_url, resolved

SECONDS = 10.0
MOST_BYTES = 65_536


@dataclass(frozen=True)
class Answered:
    """What came of a POST. status: none when there was no answer; note: why it did not succeed, or empty."""

    status: int | None
    note: str = ""

    @property
    def taken(self) -> bool:
        """Whether the other side has taken it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Post:
    """How to post: which networks of our own may be told, whom to trust, and how long it may take in all."""

    nets: Sequence[Network] = ()
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = SECONDS

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        """Post a body and return what came of it; never raises for what the other side or the network does."""
        try:
            parts = checked_url(url, self.nets)
            host, port = str(parts.hostname), parts.port or HTTPS
            address = resolved(host, port, self.nets)
        except RefusedPlace as problem:
            return Answered(None, str(problem))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Pinned(host, port, address, self.trust, self.seconds)
        watch = threading.Timer(self.seconds, connection.cut)
        watch.daemon = True
        watch.start()
        try:
            return _asked(connection, path, headers, body)
        except (OSError, http.client.HTTPException) as problem:
            late = f" It took more than {self.seconds:g} seconds." if connection.was_cut else ""
            return Answered(None, f"{type(problem).__name__}: {problem}.{late}"[:500])
        finally:
            watch.cancel()
            connection.close()


def _asked(connection: "_Pinned", path: str, headers: Mapping[str, str], body: bytes) -> Answered:
    connection.request("POST", path, body, dict(headers))
    answer = connection.getresponse()
    too_long = len(answer.read(MOST_BYTES + 1)) > MOST_BYTES
    if 300 <= answer.status < 400:
        return Answered(answer.status, "It answered with a redirect, and redirects are not followed.")
    note = "" if 200 <= answer.status < 300 else f"It answered with {answer.status}."
    return Answered(answer.status, f"{note} Its answer was too long to read." if too_long and note else note)


class _Pinned(http.client.HTTPSConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds, context=trust)
        self._address, self._trust = address, trust
        self.was_cut = False

    def connect(self) -> None:
        """Connect to the checked address; the name is only for the certificate and the Host header."""
        raw = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = raw
        self.sock = self._trust.wrap_socket(raw, server_hostname=self.host)

    def cut(self) -> None:
        """End the connection from another thread: a side that answers byte by byte holds nobody up."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
