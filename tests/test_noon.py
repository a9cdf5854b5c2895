"""Either side of a deadline, through the HTTP front, whatever the scheduler does: stamps alone decide.

Three deadlines: midday in winter, the end of a day, midday in summer (a test only in January cannot see a UTC mistake).
"""

import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deadlines.clock import HandClock
from deadlines.rounds import shipped_round, shipped_rounds
from processes.paths import shipped_library
from service.actions.accounts import add_account
from service.actions.calendar import tick
from service.register.database import Database
from service.register.opening import open_case
from service.register.queries import Sight, case_row, live_case, steps_of
from service.register.register import Register
from service.register.tables import metadata
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.rehearsal.rehearse import begin
from service.settings import Settings
from service.web import create_app
from tests.test_new_path import FILE

ROUND = shipped_round("2014-15")
DEADLINES = {
    "midday on 9 January": ("delegated", "submit_proforma_delegated", ROUND.due("delegated-submission")),
    "the end of 30 January": ("joint", "submit_proforma_joint", ROUND.due("joint-submission")),
    "midday in British Summer Time": ("licence", "send_feedback", ROUND.due("draft-feedback")),
}
OFFSETS = {
    "-1 s": timedelta(seconds=-1), "-1 us": timedelta(microseconds=-1), "0": timedelta(0),
    "+1 us": timedelta(microseconds=1), "+1 s": timedelta(seconds=1),
}  # fmt: skip
PASSWORD = "a password for tests"
BEFORE, MUCH_LATER = timedelta(days=3), timedelta(hours=1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with one path more, and an applicant."""
    file = tmp_path_factory.mktemp("noon") / "begun.sqlite"
    database = Database(f"sqlite:///{file}", durable=False)
    metadata.create_all(database.engine)
    register = Register(database, HandClock(ROUND.due("draft-feedback") - BEFORE), shipped_rounds())
    begin(register, "tests", shipped_library().with_file("paths/licence.bpmn", FILE.read_bytes()))
    add_account(register, "rotherham", "Rotherham", "ccg", "03L", PASSWORD, by="tests")
    database.close()
    return file


class Front:
    """One applicant with a case, talking HTTP to a register on a hand-moved clock."""

    def __init__(self, file: Path, path: str, step: str, deadline: datetime) -> None:
        self.clock = HandClock(deadline - BEFORE)
        self.register = Register(Database(f"sqlite:///{file}"), self.clock, shipped_rounds())
        self.step = step
        self.case = open_case(self.register, path, "2014-15", "03L", by="office", at=self.clock())
        settings = Settings("", "a secret key that is long enough for tests", secure_cookies=False)
        self.client = create_app(self.register, settings).test_client()
        row = case_row(self.register, Sight(), self.case)
        case = live_case(self.register, row)
        self.answers = filled(case.form(step), {**GOOD_COMMITTEE, "ccgs_in_delegation": 1}, case.scope())

    def submit(self) -> int:
        """Send the step; the token is fetched on the same clock, so that the stamp is the clock's."""
        credentials = {"username": "rotherham", "password": PASSWORD}
        token = self.client.post("/api/v1/tokens", json=credentials).get_json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/api/v1/cases/{self.case}/steps/{self.step}"
        return self.client.post(url, json=self.answers, headers=headers).status_code

    def taken_as_on_time(self) -> bool:
        """Return how the case was ruled, once everything that is due has been settled."""
        self.clock.advance(MUCH_LATER)
        tick(self.register)
        status = str(case_row(self.register, Sight(), self.case)["status"])
        steps = {str(row["element"]) for row in steps_of(self.register, self.case)}
        late = status == "too-late" or bool(steps & {"rule_on_late_submission"})
        assert late or status in ("submitted", "in-time"), (status, steps)
        return not late


def running(front: Front, at: datetime) -> None:
    """The scheduler ticks before, at and after the submission."""
    front.clock.move_to(at)
    tick(front.register)
    assert front.submit() in (200, 202)
    tick(front.register)
    front.clock.advance(timedelta(seconds=6))
    tick(front.register)


def stopped(front: Front, at: datetime) -> None:
    """Nobody ticks."""
    front.clock.move_to(at)
    assert front.submit() in (200, 202)


def late(front: Front, at: datetime) -> None:
    """The scheduler slept over the deadline and wakes up hours later."""
    front.clock.move_to(at)
    assert front.submit() in (200, 202)
    front.clock.advance(timedelta(hours=7))
    tick(front.register)


def racing(front: Front, at: datetime) -> None:
    """Four schedulers tick as fast as they can while the submission comes in and the pause runs out."""
    front.clock.move_to(at)
    done = threading.Event()

    def ring() -> None:
        while not done.is_set():
            tick(front.register)

    bells = [threading.Thread(target=ring) for _ in range(4)]
    for bell in bells:
        bell.start()
    try:
        assert front.submit() in (200, 202)
        front.clock.advance(timedelta(seconds=6))
    finally:
        done.set()
        for bell in bells:
            bell.join()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("scheduler", [running, stopped, late, racing], ids=lambda one: one.__name__)
@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("deadline", DEADLINES)
def test_the_stamp_alone_decides(
    begun: Path, tmp_path: Path, deadline: str, offset: str, scheduler: Callable[[Front, datetime], None]
) -> None:
    path, step, due = DEADLINES[deadline]
    shutil.copy(begun, tmp_path / "noon.sqlite")
    front = Front(tmp_path / "noon.sqlite", path, step, due)
    scheduler(front, due + OFFSETS[offset])
    assert front.taken_as_on_time() is (OFFSETS[offset] <= timedelta(0))
    front.register.database.close()
