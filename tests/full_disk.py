"""A register on a device that becomes full: run by its test in a mount of its own, where filling up harms nobody.

`python -m tests.full_disk FOLDER`: receives packs until the device is full, asks how it is, makes room, goes on; prints
as JSON what was acknowledged and what is there. FOLDER is a small device that holds nothing else.
"""

import json
import sys
from pathlib import Path

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.register.database import Database, DatabaseFull
from service.register.opening import open_case
from service.register.queries import arrivals_of, verify_ledger
from service.register.receive import receive
from service.register.register import Register
from service.register.schema import upgrade
from service.rehearsal.rehearse import begin
from service.settings import Settings
from service.web import create_app
from tests.conftest import BEGINNING

STEP = "submit_proforma_delegated"
SECRET = "a secret key that is long enough for tests"


def main(folder: Path) -> dict[str, object]:
    """Fill the device up, look at the page, make room, go on; return what came of it."""
    reserve = folder / "reserve"
    database = Database(f"sqlite:///{folder / 'register.sqlite'}")
    upgrade(database)
    register = Register(database, HandClock(BEGINNING), shipped_rounds())
    begin(register, "full disk")
    case = open_case(register, "delegated", "2014-15", "03L", by="office", at=BEGINNING)
    reserve.write_bytes(b"\0" * 400_000)
    acknowledged, why = _fill(register, case)
    health = create_app(register, Settings("", SECRET, secure_cookies=False)).test_client().get("/healthz")
    reserve.unlink()
    later = receive(register, case, STEP, {"text": "there is room"}, by="ccg", received_at=BEGINNING).arrival
    return {
        "acknowledged": [*acknowledged, later], "kept": [row["id"] for row in arrivals_of(register, case)], "why": why,
        "health": health.status_code, "fault": str(verify_ledger(register)[1]),
    }  # fmt: skip


def _fill(register: Register, case: int) -> tuple[list[int], str]:
    acknowledged: list[int] = []
    while True:
        try:
            done = receive(register, case, STEP, {"text": "x" * 20_000}, by="ccg", received_at=BEGINNING)
        except DatabaseFull as problem:
            return acknowledged, str(problem)
        acknowledged.append(done.arrival)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")
