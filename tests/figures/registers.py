"""Registers for the figures: one that has just begun, and one with proposals of many organisations."""

from pathlib import Path

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.register import accounts as kept_accounts
from service.register.database import Database
from service.register.opening import open_case
from service.register.register import Register
from service.register.schema import upgrade
from service.rehearsal.data import organisations
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


def with_proposals(folder: Path, number: int, path: str = "delegated") -> tuple[Path, dict[str, int]]:
    """Make the file of a register with proposals of so many organisations (211 at most); their cases by username."""
    file = begun(folder).rename(folder / f"proposals-{number}.sqlite")
    database = Database(f"sqlite:///{file}", durable=False)
    register = Register(database, HandClock(BEGINNING), shipped_rounds())
    found: dict[str, int] = {}
    for row in list(organisations())[:number]:
        name = f"ccg-{row['code']}"
        person = {"username": name, "name": name, "role": "ccg", "scope": row["code"], "email": ""}
        given = {"active": True, "demonstration": False, "failures": 0, "password_hash": "signs in nowhere"}
        kept_accounts.add_account(register, {**person, **given}, by="figures")
        found[name] = open_case(register, path, "2014-15", row["code"], by="office", at=BEGINNING)
    database.close()
    return file, found
