"""A million pending deadlines: `python -m tests.figures.million [PENDING [OVERDUE]]` (1,000,000 and 100,000; minutes).

Times a tick with nothing due; how late deadlines and reminders come at 100 a second, with the real bell of a real
service; and how fast overdue deadlines are caught up with while somebody reads pages. Lateness is taken from outside:
from the instant (for a hard deadline from the end of its pause) to when another connection sees the ledger entry.
"""

import http.client
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from deadlines.clock import HandClock, machine_clock
from deadlines.rounds import shipped_rounds
from processes.instants import from_micros
from service.actions.calendar import tick
from service.front.cookies import cookie_name
from service.register.database import Database
from service.register.register import PAUSE, Register
from service.register.sessions import NewSession, begin_session
from tests.crash_nursery import BEGINS, Order
from tests.crash_service import Service, serving
from tests.figures.crowd import DUE_ROWS_OF_A_PAIR, crowd, give_dates, plan_reminders

PENDING, OVERDUE = 1_000_000, 100_000
A_SECOND, SECONDS = 100, 30
TICKS = 2_000
WINDOW = datetime(2015, 1, 6, 10, tzinfo=UTC)
AFTERNOON = datetime(2015, 1, 9, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    """An entry of the ledger, and when another connection saw it, by the clock of the service."""

    kind: str
    at: datetime
    seen_at: datetime

    @property
    def late(self) -> float:
        """Seconds from when it should have come."""
        should = self.at + PAUSE if self.kind == "deadline-passed" else self.at
        return (self.seen_at - should).total_seconds()


def share(values: Sequence[float], part: float) -> float:
    """Return the value below which that part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def nothing_due(file: Path) -> str:
    """Time ticks that find nothing."""
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), shipped_rounds())
    tick(register)
    took = []
    for _ in range(TICKS):
        began = time.perf_counter()
        assert tick(register) == 0
        took.append((time.perf_counter() - began) * 1000)
    register.database.close()
    return f"{TICKS:,} ticks with nothing due: median {share(took, 0.5):.2f} ms, p99 {share(took, 0.99):.2f} ms"


def at_a_hundred_a_second(file: Path) -> Iterator[str]:
    """Let deadlines fall, and then reminders come, at a hundred a second, and say how late they were."""
    number = A_SECOND * SECONDS
    step = timedelta(seconds=1) / A_SECOND
    later = WINDOW + timedelta(seconds=SECONDS + 20)
    give_dates(file, ((2 * n + 3, WINDOW + n * step) for n in range(number)))
    plan_reminders(file, ((2 * (n + number) + 3, later + n * step) for n in range(number)))
    with serving(file) as service:
        ahead = _start(service, WINDOW - timedelta(seconds=5))
        until = later + timedelta(seconds=SECONDS + 60)
        seen = list(_watch(file, ahead, until=until, enough=2 * number, after=_last_entry(file)))
        service.kill()
    for kind, said in (("deadline-passed", "hard deadlines"), ("reminder-told", "reminders")):
        late = [one.late for one in seen if one.kind == kind] or [float("inf")]
        figures = f"median {share(late, 0.5):.2f} s, p99 {share(late, 0.99):.2f} s, worst {max(late):.2f} s"
        yield f"{sum(one.kind == kind for one in seen):,} of {number:,} {said} at {A_SECOND} a second: {figures} late"


def _start(service: Service, at: datetime) -> float:
    service.warm_up()
    ahead = (at - machine_clock()).total_seconds()
    service.start(Order(ahead=ahead))
    return ahead


def _last_entry(file: Path) -> int:
    """Return the number of the last entry of the ledger."""
    outside = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    last = outside.execute("SELECT coalesce(max(seq), 0) FROM ledger").fetchone()[0]
    outside.close()
    return int(last)


def _watch(file: Path, ahead: float, until: datetime, enough: int, after: int) -> Iterator[Seen]:
    """Yield what the ledger is given after an entry, as another connection sees it."""
    outside = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    query = "SELECT seq, kind, at FROM ledger WHERE seq > ? AND kind IN ('deadline-passed', 'reminder-told')"
    last, number, offset = after, 0, timedelta(seconds=ahead)
    while number < enough and (now := machine_clock() + offset) < until:
        for seq, kind, at in outside.execute(query, (last,)).fetchall():
            last, number = max(last, seq), number + 1
            yield Seen(kind, from_micros(at), now)
        time.sleep(0.02)
    outside.close()


class Reader:
    """Somebody who reads pages, one after the other, and notes how long each took."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self._stop = Event()
        self._thread = Thread(target=self._read)
        self.took: dict[str, list[float]] = {"/cases": [], "/cases/1": []}

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for page, took in self.took.items():
                began = time.perf_counter()
                connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
                connection.request("GET", page, headers={"Cookie": self._cookie})
                answer = connection.getresponse()
                answer.read()
                connection.close()
                assert answer.status == 200, f"{page}: {answer.status}"
                took.append((time.perf_counter() - began) * 1000)
            time.sleep(0.1)


def _cookie(username: str, file: Path) -> str:
    """Return the cookie of somebody's session, from the register of a file: signing in is not what is timed here."""
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), {})
    token = begin_session(register, NewSession(username, "password"))
    register.database.close()
    return f"{cookie_name(secure=False)}={token}"


def caught_up(file: Path, overdue: int) -> Iterator[str]:
    """Start a service hours after midday, let it catch up, and read pages meanwhile."""
    cookie = _cookie("office", file)
    with serving(file) as service:
        before = _last_entry(file)  # the bell rings at once: what falls before the first look counts as well
        began = time.monotonic()
        ahead = _start(service, AFTERNOON)
        with Reader(service.port, cookie) as reader:
            seen = list(_watch(file, ahead, until=AFTERNOON + timedelta(hours=1), enough=overdue, after=before))
            seconds = time.monotonic() - began
        service.kill()
    rate = len(seen) / seconds * 60
    yield f"{len(seen):,} of {overdue:,} overdue caught up in {seconds:,.0f} s: {rate:,.0f} a minute"
    for page, took in reader.took.items():
        figures = f"median {share(took, 0.5):.0f} ms, p95 {share(took, 0.95):.0f} ms, worst {max(took):.0f} ms"
        yield f"{page} meanwhile, {len(took)} times: {figures}"


def main(arguments: list[str]) -> None:
    """Take the figures and print them."""
    pending = int(arguments[0]) if arguments else PENDING
    overdue = int(arguments[1]) if len(arguments) > 1 else OVERDUE
    with TemporaryDirectory() as folder:
        file = crowd(Path(folder), pending // DUE_ROWS_OF_A_PAIR + 1)
        size = file.stat().st_size / 1_000_000
        say(f"{pending:,} pending deadlines of {2 * pending // DUE_ROWS_OF_A_PAIR:,} cases ({size:,.0f} MB)")
        say(nothing_due(file))
        for line in at_a_hundred_a_second(file):
            say(line)
        file.unlink()
        for line in caught_up(crowd(Path(folder), overdue // 2), overdue):
            say(line)


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
