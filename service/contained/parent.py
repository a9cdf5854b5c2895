"""The side of the service: one warm child, a request at a time, killed when it takes too long or too much."""

import atexit
import selectors
import subprocess
import sys
import threading
import time
from functools import cache
from typing import IO, Any

import orjson

from service.contained.wire import HEAD, READY, TOO_MUCH

SECONDS = 20.0
START_SECONDS = 60.0
MEGABYTES = 256


class NotContained(Exception):
    """The child had to be stopped: the file asked for more time or memory than any diagram needs. `rule` says which."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


class Contained:
    """A child process that answers requests. Safe to use from several threads; they wait for each other.

    seconds: how long one request may take. megabytes: how much memory the child may hold.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, task: str, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the child. Raises NotContained, when it had to be stopped; the next call starts anew."""
        with self._lock:
            try:
                answer = self._exchange(orjson.dumps({"task": task, **request}))
            except NotContained:
                self._stop()
                raise
        if TOO_MUCH in answer:
            raise self._too_much()
        return answer

    def close(self) -> None:
        """Stop the child."""
        with self._lock:
            self._stop()

    def _exchange(self, body: bytes) -> dict[str, Any]:
        child = self._running()
        until = time.monotonic() + self.seconds
        try:
            _pipe(child.stdin).write(HEAD.pack(len(body)) + body)
            _pipe(child.stdin).flush()
        except BrokenPipeError:
            raise self._too_much() from None
        (size,) = HEAD.unpack(self._read(child, HEAD.size, until))
        answer: dict[str, Any] = orjson.loads(self._read(child, size, until))
        return answer

    def _read(self, child: subprocess.Popen[bytes], size: int, until: float) -> bytes:
        pipe, parts, missing = _pipe(child.stdout), [], size
        with selectors.DefaultSelector() as ready:
            ready.register(pipe, selectors.EVENT_READ)
            while missing:
                if not ready.select(max(0.0, until - time.monotonic())):
                    raise NotContained(
                        "contained.time",
                        f"It took longer than {self.seconds:g} seconds and was stopped. "
                        "No diagram of a person needs that long. Draw less, or look for what repeats.",
                    )
                part = pipe.read1(missing) if hasattr(pipe, "read1") else pipe.read(missing)
                if not part:
                    raise self._too_much()
                parts.append(part)
                missing -= len(part)
        return b"".join(parts)

    def _too_much(self) -> NotContained:
        return NotContained(
            "contained.memory",
            f"It needed more than {self.megabytes} MB, or broke the process that looked at it, and was stopped. "
            "No diagram of a person needs that much. Draw less, or look for what repeats.",
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._stop()
        if self._child is None:
            command = [sys.executable, "-m", "service.contained.child", str(self.megabytes)]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ours
            self._read(self._child, len(READY), time.monotonic() + START_SECONDS)
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


@cache
def the_contained() -> Contained:
    """Return the one that this process shares, stopped when the process ends."""
    contained = Contained()
    atexit.register(contained.close)
    return contained


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("The child was started without pipes.")
    return pipe
