"""A register for the figures that has just begun."""

from pathlib import Path

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.register.database import Database
from service.register.register import Register
from service.register.schema import upgrade
from service.rehearsal.rehearse import begin
from tests.conftest import BEGINNING


def begun(folder: Path) -> Path:
    """Make the file of a register that has just begun."""
    file = folder / "begun.sqlite"
    database = Database(f"sqlite:///{file}", durable=False)
    upgrade(database)
    begin(Register(database, HandClock(BEGINNING), shipped_rounds()), "figures")
    database.close()
    return file
