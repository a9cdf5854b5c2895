"""A later pack in the place of an earlier one, again and again, whatever came between."""

from datetime import date, time, timedelta

import orjson
import pytest

from deadlines.calendar import london
from service.actions import office as acts
from service.register import queries
from service.register.queries import Sight, case_row
from service.register.receive import Claim, receive
from service.register.requests import ask
from service.roles import Person
from tests.conftest import Office

NOON = london(date(2015, 1, 9), time(12))
HOUR = timedelta(hours=1)
FIRST = Person("first", "First officer", "programme-office")
SECOND = Person("second", "Second officer", "programme-office")
PACK = "submit_proforma_delegated"


def outcomes(office: Office, case: int) -> list[object]:
    rows = queries.arrivals_of(office.register, case)
    return ["withdrawn" if row["withdrawn_by"] else row["outcome"] for row in rows if row["kind"] == "answer"]


def variables(office: Office, case: int) -> dict[str, object]:
    return dict(queries.live_case(office.register, case_row(office.register, Sight(), case)).variables)


def send(office: Office, case: int, mark: str) -> int:
    """Receive a pack an hour after the last one."""
    office.clock.advance(HOUR)
    return office.receive(case, PACK, group_pack=mark).arrival


def constitution_of(office: Office, case: int) -> int:
    row = case_row(office.register, Sight(), case)
    return int(str(queries.linked(office.register, row, Sight())[0]["id"]))


def decide_constitution(office: Office, case: int, outcome: str) -> int:
    constitution = constitution_of(office, case)
    office.clock.advance(HOUR)
    office.do(constitution, "submit_constitution_request", constitution_content="other", members_consulted="yes")
    office.do(constitution, "decide_constitution_request", constitution_outcome=outcome)
    return constitution


def correct(office: Office, case: int, step: str) -> acts.Submitted:
    rows = [
        row for row in queries.arrivals_of(office.register, case) if row["step"] == step and not row["withdrawn_by"]
    ]
    request = acts.ask_correction(office.register, FIRST, case, int(str(rows[-1]["id"])), "Wrong file")
    office.clock.advance(HOUR)
    return acts.confirm(office.register, SECOND, request)


def test_a_third_pack_supersedes_the_second(office: Office) -> None:
    """Chains: the state kept for a superseding pack must be one in which its step is open."""
    case = office.open()
    for mark in ("first", "second", "third", "fourth"):
        send(office, case, mark)
        office.settle(case)
    assert outcomes(office, case) == ["withdrawn", "withdrawn", "withdrawn", "accepted"]
    assert variables(office, case)["group_pack"] == "fourth"


def test_packs_judged_together_supersede_as_those_judged_one_by_one(office: Office) -> None:
    """Dependence on the scheduler: outcomes of the same settle must be seen by the rest of it."""
    case = office.open()
    for mark in ("first", "second", "third"):
        send(office, case, mark)
    office.settle(case)
    assert outcomes(office, case) == ["withdrawn", "withdrawn", "accepted"]
    assert variables(office, case)["group_pack"] == "third"


def test_correcting_a_superseding_pack_opens_its_own_step_again(office: Office) -> None:
    """Chains: a correction of what superseded goes back to the step, not to the earlier pack."""
    case = office.open()
    for mark in ("first", "second"):
        send(office, case, mark)
        office.settle(case)
    correct(office, case, PACK)
    assert office.steps(case) == [PACK]


def test_a_message_between_two_packs_is_not_lost(office: Office) -> None:
    """Lost message: what a linked case said stays said, whatever is put in the place of an earlier act."""
    case = office.open()
    send(office, case, "first")
    office.settle(case)
    decide_constitution(office, case, "approved")
    send(office, case, "second")
    office.settle(case)
    assert outcomes(office, case) == ["withdrawn", "accepted"]
    assert heard(office, case) == ["approved"]


def heard(office: Office, case: int) -> list[object]:
    """Return the outcomes of constitution requests that wait in the case to be taken."""
    live = queries.live_case(office.register, case_row(office.register, Sight(), case))
    return [carried["constitution_outcome"] for _, carried in live.messages.waiting]


def test_a_message_after_a_corrected_act_is_not_lost(office: Office) -> None:
    """Lost message: correcting an act takes back the act, not what others said since."""
    case = office.open()
    send(office, case, "first")
    office.settle(case)
    decide_constitution(office, case, "approved")
    correct(office, case, PACK)
    assert office.steps(case) == [PACK]
    assert heard(office, case) == ["approved"]


