"""A nursery of services for the tests that kill them: all is imported once, then each service is a fork of this.

Run as `python -m tests.crash_nursery DATABASE PORT`. Each line on standard input starts a service and says how, as the
JSON of an `Order`; its process number is the line on standard output.
"""

import json
import logging
import os
import sys
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import waitress

from deadlines.calendar import london
from deadlines.clock import Clock, DemonstrationClock, machine_clock
from deadlines.rounds import shipped_rounds
from service.mail.addresses import mailer_of
from service.register.database import Database
from service.register.ledger import last_recorded_at
from service.register.register import Register
from service.register.versions import Versions, latest_rows
from service.settings import Settings
from service.wakeups import EmbeddedBell, PostBell
from service.web import create_app

SECRET = "a secret key that is long enough for tests"
BEGINS = london(date(2015, 1, 5))


@dataclass(frozen=True)
class Order:
    """How a service is started. `ahead`: seconds that its clock is ahead of the machine's; None: it goes on.

    A clock that goes on begins at the last entry of the ledger. `mail`: the address of a mail server, "" for none.
    """

    ahead: float | None = None
    threads: int = 4
    mail: str = ""


def read_versions(url: str) -> Versions:
    """Read the published definitions once, for all services to come."""
    register = Register(Database(url), machine_clock, shipped_rounds())
    with register.database.read() as connection:
        for row in latest_rows(connection):
            register.versions.latest(connection, str(row.path))
    register.database.close()
    return register.versions


def serve(url: str, port: int, versions: Versions, order: Order) -> None:
    """Serve the register of a database until somebody kills this process."""
    database = Database(url)
    register = Register(database, _clock(database, order), shipped_rounds())
    register.versions = versions
    EmbeddedBell(register).start()
    if order.mail:
        PostBell(register, mailer_of(order.mail, register.mail_from)).start()
    for chatty in ("waitress", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    app = create_app(register, Settings(url, SECRET, port=port, secure_cookies=False))
    waitress.serve(app, host="127.0.0.1", port=port, threads=order.threads, ident=None, _quiet=True)


def _clock(database: Database, order: Order) -> Clock:
    if order.ahead is not None:
        return DemonstrationClock.resumed(timedelta(seconds=order.ahead))
    with database.read() as connection:
        written = last_recorded_at(connection)
    return DemonstrationClock(max(written or BEGINS, BEGINS))


def asked(order: Order) -> str:
    """Return the line that starts a service."""
    return json.dumps(asdict(order)) + "\n"


def main() -> None:
    """Fork a service for every line that comes in."""
    url, port = sys.argv[1], int(sys.argv[2])
    versions = read_versions(url)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(url, port, versions, Order(**json.loads(line)))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
