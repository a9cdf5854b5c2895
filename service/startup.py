"""Putting the service together: database, register, bell, pages."""

from importlib.metadata import version

from deadlines.clock import Clock, machine_clock
from deadlines.rounds import shipped_rounds
from deadlines.steady import SteadyClock
from service.register.database import Database, UnusableDatabase
from service.register.holding import hold_downtime
from service.register.ledger import last_recorded_at
from service.register.register import Register
from service.register.rounds import learn_opened
from service.register.schema import upgrade
from service.rehearsal.rehearse import begin
from service.settings import mail_from, sqlite_file, webhook_nets


def release() -> str:
    """Return the number of this release."""
    return version("approvals")


def open_register(url: str, clock: Clock = machine_clock) -> Register:
    """Open the register of a database, with its schema up to date; an empty one gets the shipped paths.

    Raises UnusableDatabase, UnusableSettings.
    """
    database = Database(url)
    upgrade(database)
    register = Register(database, clock, shipped_rounds())
    register.mail_from = mail_from()
    register.webhook_nets = webhook_nets()
    begin(register, f"shipped with release {release()}")
    learn_opened(register)
    return register


def open_served(url: str, downtime_hold: str) -> Register:
    """Open the register for the service that rings: with a guarded clock, and a hold after a long downtime.

    downtime_hold: `adverse`, `all` or `off`. Raises UnusableDatabase.
    """
    register = open_register(url)
    with register.database.read() as connection:
        register.clock = SteadyClock(floor=last_recorded_at(connection))
    hold_downtime(register, downtime_hold)
    return register


def open_existing(url: str) -> Register:
    """Open the register of a database for a command that only reads: it makes none where there is none.

    Raises UnusableDatabase.
    """
    file = sqlite_file(url)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        raise UnusableDatabase(
            f"There is no register in {file}; set DATABASE_URL to the one that is meant "
            "(the demonstration says its own when it starts)."
        )
    return open_register(url)
