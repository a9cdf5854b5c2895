"""A service in a process of its own, with a client: for tests that kill it, race it or load it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deadlines.clock import HandClock
from service.register.database import Database
from service.register.register import Register
from service.register.sessions import NewSession, begin_session
from tests.crash_nursery import BEGINS, Order, asked


class Service:
    """The service under test, in a process of its own that can be killed and started again."""

    def __init__(self, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "tests.crash_nursery", url, str(self.port)]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = 0

    def warm_up(self) -> None:
        """Wait until the nursery has imported and parsed everything, so that the next start takes no time."""
        self.start()
        self.kill()

    def start(self, order: Order | None = None) -> None:
        """Start a service and wait until it answers."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(asked(order or Order()))
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError("the service does not answer")

    def kill(self) -> None:
        """Kill the service without a word."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the nursery."""
        with contextlib.suppress(ProcessLookupError):
            self.kill()
        self._nursery.kill()
        self._nursery.wait()
        for pipe in (self._nursery.stdin, self._nursery.stdout):
            assert pipe is not None
            pipe.close()

    def ask(self, method: str, path: str, token: str = "", body: object = None, key: str = "") -> tuple[int, object]:
        """Make a request. Raises OSError or HTTPException, when the service dies meanwhile."""
        return ask(self.port, method, f"/api/v1/{path}", token, body, key)


def ask(
    port: int, method: str, path: str, token: str = "", body: object = None, key: str = "", within: float = 10
) -> tuple[int, object]:
    """Make a request of the service at a port and return its status and the JSON of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within)
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


@contextmanager
def serving(file: Path) -> Iterator[Service]:
    """Give a service on the register of a file; it is not started yet."""
    service = Service(f"sqlite:///{file}")
    try:
        yield service
    finally:
        service.close()


def tokens_for(usernames: Iterable[str], file: Path) -> dict[str, str]:
    """Return a token for everybody, from the register of a file: signing in is not what is tried here."""
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), {})
    tokens = {name: begin_session(register, NewSession(name, "api")) for name in usernames}
    register.database.close()
    return tokens
