"""One settle: what arrived and what fell due, in order of time, over linked cases."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select

from deadlines.calendar import london
from service.actions.calendar import tick
from service.register.queries import Sight, arrival, case_row, linked
from service.register.settle import due_cases
from service.register.tables import cases
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))
MICRO = timedelta(microseconds=1)


def test_a_pack_at_midday_itself_is_on_time(office: Office) -> None:
    case = office.open()
    office.at(NOON).do(case, "submit_proforma_delegated")
    office.at(NOON + timedelta(minutes=1)).settle(case)
    assert office.status(case) == "submitted"


def test_a_pack_one_microsecond_later_is_late_but_kept_and_put_before_a_person(office: Office) -> None:
    case = office.open()
    office.at(NOON + MICRO).do(case, "submit_proforma_delegated")
    office.at(NOON + timedelta(minutes=1)).settle(case)
    assert office.steps(case) == ["rule_on_late_submission"]


def test_a_late_pack_waits_unjudged_until_the_pause_is_over(office: Office) -> None:
    case = office.open()
    receipt = office.at(NOON + timedelta(seconds=1)).do(case, "submit_proforma_delegated")
    assert arrival(office.register, case, receipt.arrival)["outcome"] == ""
    assert office.steps(case) == ["submit_proforma_delegated"]
    office.at(NOON + timedelta(seconds=5)).settle(case)
    assert arrival(office.register, case, receipt.arrival)["outcome"] == "accepted"


def test_a_stamp_before_the_deadline_counts_although_it_is_judged_after_it(office: Office) -> None:
    case = office.open()
    office.receive(case, "submit_proforma_delegated", at=NOON - MICRO)
    office.at(NOON + timedelta(days=1)).settle(case)
    assert office.status(case) == "submitted"


def test_what_is_committed_after_the_deadline_was_applied_goes_to_a_person(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(seconds=6)).settle(case)
    receipt = office.receive(case, "submit_proforma_delegated", at=NOON - timedelta(seconds=1))
    office.settle(case)
    assert arrival(office.register, case, receipt.arrival)["outcome"] == "out-of-order"
    assert office.told(case, "received-out-of-order")


def test_settling_twice_changes_nothing(office: Office) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    before = len(office.told(case))
    assert office.settle(case) == 0
    assert len(office.told(case)) == before


def test_the_tick_finds_what_is_due_only_after_the_pause(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(seconds=4))
    assert due_cases(office.register, office.clock()) == []
    office.at(NOON + timedelta(seconds=5))
    assert case in due_cases(office.register, office.clock())
    assert tick(office.register) > 0


def test_the_ledger_says_when_the_deadline_was_and_when_it_was_applied(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(seconds=7)).settle(case)
    entry = office.told(case, "deadline-passed")[0]
    assert entry["at"] == NOON
    assert entry["recorded_at"] == NOON + timedelta(seconds=7)
    assert "7.4.1" in str(entry["detail"]) or "7.1.2" in str(entry["detail"])


def test_a_proposal_opens_its_constitution_request_and_hears_of_its_outcome(office: Office) -> None:
    case = office.open()
    other = linked(office.register, case_row(office.register, Sight(), case), Sight())[0]
    constitution = int(str(other["id"]))
    office.do(constitution, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    office.do(constitution, "decide_constitution_request", constitution_outcome="approved")
    received = office.told(case, "message-received")
    assert [entry["by"] for entry in received] == [f"case {constitution}"]


def test_linked_cases_are_settled_in_one_order_of_time(office: Office) -> None:
    case = office.open()
    constitution = int(str(linked(office.register, case_row(office.register, Sight(), case), Sight())[0]["id"]))
    day = office.clock()
    office.receive(case, "submit_proforma_delegated", at=day + timedelta(hours=2))
    office.receive(
        constitution, "submit_constitution_request", at=day + timedelta(hours=1), constitution_content="other"
    )
    office.at(day + timedelta(hours=3)).settle(case)
    with office.register.database.read() as connection:
        settled = dict(connection.execute(select(cases.c.id, cases.c.settled_at)).all())
    assert settled == {case: day + timedelta(hours=2), constitution: day + timedelta(hours=1)}


def test_one_durable_step_with_reminders_and_receipt_costs_at_most_seventeen_statements(office: Office) -> None:
    case = office.open()
    statements: list[str] = []
    event.listen(office.register.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    office.receive(case, "submit_proforma_delegated")
    received = [statement for statement in statements if statement.startswith("INSERT")]
    statements.clear()
    office.settle(case)
    assert len(received) == 1
    assert 5 <= len(statements) <= 17


def test_a_tick_touches_only_the_rows_of_cases_that_are_due(office: Office) -> None:
    first, second = office.open(), office.open("joint", "04R")
    office.at(NOON + timedelta(seconds=6))
    tick(office.register)
    versions = [case_row(office.register, Sight(), case)["version"] for case in (first, second)]
    assert versions == [3, 2]


@pytest.mark.parametrize("organisation", ["", "ZZZ"])
def test_a_case_for_nobody_is_refused(office: Office, organisation: str) -> None:
    with pytest.raises(LookupError, match="no organisation"):
        office.open("delegated", organisation)


def test_the_clock_of_a_case_never_goes_back(office: Office) -> None:
    case = office.open()
    office.at(NOON - timedelta(days=2)).do(case, "submit_proforma_delegated")
    instants: list[datetime] = [entry["at"] for entry in office.told(case)]  # type: ignore[misc]
    assert instants == sorted(instants)
