"""How long the pages of lists and reports take with 10,000 cases: `python -m tests.figures.pages [CASES]`.

A rehearsed round is the beginning: its cases are copied with all that they have until there are as many as wanted. Each
page is fetched through the whole application, without a network; what is told is the server's own time: by the clock,
and of the processor alone, which other work on the machine does not lengthen.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path

from sqlalchemy import select

from deadlines.calendar import london
from service.front.doors import limiter
from service.register.accounts import add_account
from service.register.register import Register
from service.register.sessions import NewSession, begin_session
from service.register.tables import cases
from service.rehearsal.rehearse import Settings, play, throw_away
from service.roles import ROLES
from service.serving import set_apart
from service.web import create_app
from tests.formats.many import counted, multiply
from tests.web.conftest import Started, scope_of

OFFICER = "programme-office"
PAGES = (
    *((role, "/") for role in ROLES),
    *((OFFICER, address) for address in (
        "/cases", "/cases?region=North&model=delegated", "/cases?ended=all&sort=organisation", "/cases?due=overdue",
        "/cases?late=1", "/cases?deadline=go-live&ended=all", "/cases?search=rotherham",
        "/cases?search=committee&ended=all",
        "/cases/1", "/cases/1?at=2015-01-09T12:00", "/load", "/timeline", "/timeline?page=2", "/timeline?model=joint",
        "/register", "/reports/board", "/reports/tracker.csv?ended=all", "/reports/tracker.xlsx?ended=all",
    )),
)  # fmt: skip
TIMES = 40
AT_WORK = london(date(2015, 3, 18), time_of_day(11))
"""When the round is stopped to be copied: signatures and transfers wait."""
SLOW_TIMES = 5


def crowded(folder: Path, count: int, until: datetime = AT_WORK) -> Register:
    """Return a register with a round rehearsed until an instant and copies of its proposals, so many cases in all."""
    settings = Settings(url=f"sqlite:///{folder / 'pages.sqlite'}", until=until)
    register, clock = throw_away(settings)
    play(register, clock, "2014-15", settings, lambda _: None)
    with register.database.read() as connection:
        own = list(connection.execute(select(cases.c.id).where(cases.c.model != "").order_by(cases.c.id)).scalars())
        there = len(list(connection.execute(select(cases.c.id))))
    each = -(-(count - there) // len(own))
    for case_id in own:
        multiply(register, case_id, each)
    for role in ROLES:
        row = {"username": role, "name": role, "role": role, "scope": scope_of(role), "password_hash": "none"}
        add_account(register, {**row, "active": True, "demonstration": False}, by="figures")
    return register


def measured(register: Register) -> Iterator[tuple[str, int, float, float, float]]:
    """Yield page, SQL statements and milliseconds of each page: median, 95th percentile, processor's median."""
    app = create_app(register, Started())
    limiter.enabled = False
    set_apart()
    for username, address in PAGES:
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"] = begin_session(register, NewSession(username, "password"))
        named = f"/ ({username})" if address == "/" else address
        yield (named, *_taken(register, client, address))


def _taken(register, client, address: str) -> tuple[int, float, float, float]:
    client.get(address)
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
        sys.stdout.write(f"{'page':<42} statements  median ms  p95 ms  processor ms\n")
        for address, statements, median, p95, busy in measured(register):
            sys.stdout.write(f"{address:<42} {statements:>10}  {median:>9.0f}  {p95:>6.0f}  {busy:>12.0f}\n")


if __name__ == "__main__":
    main()
