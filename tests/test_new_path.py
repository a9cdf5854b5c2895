"""A new path is one BPMN file: dropped in, it opens, waits for somebody and enforces its deadline."""

from datetime import timedelta
from pathlib import Path

import pytest

from deadlines.clock import HandClock
from deadlines.rounds import shipped_round, shipped_rounds
from processes.engine import UnusableDiagram
from processes.paths import Library, define, shipped_library
from service.register.database import Database
from service.register.register import Register
from service.register.tables import metadata
from service.rehearsal.rehearse import begin
from tests.conftest import BEGINNING, Office

FILE = Path(__file__).parent / "paths_dropped_in" / "licence.bpmn"
DUE = shipped_round("2014-15").due("draft-feedback")
MICRO = timedelta(microseconds=1)


@pytest.fixture
def library() -> Library:
    """The shipped library with one file more."""
    return shipped_library().with_file("paths/licence.bpmn", FILE.read_bytes())


@pytest.fixture
def office(library: Library) -> Office:
    """A register that begins with that library."""
    database = Database("sqlite://", durable=False)
    metadata.create_all(database.engine)
    clock = HandClock(BEGINNING - timedelta(days=80))
    register = Register(database, clock, shipped_rounds())
    begin(register, "tests", library)
    return Office(register, clock)


def test_it_opens_and_waits_for_somebody(office: Office) -> None:
    case = office.open("licence")
    assert office.steps(case) == ["send_feedback"]


@pytest.mark.parametrize(("late_by", "status"), [(-MICRO, "in-time"), (MICRO * 0, "in-time"), (MICRO, "too-late")])
def test_it_enforces_its_deadline_to_the_microsecond(office: Office, late_by: timedelta, status: str) -> None:
    case = office.open("licence")
    office.receive(case, "send_feedback", at=DUE + late_by)
    office.at(DUE + timedelta(seconds=6)).settle(case)
    assert office.status(case) == status


def test_a_misspelt_deadline_is_refused_naming_the_known_ones(library: Library) -> None:
    source = FILE.read_bytes().replace(b"draft-feedback", b"draft-feedbak")
    definition = define(library.with_file("paths/licence.bpmn", source), "licence")
    with pytest.raises(UnusableDiagram, match=r"draft-feedbak.*Known: .*draft-feedback.*Did you mean 'draft-feedback'"):
        definition.check_round(shipped_round("2014-15"))
