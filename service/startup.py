"""Putting the service together: database, register, bell, pages."""

from importlib.metadata import PackageNotFoundError, version

from deadlines.clock import Clock, machine_clock
from deadlines.rounds import shipped_rounds
from service.register.database import Database
from service.register.register import Register
from service.register.schema import upgrade
from service.rehearsal.rehearse import begin


def release() -> str:
    """Return the number of this release."""
    try:
        return version("approvals")
    except PackageNotFoundError:
        return "unreleased"


def open_register(url: str, clock: Clock = machine_clock) -> Register:
    """Open the register of a database, with its schema up to date; an empty one gets the shipped paths.

    Raises UnusableDatabase.
    """
    database = Database(url)
    upgrade(database)
    register = Register(database, clock, shipped_rounds())
    begin(register, f"shipped with release {release()}")
    return register
