"""The scenes on which stories begin: registers that are some way into the round, made once and kept as bytes."""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from deadlines.clock import HandClock
from deadlines.rounds import Round, shipped_rounds
from processes.case import Case
from processes.paths import Definition, define, shipped_library
from service.actions.calendar import tick
from service.mail.folder import FolderMailer
from service.mail.sending import post_due
from service.register.accounts import add_account
from service.register.calendars import Calendars
from service.register.database import Database
from service.register.opening import open_case
from service.register.receive import receive
from service.register.register import Register
from service.register.settle import settle
from service.register.tables import metadata
from service.register.versions import Versions
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.rehearsal.rehearse import begin
from service.roles import ALL, AREA, OWN, REGION, ROLES, Person
from tests.simulation.stories import FIRST, FIRSTS_CONSTITUTION, SCENES, SECOND, Place

ROUND = "2014-15"
BEGINNING = datetime(2014, 12, 1, 10, tzinfo=UTC)
USUAL: dict[str, object] = {
    **GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no", "late_ruling": "accept",
    "regional_recommendation": "recommended", "national_recommendation": "ready", "committee_decision": "approved",
    "constitution_content": "other", "constitution_outcome": "approved", "late_constitution_ruling": "accept",
    "ccg_signing": "signed", "nhse_signing": "signed", "special_measures": "no", "conflicts_judgement": "sound",
    "members_consulted": "yes", "amounts_reconciled": "yes", "next_arrangement": "joint",
}  # fmt: skip
READERS = (
    ("rotherham", "ccg", "03L", "each"), ("derbyshire", "ccg", "04R", "each"), ("chair", "ccg", "03L", "daily"),
    ("programme", "programme-office", "", "each"),
)  # fmt: skip
"""Who is told by mail: username, role, scope, and whether they read each message or one a day."""
PROPOSALS = {"midday": (FIRST,), "end-of-january": (FIRST, SECOND), "end-of-march": (FIRST,)}
WALKS: dict[str, tuple[tuple[datetime, tuple[tuple[Place, str], ...]], ...]] = {
    "midday": (),
    "end-of-january": (
        (datetime(2015, 1, 8, 10, tzinfo=UTC), ((FIRST, "submit_proforma_delegated"),
            (FIRSTS_CONSTITUTION, "submit_constitution_request"))),
        (datetime(2015, 1, 20, 10, tzinfo=UTC), ((FIRST, "acknowledge_receipt"), (FIRST, "confirm_thresholds"),
            (FIRSTS_CONSTITUTION, "acknowledge_constitution_request"))),
    ),
    "end-of-march": (
        (datetime(2015, 1, 8, 10, tzinfo=UTC), ((FIRST, "submit_proforma_delegated"),
            (FIRSTS_CONSTITUTION, "submit_constitution_request"))),
        (datetime(2015, 1, 20, 10, tzinfo=UTC), ((FIRST, "acknowledge_receipt"), (FIRST, "confirm_thresholds"),
            (FIRSTS_CONSTITUTION, "acknowledge_constitution_request"))),
        (datetime(2015, 1, 26, 10, tzinfo=UTC), ((FIRST, "moderate_regionally"),)),
        (datetime(2015, 2, 9, 10, tzinfo=UTC), ((FIRST, "moderate_nationally"),)),
        (datetime(2015, 2, 18, 10, tzinfo=UTC), ((FIRST, "decide_sign_off"),)),
        (datetime(2015, 3, 20, 10, tzinfo=UTC), ((FIRST, "set_out_plans"), (FIRST, "send_outcome_letter"))),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A scene that is set: its database, and when it stands."""

    database: bytes
    at: datetime


@dataclass(frozen=True)
class Shared:
    """What registers may share, since it is the same for the same content: calendars and definitions, parsed."""

    rounds: dict[str, Round]
    versions: Versions
    calendars: Calendars
    another: Definition


@cache
def root() -> TemporaryDirectory[str]:
    """Return a folder that goes away with the process that made it, in memory where the system has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return TemporaryDirectory(prefix="simulation-", dir=memory if memory.is_dir() else None)


def folder() -> Path:
    """Return the folder for the files of this process, inside that of the process that forked it."""
    own = Path(root().name) / str(os.getpid())
    own.mkdir(exist_ok=True)
    return own


@cache
def shared() -> Shared:
    """Read the rounds and the shipped paths once, with another version of the delegated path."""
    library = shipped_library()
    drawn = library.files["paths/delegated.bpmn"]
    other = drawn.replace(b'approvals:summary="', b'approvals:summary="Drawn anew. ', 1)
    rounds = shipped_rounds()
    return Shared(
        rounds, Versions(), Calendars(rounds), define(library.with_file("paths/delegated.bpmn", other), "delegated")
    )


@cache
def definition(path: str) -> Definition:
    """Return the shipped definition of a path."""
    return define(shipped_library(), path)


@cache
def answers(path: str, step: str) -> dict[str, object]:
    """Return what a willing person answers to a step."""
    facts = {"organisation": "03L", "organisation_name": "CCG", "region": "North", "area_team": "Area"}
    case = Case.opened(definition(path), shared().rounds[ROUND], BEGINNING, facts)
    return filled(case.form(step), USUAL, case.scope())


@cache
def person(username: str, path: str, step: str, place: tuple[str, str, str]) -> Person:
    """Return somebody who may do a step of a case; place: its organisation, area team and region."""
    role = definition(path).element(step).role
    organisation, area, region = place
    return Person(username, username, role, {OWN: organisation, AREA: area, REGION: region, ALL: ""}[ROLES[role].sees])


def bytes_of(database: sqlite3.Connection) -> bytes:
    """Return what is committed in a database, so that it opens in memory, without a write-ahead log."""
    content = bytearray(database.serialize())
    content[18] = content[19] = 1
    return bytes(content)


def find(database: sqlite3.Connection, path: str, organisation: str, proposal: str) -> int | None:
    """Return the case of an organisation on a path (the request of a proposal), as a person finds it in the list."""
    of_proposal = "AND bundle IN (SELECT bundle FROM cases WHERE path = :proposal AND organisation = :place)"
    query = f"SELECT id FROM cases WHERE path = :path AND organisation = :place {of_proposal if proposal else ''}"  # noqa: S608
    row = database.execute(query, {"path": path, "place": organisation, "proposal": proposal}).fetchone()
    return None if row is None else int(row[0])


@cache
def stage(scene: str, has_mail: bool) -> Stage:
    """Set a scene: proposals with their constitution requests, walked as far as the scene wants."""
    file = folder() / f"{scene}-{has_mail}.sqlite"
    database = Database(f"sqlite:///{file}", durable=False)
    metadata.create_all(database.engine)
    clock = HandClock(BEGINNING)
    register = Register(database, clock, shared().rounds)
    register.versions = shared().versions
    begin(register, "simulation")
    for username, role, scope, mail in READERS if has_mail else ():
        _reader(register, username, role, scope, mail)
    for path, organisation, _ in PROPOSALS[scene]:
        open_case(register, path, ROUND, organisation, by="office", at=clock())
    seen = sqlite3.connect(file)
    for at, sent in WALKS[scene]:
        clock.move_to(at)
        for place, step in sent:
            _send(register, seen, place, step, clock)
    clock.move_to(SCENES[scene].deadline - timedelta(days=2))
    tick(register)
    while post_due(register, FolderMailer(folder() / "before"), clock()):
        pass
    content = bytes_of(seen)
    seen.close()
    database.close()
    return Stage(content, clock())


def _reader(register: Register, username: str, role: str, scope: str, mail: str) -> None:
    person = {"username": username, "name": username, "role": role, "scope": scope, "password_hash": "signs in nowhere"}
    given = {"active": True, "demonstration": False, "email": f"{username}@example.org", "mail": mail}
    add_account(register, {**person, **given}, by="scene")


def _send(register: Register, seen: sqlite3.Connection, place: Place, step: str, clock: HandClock) -> None:
    clock.advance(timedelta(minutes=1))
    case = find(seen, *place) or 0
    receive(register, case, step, answers(place[0], step), by=f"scene {step}", received_at=clock())
    settle(register, case, clock())
