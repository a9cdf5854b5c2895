"""What most tests stand on: a hand-moved clock and a real register in a real SQLite file with the shipped library."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import tests.quick_hashes  # noqa: F401
from deadlines.calendar import london
from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.register import schema
from service.register.database import Database
from service.register.opening import open_case
from service.register.queries import Sight, case_row, ledger_of, steps_of
from service.register.receive import Receipt, receive
from service.register.register import Register
from service.register.settle import settle
from service.register.tables import metadata
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.rehearsal.rehearse import begin
from tests.kept import Kept

BEGINNING = london(date(2014, 12, 1), time(10))


SERVER = os.environ.get("TEST_DATABASE_URL", "")  # a PostgreSQL server whose user may create databases


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not in what all tests share: looking took a tenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def on_the_server(statement: str) -> None:
    """Execute one statement on the PostgreSQL server outside any transaction."""
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def newest_schema() -> str:
    """Return the number of the newest migration."""
    folder = Path(schema.__file__).parent / "migrations"
    return ScriptDirectory(str(folder)).get_current_head() or ""


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that has just begun, as a file to be copied, or as a template of that name on the server."""
    file = tmp_path_factory.mktemp("register") / f"begun_{uuid4().hex}"
    url = f"sqlite:///{file}"
    if SERVER:
        on_the_server(f"CREATE DATABASE {file.name}")
        url = f"{SERVER.rpartition('/')[0]}/{file.name}"
    database = Database(url, durable=False)
    metadata.create_all(database.engine)
    begin(Register(database, HandClock(BEGINNING), shipped_rounds()), "tests")
    database.close()
    return file


@pytest.fixture
def clock() -> HandClock:
    """A clock that only the test moves."""
    return HandClock(BEGINNING)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The database in which one test after the other finds its file."""
    kept = Kept(tmp_path_factory.mktemp("kept"))
    yield kept
    kept.empty()


@pytest.fixture
def register(begun: Path, clock: HandClock, request: pytest.FixtureRequest) -> Iterator[Register]:
    """A register of its own for the test, in a SQLite file or on the PostgreSQL server of TEST_DATABASE_URL."""
    if not SERVER:
        kept: Kept = request.getfixturevalue("kept")
        yield Register(kept.holding(begun), clock, shipped_rounds())
        kept.database.close()
        return
    own = f"own_{uuid4().hex}"
    on_the_server(f"CREATE DATABASE {own} TEMPLATE {begun.name}")
    register = Register(Database(f"{SERVER.rpartition('/')[0]}/{own}"), clock, shipped_rounds())
    yield register
    register.database.close()
    on_the_server(f"DROP DATABASE {own}")


class Office:
    """What a test does with a register, in few words."""

    def __init__(self, register: Register, clock: HandClock) -> None:
        self.register = register
        self.clock = clock

    def open(self, path: str = "delegated", organisation: str = "03L", round_: str = "2014-15") -> int:
        """Open a case now."""
        return open_case(self.register, path, round_, organisation, by="office", at=self.clock())

    def at(self, moment: datetime) -> "Office":
        """Move the clock on to a moment."""
        self.clock.move_to(moment)
        return self

    def receive(self, case: int, step: str, at: datetime | None = None, **answers: object) -> Receipt:
        """Receive a step with readable answers, without settling."""
        row = case_row(self.register, Sight(), case)
        live = self.register.live.look(case, row["state"])  # type: ignore[arg-type]
        form = live.form(step) if live else None
        given = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no", **answers}
        content = filled(form, given, live.scope()) if live else dict(answers)
        return receive(self.register, case, step, content, by="ccg", received_at=at or self.clock())

    def settle(self, case: int) -> int:
        """Settle a case up to now."""
        return settle(self.register, case, self.clock())

    def do(self, case: int, step: str, **answers: object) -> Receipt:
        """Receive a step now and settle."""
        receipt = self.receive(case, step, **answers)
        self.settle(case)
        return receipt

    def steps(self, case: int) -> list[str]:
        """Return the steps that are open."""
        return [str(row["element"]) for row in steps_of(self.register, case) if not row["offer"]]

    def status(self, case: int) -> str:
        """Return the status of a case."""
        return str(case_row(self.register, Sight(), case)["status"])

    def told(self, case: int, kind: str = "") -> list[dict[str, object]]:
        """Return the ledger of a case, of one kind when it is given."""
        return [dict(row) for row in ledger_of(self.register, case) if not kind or row["kind"] == kind]


@pytest.fixture
def office(register: Register, clock: HandClock) -> Office:
    """The register with few words."""
    return Office(register, clock)


Opener = Callable[[str, str], int]
