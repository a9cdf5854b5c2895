"""Holds: a fall that is held is not judged, nor is anything after it in its bundle; the rest goes on."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, update

from deadlines.calendar import london
from service.actions.calendar import tick
from service.register.agenda import agenda
from service.register.queries import arrival
from service.register.tables import holds
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))
GO_LIVE = london(date(2015, 4, 1))
SUMMER = london(date(2015, 6, 1))


def held(office: Office, *, all_falls: bool, from_at: datetime, until_at: datetime | None = None) -> None:
    """Put a hold in force."""
    row = {
        "reason": "downtime", "said": "The service was away.", "all_falls": all_falls, "mail": False,
        "from_at": from_at, "until_at": until_at, "made_at": office.clock(),
    }  # fmt: skip
    with office.register.database.write() as connection:
        connection.execute(insert(holds).values(row))


def released(office: Office) -> None:
    """Release every hold."""
    with office.register.database.write() as connection:
        connection.execute(update(holds).values(released_at=office.clock(), released_by="officer"))


def test_a_hold_of_all_falls_keeps_a_deadline_from_falling_until_it_is_released(office: Office) -> None:
    case = office.open()
    held(office, all_falls=True, from_at=office.clock())
    office.at(NOON + timedelta(seconds=6)).settle(case)
    assert office.told(case, "deadline-passed") == []
    assert tick(office.register) == 0
    assert agenda(office.register, office.clock(), 10).falling == []
    released(office)
    assert tick(office.register) > 0
    assert office.told(case, "deadline-passed")[0]["at"] == NOON


def test_what_arrives_behind_a_held_fall_is_receipted_and_waits_and_what_was_in_time_is_judged(office: Office) -> None:
    late, early = office.open("delegated", "03L"), office.open("delegated", "04R")
    held(office, all_falls=True, from_at=office.clock())
    in_time = office.receive(early, "submit_proforma_delegated", at=NOON)
    receipt = office.at(NOON + timedelta(hours=1)).do(late, "submit_proforma_delegated")
    tick(office.register)
    assert arrival(office.register, early, in_time.arrival)["outcome"] == "accepted"
    assert arrival(office.register, late, receipt.arrival)["outcome"] == ""
    assert agenda(office.register, office.clock(), 10).arrived == []
    released(office)
    tick(office.register)
    assert office.steps(late) == ["rule_on_late_submission"]


def test_a_hold_of_adverse_falls_lets_the_others_fall(office: Office) -> None:
    case = office.open()
    held(office, all_falls=False, from_at=office.clock())
    office.at(SUMMER)
    tick(office.register)
    assert NOON in {entry["at"] for entry in office.told(case, "deadline-passed")}
    assert office.steps(case) == ["submit_late_delegated"]
    released(office)
    tick(office.register)
    assert office.status(case) == "not-submitted"
    assert GO_LIVE in {entry["at"] for entry in office.told(case, "deadline-passed")}


def test_a_hold_covers_what_fell_due_after_its_beginning_and_up_to_its_end(office: Office) -> None:
    case = office.open()
    held(office, all_falls=True, from_at=NOON, until_at=SUMMER)
    held(office, all_falls=True, from_at=office.clock(), until_at=NOON - timedelta(microseconds=1))
    office.at(NOON + timedelta(minutes=1))
    tick(office.register)
    assert office.steps(case) == ["submit_late_delegated"]


def test_a_case_that_is_held_does_not_keep_another_one_waiting(office: Office) -> None:
    first, second = office.open("joint", "04R"), office.open("delegated", "03L")
    held(office, all_falls=True, from_at=NOON, until_at=london(date(2015, 2, 1)))
    office.at(SUMMER)
    tick(office.register)
    assert office.steps(first) == ["submit_proforma_joint"]
    assert office.steps(second) == ["submit_late_delegated"]
    assert office.register.bell.held == ["The service was away."]
    assert office.register.bell.oldest is None
