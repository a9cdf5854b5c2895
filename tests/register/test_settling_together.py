"""The tick settles several bundles in one transaction, in one order of instants, and none blocks another."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, event, insert, select

from deadlines.calendar import london
from processes.case import Case
from service.actions.calendar import FIRST, MOST, SHORT_SECONDS, Pace, tick
from service.register.agenda import agenda
from service.register.queries import Sight, case_row
from service.register.settle import settle, settle_together
from service.register.tables import dues, ledger
from tests.conftest import BEGINNING, Office

NOON = london(date(2015, 1, 9), time(12))
JOINT = london(date(2015, 1, 31))
PLACES = ("03L", "04R", "00C", "00D", "00F", "00G")


def commits(office: Office) -> list[Connection]:
    """Collect the transactions that were committed from now on by whoever writes."""
    seen: list[Connection] = []
    event.listen(office.register.database.engine, "commit", seen.append)
    return seen


def fallen(office: Office) -> list[tuple[object, object]]:
    """Return the deadlines that fell, in the order of the ledger."""
    query = select(ledger.c.at, ledger.c.case_id).where(ledger.c.kind == "deadline-passed").order_by(ledger.c.seq)
    with office.register.database.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_several_cases_that_are_due_share_a_transaction(office: Office) -> None:
    opened = [office.open("delegated", place) for place in PLACES]
    seen = commits(office)
    office.at(NOON + timedelta(seconds=6))
    tick(office.register)
    assert len(seen) < len(opened)
    assert {case for _, case in fallen(office)} >= set(opened)


def test_deadlines_fall_in_order_of_their_instants_over_all_cases(office: Office) -> None:
    for place in PLACES:
        office.open("delegated", place)
        office.open("joint", place)
    office.at(london(date(2015, 6, 1)))
    tick(office.register)
    instants = [at for at, _ in fallen(office)]
    assert len(set(instants)) == 3
    assert [pair for pair in pairwise(instants) if pair[0] > pair[1]] == []  # type: ignore[operator]


def test_a_tick_ends_with_nothing_on_the_agenda(office: Office) -> None:
    for place in PLACES:
        office.open("delegated", place)
    office.at(london(date(2015, 6, 1)))
    assert tick(office.register) > len(PLACES)
    left = agenda(office.register, office.clock(), 10)
    assert (left.arrived, left.falling, left.oldest) == ([], [], None)
    assert tick(office.register) == 0


def test_settled_together_or_one_by_one_comes_out_the_same(office: Office) -> None:
    together = [office.open("delegated", place) for place in PLACES[:3]]
    alone = [office.open("joint", place) for place in PLACES[:3]]
    office.at(london(date(2015, 6, 1)))
    settle_together(office.register, together, office.clock())
    for case in alone:
        settle(office.register, case, office.clock())
    assert {office.status(case) for case in together} == {office.status(case) for case in alone} == {"not-submitted"}


def test_one_case_that_cannot_go_on_is_set_aside_alone_and_its_batch_goes_through(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [office.open("delegated", place) for place in PLACES]
    fall = Case.fall

    def falling(case: Case, due: object) -> object:
        if case.variables["organisation"] == PLACES[3]:
            raise TypeError("bad")
        return fall(case, due)  # type: ignore[arg-type]

    monkeypatch.setattr(Case, "fall", falling)
    office.at(NOON + timedelta(seconds=6))
    tick(office.register)
    incidents = [case_row(office.register, Sight(), case)["incident"] for case in opened]
    assert [incident is None for incident in incidents] == [True, True, True, False, True, True]
    assert all(office.told(case, "deadline-passed") for case in opened if case != opened[3])


def test_what_arrived_comes_before_what_falls(office: Office) -> None:
    first, second = office.open("delegated", "03L"), office.open("delegated", "04R")
    office.receive(second, "submit_proforma_delegated", at=NOON - timedelta(hours=1))
    office.at(NOON + timedelta(minutes=1))
    found = agenda(office.register, office.clock(), 10)
    assert (found.arrived, found.falling) == ([second], [first, second])
    assert (found.oldest, found.until) == (NOON, office.clock())
    tick(office.register)
    assert office.status(second) == "submitted"


def test_a_batch_that_is_full_reaches_no_further_than_its_last_instant(office: Office) -> None:
    office.open("delegated", "03L")
    office.open("joint", "04R")
    office.at(NOON)
    assert agenda(office.register, office.clock(), 1).oldest is None
    office.at(JOINT + timedelta(days=1))
    found = agenda(office.register, office.clock(), 1)
    assert found.until == NOON


def test_the_agenda_says_what_is_due_next(office: Office) -> None:
    case = office.open()
    found = agenda(office.register, office.clock(), 1).next_due
    assert found is not None
    assert (found.case_id - case, found.round, found.at) in [(0, "2014-15", NOON), (1, "2014-15", NOON)]


def test_what_waits_in_the_pause_of_a_deadline_is_not_on_the_agenda(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(seconds=1)).receive(case, "submit_proforma_delegated")
    assert agenda(office.register, office.clock(), 10).arrived == []
    office.at(NOON + timedelta(seconds=5))
    assert agenda(office.register, office.clock(), 10).arrived == [case]


def test_a_bundle_on_the_agenda_that_judges_nothing_does_not_keep_the_others_waiting(office: Office) -> None:
    """Starvation: a due row that no case waits for stood first for ever, and the tick never came to an end."""
    stuck, sound = office.open("delegated", "03L"), office.open("delegated", "04R")
    with office.register.database.write() as connection:
        row = {"case_id": stuck, "element": "nothing", "deadline": "go-live", "covers": "", "at": BEGINNING}
        connection.execute(insert(dues).values(row))
    office.at(NOON + timedelta(seconds=6))
    assert tick(office.register) > 0
    assert office.told(sound, "deadline-passed")
    assert office.register.bell.oldest is not None


def test_a_tick_with_nothing_to_do_takes_one_transaction_and_six_statements(office: Office) -> None:
    office.open()
    statements: list[str] = []
    begun: list[Connection] = []
    with office.register.database.read() as connection:
        engine = connection.engine
    event.listen(engine, "begin", begun.append)
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    seen = commits(office)
    tick(office.register)
    assert (len(begun), len(statements)) == (1, 6)
    assert seen == [] or engine is office.register.database.engine


def test_the_statements_of_the_agenda_go_by_their_indexes_and_scan_nothing(office: Office) -> None:
    """Slow tick: a parameter in the place of a constant keeps SQLite from seeing that a partial index fits."""
    if not office.register.database.is_sqlite:
        pytest.skip("asks SQLite for its plans")
    asked: list[tuple[str, object]] = []
    with office.register.database.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
    agenda(office.register, office.clock(), 10)
    falling = next(statement for statement, _ in asked if "FROM dues JOIN cases" in statement and "<=" in statement)
    with office.register.database.read() as connection:
        plans_of = {
            statement: [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given)]
            for statement, given in list(asked)
        }
    plans = [plan for found in plans_of.values() for plan in found]
    assert "SEARCH dues USING INDEX ix_dues_at (at<?)" in plans
    assert "SEARCH dues USING INDEX ix_dues_at (at>?)" in plans
    assert not any("TEMP B-TREE" in plan for plan in plans_of[falling]), "thousands of cases wait at one instant"
    assert any(plan.startswith("SCAN arrivals USING INDEX ix_arrivals_unjudged") for plan in plans)
    assert {plan for plan in plans if plan.startswith("SCAN")} <= {
        "SCAN holds", "SCAN arrivals USING INDEX ix_arrivals_unjudged",
        "SCAN sitting_acts USING INDEX ix_sitting_acts_undone",
    }  # fmt: skip


def test_the_pace_keeps_transactions_short() -> None:
    pace = Pace()
    assert pace.bundles == FIRST
    pace.took(SHORT_SECONDS * 2)
    assert pace.bundles == FIRST // 2
    for _ in range(10):
        pace.took(0.001)
    assert pace.bundles == MOST
    pace.took(SHORT_SECONDS * 0.75)
    assert pace.bundles == MOST
    for _ in range(10):
        pace.took(1)
    assert pace.bundles == 1


def test_a_catch_up_can_be_stopped_between_two_transactions(office: Office) -> None:
    office.open()
    office.at(NOON + timedelta(seconds=6))
    assert tick(office.register, lambda: True) == 0
    assert tick(office.register) > 0


@pytest.mark.parametrize("places", [PLACES[:2], PLACES], ids=len)
def test_settling_costs_the_same_statements_however_many_bundles_share_the_transaction(
    office: Office, places: tuple[str, ...]
) -> None:
    opened = [office.open("delegated", place) for place in places]
    office.at(NOON + timedelta(seconds=6))
    statements: list[str] = []
    event.listen(office.register.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert settle_together(office.register, opened, office.clock()) >= len(opened)
    assert len(statements) <= 14