def test_a_corrected_act_takes_back_what_it_told_others(office: Office) -> None:
    """Stale message: the outcome that was recorded wrongly must not be the one that counts."""
    case = office.open()
    constitution = decide_constitution(office, case, "approved")
    correct(office, constitution, "decide_constitution_request")
    assert heard(office, case) == []
    office.do(constitution, "decide_constitution_request", constitution_outcome="refused")
    assert heard(office, case) == ["refused"]


def test_a_pack_that_cannot_be_read_leaves_the_earlier_one_standing(office: Office) -> None:
    """Half an act: refusing the later pack must not have taken the earlier one back."""
    case = office.open()
    send(office, case, "first")
    office.settle(case)
    office.clock.advance(HOUR)
    receive(office.register, case, PACK, {"voting_members": "many"}, by="ccg", received_at=office.clock())
    office.settle(case)
    assert outcomes(office, case) == ["accepted", "refused"]
    assert office.told(case, "superseded") == []
    office.do(case, "acknowledge_receipt")
    assert variables(office, case)["group_pack"] == "first"


def test_an_older_pack_from_a_mailbox_does_not_supersede_a_later_one(office: Office) -> None:
    """Order of time: the later pack counts by the instant that counts, not by when it was confirmed."""
    case = office.open()
    mailed = office.clock()
    send(office, case, "later")
    office.settle(case)
    content = orjson.loads(str(queries.arrivals_of(office.register, case)[0]["content"]))
    office.clock.advance(HOUR)
    claim = Claim(mailed, "mailbox", "0" * 64, "second")
    older = {**content, "group_pack": "older"}
    receive(office.register, case, PACK, older, by="first", received_at=office.clock(), claim=claim)
    office.settle(case)
    assert outcomes(office, case) == ["accepted", "refused"]
    assert variables(office, case)["group_pack"] == "later"


def test_acts_that_are_judged_with_a_correction_are_withdrawn_with_the_rest(office: Office) -> None:
    """Lost marks: what was accepted in the same settle as the correction, before it, is withdrawn too."""
    case = office.open()
    wrong = send(office, case, "first")
    office.settle(case)
    office.clock.advance(HOUR)
    office.receive(case, "acknowledge_receipt")
    office.clock.advance(HOUR)
    content = {"arrival": wrong, "reason": "Wrong file", "second": "second"}
    receive(office.register, case, "correction", content, by="first", received_at=office.clock(), kind="correction")
    office.settle(case)
    assert office.steps(case) == [PACK]
    assert outcomes(office, case) == ["withdrawn", "withdrawn"]


def test_acts_are_withdrawn_in_order_of_their_stamps_not_of_their_numbers(office: Office) -> None:
    """Order of time: an act that was committed first but stamped later follows the other one."""
    case = office.open()
    office.clock.advance(HOUR)
    early = office.clock()
    office.receive(case, "acknowledge_receipt", at=early + HOUR)
    pack = office.receive(case, PACK, at=early).arrival
    office.clock.advance(HOUR)
    office.settle(case)
    assert outcomes(office, case) == ["accepted", "accepted"]
    preview = acts.preview_correction(office.register, FIRST, case, pack)
    assert [row["step"] for row in preview.withdrawn] == [PACK, "acknowledge_receipt"]
    correct(office, case, PACK)
    assert outcomes(office, case) == ["withdrawn", "withdrawn"]


def test_a_request_about_something_impossible_is_not_burnt(office: Office) -> None:
    """Half an act: when nothing can be received, the request waits on."""
    case = office.open()
    request = ask(office.register, "claim", case, {"step": PACK}, "first")
    with pytest.raises(KeyError):
        acts.confirm(office.register, SECOND, request)
    assert [row["id"] for row in queries.requests_open(office.register, Sight())] == [request]


def test_a_late_pack_sent_anew_before_the_ruling_takes_the_place_of_the_first_late_one(office: Office) -> None:
    case = office.open()
    office.at(NOON + HOUR)
    send(office, case, "first")
    send(office, case, "second")
    office.settle(case)
    assert outcomes(office, case) == ["withdrawn", "accepted"]
    assert office.steps(case) == ["rule_on_late_submission"]
    assert variables(office, case)["group_pack"] == "second"
