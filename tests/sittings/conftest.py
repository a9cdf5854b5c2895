"""Cases that wait for panels and committee, a sitting before which they lie, and people who sit."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.actions import secretaries, sittings
from service.register import accounts
from service.register.database import Database
from service.register.opening import open_case
from service.register.queries import Sight, case_row, live_case
from service.register.receive import receive
from service.register.register import Register
from service.register.schema import upgrade
from service.register.settle import settle_together
from service.register.sittings.bodies import Quorum
from service.register.sittings.quorum import Member
from service.rehearsal.data import organisations
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.rehearsal.rehearse import begin
from service.roles import Person

BEGINS = datetime(2015, 1, 5, 9, tzinfo=UTC)
PACK = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no"}
YES = dict.fromkeys(("assurance_ok", "conflicts_ok", "finance_ok", "planning_ok"), "yes")
SOUND = {"regional_recommendation": "recommended", "special_measures": "no", "conflicts_judgement": "sound"}
TO_THE_PANEL = (("submit_proforma_delegated", PACK), ("acknowledge_receipt", {}), ("confirm_thresholds", YES))
TO_THE_NATIONAL_PANEL = (("moderate_regionally", SOUND),)
TO_THE_COMMITTEE = (("moderate_regionally", SOUND), ("moderate_nationally", {"national_recommendation": "ready"}))
NORTH = [place for place in organisations() if place["region"] == "North"]
OFFICE = Person("office", "Olive Office", "programme-office")
EXCEPTIONS = Person("exceptions", "Erin Exceptions", "exceptions-officer")
AUDITOR = Person("auditor", "Aud", "auditor")
NAMES = ("anne", "bob", "cleo", "dev")


def person(name: str, role: str = "regional-panel", scope: str = "North") -> Person:
    """Somebody who sits."""
    return Person(f"{name}-{role}", name.capitalize(), role, scope)


ANNE, BOB, CLEO, DEV = (person(name) for name in NAMES)
ANNEN, BOBN, CLEON = (person(name, "national-panel", "") for name in NAMES[:3])
ANNES, BOBS, CLEOS, DEVS = (person(name, "committee", "") for name in NAMES)
SECRETARY = Person("secretary", "Sid Secretary", "regional-team", "North")
EVERYBODY = (OFFICE, EXCEPTIONS, AUDITOR, SECRETARY, ANNE, BOB, CLEO, DEV, ANNES, BOBS, CLEOS, DEVS, ANNEN, BOBN, CLEON)


def moved(register: Register, cases: Sequence[int], steps: Sequence[tuple[str, dict[str, object]]]) -> None:
    """Bring cases on through steps, all in one transaction for each step."""
    for step, answers in steps:
        for case in cases:
            live = live_case(register, case_row(register, Sight(), case))
            content = filled(live.form(step), answers, live.scope())
            receive(register, case, step, content, by="rehearsal", received_at=register.clock())
        settle_together(register, cases, register.clock())
        register.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]


def prepared(file: Path, places: Sequence[dict[str, str]], steps: Sequence[tuple[str, dict[str, object]]]) -> Path:
    """A register in a file with a delegated case of each place at the step that follows."""
    database = Database(f"sqlite:///{file}", durable=False)
    upgrade(database)
    register = Register(database, HandClock(BEGINS), shipped_rounds())
    begin(register, "tests")
    for one in EVERYBODY:
        row: dict[str, object] = {"username": one.username, "name": one.name, "role": one.role, "scope": one.scope}
        row |= {"password_hash": "", "demonstration": True}
        accounts.add_account(register, row, by="tests")
    cases = [
        open_case(register, "delegated", "2014-15", place["code"], by="office", at=register.clock()) for place in places
    ]
    moved(register, cases, steps)
    database.close()
    return file


@pytest.fixture(scope="session")
def panel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four cases of the North before the regional panel."""
    return prepared(tmp_path_factory.mktemp("panel") / "panel.sqlite", NORTH[:4], TO_THE_PANEL)


@pytest.fixture(scope="session")
def committee_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """77 cases before the committee, as in February 2015."""
    file = tmp_path_factory.mktemp("committee") / "committee.sqlite"
    return prepared(file, organisations()[:77], (*TO_THE_PANEL, *TO_THE_COMMITTEE))


def opened(file: Path, folder: Path) -> Register:
    """A copy of a prepared register for one test."""
    shutil.copy(file, folder / file.name)
    clock = HandClock(BEGINS + timedelta(days=1))
    return Register(Database(f"sqlite:///{folder / file.name}", durable=False), clock, shipped_rounds())


@pytest.fixture
def panel(panel_file: Path, tmp_path: Path) -> Iterator[Register]:
    """A register with four cases before the regional panel of the North."""
    register = opened(panel_file, tmp_path)
    yield register
    register.database.close()


@pytest.fixture
def committee(committee_file: Path, tmp_path: Path) -> Iterator[Register]:
    """A register with 77 cases before the committee."""
    register = opened(committee_file, tmp_path)
    yield register
    register.database.close()


def seats(register: Register, sitting: int, people: Sequence[Person], by: Person = OFFICE) -> dict[str, int]:
    """Give people seats with a vote; the first one is the chair. Returns the seats by first name."""
    kinds = ("lay", "executive", "clinical", "other")
    return {
        one.name.lower(): secretaries.seat(
            register, by, sitting, Member(0, one.username, one.name, kinds[place % 4], True, place == 0)
        )
        for place, one in enumerate(people)
    }  # fmt: skip


def planned(register: Register, body: str, scope: str, people: Sequence[Person], voting: int = 3) -> int:
    """Plan a sitting for tomorrow with these members."""
    at = register.clock() + timedelta(days=1)
    sitting = secretaries.plan(register, OFFICE, body, scope, at, "Leeds", Quorum(voting))
    seats(register, sitting, people)
    return sitting


def begun(register: Register, sitting: int, conflicts: dict[str, int] | None = None) -> dict[str, int]:
    """Freeze, declare, record everybody as present and begin; conflicts: a case by first name. Returns the seats."""
    secretaries.freeze(register, OFFICE, sitting)
    found = sittings.held(register, OFFICE, sitting)
    given = conflicts or {}
    for one in found.members:
        case = given.get(one.name.lower())
        secretaries.declare(register, OFFICE, sitting, one.id, {case: "My partner works there"} if case else {})
    secretaries.attend(register, OFFICE, sitting, [one.id for one in found.members])
    secretaries.begin(register, OFFICE, sitting)
    return {one.name.lower(): one.id for one in found.members}
