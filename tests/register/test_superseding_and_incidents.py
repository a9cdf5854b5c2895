"""A later pack takes the place of an earlier one; a case that cannot go on never blocks another."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from deadlines.calendar import london
from processes.case import Case, Step
from processes.engine import DoesNotSettle
from service.actions.calendar import tick
from service.register import queries
from service.register.bundle import Bundle, SetAside, Sitting
from service.register.queries import Sight, case_row
from service.register.settle import retry
from service.register.tables import cases
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))


def outcomes(office: Office, case: int) -> list[tuple[object, object]]:
    return [(row["outcome"], row["withdrawn_by"]) for row in queries.arrivals_of(office.register, case)]


def test_a_second_pack_before_the_deadline_supersedes_the_first_and_both_are_kept(office: Office) -> None:
    case = office.open()
    first = office.do(case, "submit_proforma_delegated", group_pack="first")
    office.clock.advance(timedelta(hours=1))
    second = office.do(case, "submit_proforma_delegated", group_pack="second")
    assert outcomes(office, case) == [("accepted", second.arrival), ("accepted", None)]
    live = queries.live_case(office.register, case_row(office.register, Sight(), case))
    assert live.variables["group_pack"] == "second"
    assert live.variables["submitted_at"] == second.received_at
    assert first.arrival != second.arrival


def test_a_second_pack_after_the_deadline_does_not_supersede(office: Office) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated", group_pack="first")
    office.at(NOON + timedelta(minutes=1)).do(case, "submit_proforma_delegated", group_pack="second")
    assert outcomes(office, case) == [("accepted", None), ("refused", None)]


def test_a_second_pack_after_the_office_has_acted_does_not_supersede(office: Office) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    office.do(case, "acknowledge_receipt")
    office.do(case, "submit_proforma_delegated")
    assert outcomes(office, case)[-1] == ("refused", None)


def broken(office: Office, case: int) -> bytes:
    """Damage the stored state of a case, and give the sound one back."""
    state = case_row(office.register, Sight(), case)["state"]
    assert isinstance(state, bytes)
    with office.register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == case).values(state=state[:-1] + b"?"))
    return state


def test_a_case_that_cannot_be_settled_is_set_aside_and_the_others_go_on(office: Office) -> None:
    damaged, sound = office.open(), office.open("joint", "04R")
    broken(office, damaged)
    office.at(london(date(2015, 2, 1)))
    tick(office.register)
    assert "DamagedState" in str(case_row(office.register, Sight(), damaged)["incident"])
    assert office.steps(sound) == ["submit_late_joint"]
    assert office.told(damaged, "set-aside")


def test_a_case_set_aside_keeps_its_state_and_what_arrives_until_it_is_taken_up_again(office: Office) -> None:
    case = office.open()
    office.receive(case, "submit_proforma_delegated")
    state = broken(office, case)
    office.settle(case)
    assert outcomes(office, case) == [("", None)]
    with office.register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == case).values(state=state))
    assert retry(office.register, case, "office") == 1
    assert outcomes(office, case) == [("accepted", None)]


def test_a_message_for_a_case_set_aside_waits_for_it(office: Office) -> None:
    case = office.open()
    constitution = int(str(queries.linked(office.register, case_row(office.register, Sight(), case), Sight())[0]["id"]))
    office.do(constitution, "submit_constitution_request", constitution_content="other")
    state = broken(office, case)
    office.settle(case)
    office.do(constitution, "decide_constitution_request", constitution_outcome="approved")
    with office.register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == case).values(state=state))
    retry(office.register, case, "office")
    assert office.told(case, "message-received")


def test_a_linked_case_that_cannot_take_a_message_is_the_one_that_is_set_aside(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong blame: the case that failed is set aside, not the one that told it something; the message waits."""
    case = office.open()
    constitution = int(str(queries.linked(office.register, case_row(office.register, Sight(), case), Sight())[0]["id"]))
    office.do(constitution, "submit_constitution_request", constitution_content="other")
    with monkeypatch.context() as broken_engine:
        broken_engine.setattr(Case, "receive", stuck)
        office.do(constitution, "decide_constitution_request", constitution_outcome="approved")
    assert case_row(office.register, Sight(), constitution)["incident"] is None
    assert "stuck" in str(case_row(office.register, Sight(), case)["incident"])
    retry(office.register, case, "office")
    assert office.told(case, "message-received")


def stuck(*_: object) -> None:
    raise DoesNotSettle("stuck")


@pytest.mark.parametrize("problem", [TypeError, RecursionError, OverflowError, AttributeError])
def test_a_case_with_any_problem_is_set_aside_and_the_tick_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    """Poison: whatever a case raises, the others are settled in the same tick."""
    bad, good = office.open(), office.open("joint", "04R")
    fall = Case.fall

    def falling(case: Case, due: object) -> object:
        if case.variables["organisation"] == "03L":
            raise problem("bad")
        return fall(case, due)  # type: ignore[arg-type]

    monkeypatch.setattr(Case, "fall", falling)
    office.at(london(date(2015, 2, 1)))
    tick(office.register)
    assert problem.__name__ in str(case_row(office.register, Sight(), bad)["incident"])
    assert office.steps(good) == ["submit_late_joint"]


def test_a_case_whose_new_linked_case_cannot_be_settled_is_set_aside_itself(office: Office) -> None:
    """Endless loop: a case that was opened in the settle that failed is not there to be set aside."""
    case = office.open()
    with office.register.database.write() as connection:
        bundle = Bundle.load(Sitting(office.register, connection), case, office.clock())
        opener = bundle.held[case]
        new = bundle.open("constitution", "2014-15", "03L", {}, at=office.clock(), by="x", opener=opener)
        with pytest.raises(SetAside) as incident, bundle.blaming(new.id):
            raise TypeError("bad")
    assert incident.value.case_id == case


def test_two_tokens_at_one_step_set_the_case_aside_and_do_not_stop_the_tick(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poison: two rows of one key failed in the database, for every case of the tick and for ever."""
    bad, good = office.open(), office.open("joint", "04R")
    steps = Case.steps

    def doubled(case: Case) -> list[Step]:
        return steps(case) * (2 if case.variables["organisation"] == "03L" else 1)

    monkeypatch.setattr(Case, "steps", doubled)
    office.at(london(date(2015, 2, 1)))
    tick(office.register)
    assert "Two tokens" in str(case_row(office.register, Sight(), bad)["incident"])
    assert case_row(office.register, Sight(), good)["incident"] is None


def test_a_definition_that_can_no_longer_be_read_sets_its_cases_aside(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poison: a release that refuses an old diagram must not stop the tick."""
    bad = office.open()
    office.register.live._cases.clear()

    def unreadable(*_: object) -> None:
        raise RuntimeError("unreadable")

    with monkeypatch.context() as patched:
        patched.setattr(office.register.versions, "load", unreadable)
        office.at(london(date(2015, 2, 1)))
        tick(office.register)
    assert "unreadable" in str(case_row(office.register, Sight(), bad)["incident"])
