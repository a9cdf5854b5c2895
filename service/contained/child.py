"""The child: reads requests, answers them, and may neither write a file, start a program nor open a connection."""

import resource
import sys
from typing import Any

import orjson

from service.contained.tasks import TASKS, warm_up
from service.contained.wire import HEAD, READY, TOO_MUCH

RECURSION = 2_000
FORBIDDEN = (
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "subprocess.Popen", "socket.connect",
    "socket.bind", "socket.getaddrinfo", "os.remove", "os.rename", "os.mkdir", "shutil.", "ctypes.", "exec",
)  # fmt: skip


class Forbidden(BaseException):
    """Something in the child tried what no diagram may do; never caught, so the child ends."""


def main(megabytes: int) -> None:
    """Answer requests until the parent closes the pipe."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    warm_up()
    confine(megabytes)
    target.write(READY)
    target.flush()
    while len(head := source.read(HEAD.size)) == HEAD.size:
        answer = answered(source.read(HEAD.unpack(head)[0]))
        target.write(HEAD.pack(len(answer)) + answer)
        target.flush()


def answered(body: bytes) -> bytes:
    """Return the answer to one request, as JSON."""
    try:
        request: dict[str, Any] = orjson.loads(body)
        return orjson.dumps(TASKS[request.pop("task")](**request))
    except MemoryError:
        return orjson.dumps({TOO_MUCH: True})


def confine(megabytes: int) -> None:
    """Take from this process what it does not need: memory beyond the limit, files, programs, connections."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(RECURSION)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(arguments[1], str) and arguments[1].strip("rbt") != ""
    if writes or event.startswith(FORBIDDEN):
        raise Forbidden(f"{event} {arguments!r:.200} in a confined process")


if __name__ == "__main__":
    main(int(sys.argv[1]))
