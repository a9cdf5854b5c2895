"""A nursery of services for the crash test: all is imported once, then each service is a fork that can be killed.

Run as `python -m tests.crash_nursery DATABASE PORT`; each line on standard input starts a service, whose process number
is the line on standard output.
"""

import os
import sys
from datetime import date

import waitress

from deadlines.calendar import london
from deadlines.clock import DemonstrationClock, machine_clock
from deadlines.rounds import shipped_rounds
from service.register.database import Database
from service.register.ledger import last_recorded_at
from service.register.register import Register
from service.register.versions import Versions, latest_rows
from service.settings import Settings
from service.wakeups import EmbeddedBell
from service.web import create_app

SECRET = "a secret key that is long enough for tests"


def read_versions(url: str) -> Versions:
    """Read the published definitions once, for all services to come."""
    register = Register(Database(url), machine_clock, shipped_rounds())
    with register.database.read() as connection:
        for row in latest_rows(connection):
            register.versions.latest(connection, str(row.path))
    register.database.close()
    return register.versions


def serve(url: str, port: int, versions: Versions) -> None:
    """Serve the register of a database until somebody kills this process."""
    database = Database(url)
    with database.read() as connection:
        written = last_recorded_at(connection)
    clock = DemonstrationClock(max(written or london(date(2015, 1, 5)), london(date(2015, 1, 5))))
    register = Register(database, clock, shipped_rounds())
    register.versions = versions
    EmbeddedBell(register).start()
    app = create_app(register, Settings(url, SECRET, port=port, secure_cookies=False))
    waitress.serve(app, host="127.0.0.1", port=port, threads=4, ident=None, _quiet=True)


def main() -> None:
    """Fork a service for every line that comes in."""
    url, port = sys.argv[1], int(sys.argv[2])
    versions = read_versions(url)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(url, port, versions)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
