"""How long the pages of lists and reports take with 10,000 cases: `python -m tests.figures.pages [CASES]`.

A rehearsed round is the beginning: its cases are copied with all that they have until there are as many as wanted. Each
page is fetched through the whole application, without a network; what is told is the server's own time: by the clock,
and of the processor alone, which other work on the machine does not lengthen.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from service.front.doors import limiter
from service.register.accounts import add_account
from service.register.register import Register
from service.register.sessions import NewSession, begin_session
from service.register.tables import cases
from service.rehearsal.rehearse import Settings, play, throw_away
from service.web import create_app
from tests.formats.many import counted, multiply
from tests.web.conftest import Started

PAGES = (
    "/cases", "/cases?search=rotherham", "/timeline", "/timeline?page=2", "/timeline?model=joint", "/register",
    "/reports/board", "/reports/tracker.csv?ended=all", "/reports/tracker.xlsx?ended=all",
)  # fmt: skip
TIMES = 40
SLOW_TIMES = 5


def crowded(folder: Path, count: int) -> Register:
    """Return a register with a rehearsed round and copies of its proposals, so many cases in all."""
    settings = Settings(url=f"sqlite:///{folder / 'pages.sqlite'}")
    register, clock = throw_away(settings)
    play(register, clock, "2014-15", settings, lambda _: None)
    with register.database.read() as connection:
        own = list(connection.execute(select(cases.c.id).where(cases.c.model != "").order_by(cases.c.id)).scalars())
        there = len(list(connection.execute(select(cases.c.id))))
    each = -(-(count - there) // len(own))
    for case_id in own:
        multiply(register, case_id, each)
    row = {"username": "officer", "name": "officer", "role": "programme-office", "scope": "", "password_hash": "none"}
    add_account(register, {**row, "active": True, "demonstration": False}, by="figures")
    return register


def measured(register: Register) -> list[tuple[str, int, float, float, float]]:
    """Return address, SQL statements and milliseconds of each page: median, 95th percentile, processor's median."""
    client = create_app(register, Started()).test_client()
    limiter.enabled = False
    with client.session_transaction() as session:
        session["token"] = begin_session(register, NewSession("officer", "password"))
    return [(address, *_taken(register, client, address)) for address in PAGES]


def _taken(register, client, address: str) -> tuple[int, float, float, float]:
    with counted(register) as told:
        client.get(address)
    times, processor = [], []
    for _ in range(SLOW_TIMES if address.startswith("/reports") else TIMES):
        started, busy = time.monotonic(), time.process_time()
        answer = client.get(address)
        times.append((time.monotonic() - started) * 1000)
        processor.append((time.process_time() - busy) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
    late = sorted(times)[max(0, int(len(times) * 0.95) - 1)]
    return len(told), statistics.median(times), late, statistics.median(processor)


def main() -> None:
    """Print the figures as a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        register = crowded(Path(folder), count)
        sys.stdout.write(f"{'page':<34} statements  median ms  p95 ms  processor ms\n")
        for address, statements, median, p95, busy in measured(register):
            sys.stdout.write(f"{address:<34} {statements:>10}  {median:>9.0f}  {p95:>6.0f}  {busy:>12.0f}\n")


if __name__ == "__main__":
    main()
