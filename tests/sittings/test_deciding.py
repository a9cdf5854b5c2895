"""What a sitting decides: each case by itself under one stamp, each once, by those who may vote on it."""

import orjson
import pytest

from service.actions import secretaries, sittings
from service.actions.calendar import tick
from service.actions.deciding import CHAIRS_ACTION, Line, UnusableLines, carry_on, carry_on_all, decide
from service.actions.interests import BeforeASitting, Conflicted
from service.actions.people import submit
from service.register import queries
from service.register.receive import KeyUsed
from service.register.register import Register
from service.register.sittings import deciding, records
from service.register.sittings.holding import SittingNotReady
from service.roles import NotAllowed, Person
from tests.sittings.conftest import (
    ANNE,
    ANNES,
    BOB,
    BOBS,
    CLEO,
    CLEOS,
    DEV,
    DEVS,
    OFFICE,
    SOUND,
    begun,
    planned,
)

APPROVED = {"committee_decision": "approved"}
CONDITIONAL = {
    "committee_decision": "conditional", "conditions": "A lay chair before signing", "condition_owner": "CCG chair",
    "condition_due": "2015-03-13",
}  # fmt: skip


def told(register: Register, case: int, kind: str) -> list[dict[str, object]]:
    return [orjson.loads(str(row["detail"])) for row in queries.ledger_of(register, case) if row["kind"] == kind]


def steps(register: Register, case: int) -> list[object]:
    return [row["element"] for row in queries.steps_of(register, case)]


@pytest.fixture
def sitting(committee: Register) -> int:
    return planned(committee, "committee", "", (ANNES, BOBS, CLEOS, DEVS))


@pytest.mark.timeout(120)
def test_a_committee_decides_77_cases_in_one_act_with_one_condition(committee: Register, sitting: int) -> None:
    begun(committee, sitting)
    items = records.items_of(committee, sitting)
    lines = [Line(item.case_id, CONDITIONAL if item.number == 12 else APPROVED) for item in items]
    at = committee.clock()
    act = decide(committee, ANNES, sitting, lines, key="one", received_at=at)
    tick(committee)
    assert records.undone_acts(committee) == []
    for item in records.items_of(committee, sitting):
        decisions = [a for a in queries.arrivals_of(committee, item.case_id) if a["step"] == "decide_sign_off"]
        assert [(a["id"], a["outcome"], a["received_at"]) for a in decisions] == [(item.arrival_id, "accepted", at)]
        assert len(told(committee, item.case_id, "sitting-decided")) == 1
    assert len(items) == 77
    assert [item.number for item in items if "confirm_conditions" in steps(committee, item.case_id)] == [12]
    again = decide(committee, ANNES, sitting, lines, key="one", received_at=committee.clock())
    assert again.id == act.id
    assert sum(len(told(committee, item.case_id, "sitting-decided")) for item in items) == 77


def test_an_interrupted_act_is_carried_on_by_the_tick_and_records_nothing_twice(
    committee: Register, sitting: int
) -> None:
    begun(committee, sitting)
    items = records.items_of(committee, sitting)[:3]
    first = Line(items[0].case_id, APPROVED)
    decide(committee, ANNES, sitting, [first], key="first", received_at=committee.clock())
    content = records.acts_of(committee, sitting)[0].content
    line = content["lines"][0]
    rest = {**content, "lines": [{**line, "case": item.case_id} for item in items[1:]]}
    act = deciding.write_act(
        committee, sitting, "rest", "sitting", rest, by=ANNES.username, received_at=committee.clock(),
        statuses=("sitting",),
    )  # fmt: skip
    assert not carry_on(committee, act, seconds=-1)
    with pytest.raises(SittingNotReady, match="still being recorded"):
        secretaries.close(committee, OFFICE, sitting)
    tick(committee)
    assert carry_on(committee, act)
    for item in items:
        assert len(told(committee, item.case_id, "sitting-decided")) == 1


def test_the_record_of_a_case_says_who_voted_who_stood_aside_and_how_the_quorum_stood(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))
    item = next(iter(records.agenda_of(panel, records.one_sitting(panel, sitting))))
    ids = begun(panel, sitting, {"dev": item.case_id})
    decide(panel, ANNE, sitting, [Line(item.case_id, SOUND, [ids["bob"]])], key="k", received_at=panel.clock())
    record = told(panel, item.case_id, "sitting-decided")[0]
    assert record["votes"] == {"for": ["Anne", "Cleo"], "against": ["Bob"], "abstained": []}
    assert record["aside"] == [{"name": "Dev", "why": "Declared: My partner works there"}]
    assert record["quorum"] == {"needed": 3, "counted": 3}
    arrival = queries.arrival(panel, item.case_id, int(str(record["arrival"])))
    assert orjson.loads(str(arrival["content"]))["panel_members"] == "Anne, Bob, Cleo"


def test_a_member_with_an_interest_can_neither_record_it_nor_vote_on_it(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))
    item = next(iter(records.agenda_of(panel, records.one_sitting(panel, sitting))))
    ids = begun(panel, sitting, {"dev": item.case_id})
    line = Line(item.case_id, SOUND)
    with pytest.raises(Conflicted, match="You stand aside"):
        decide(panel, DEV, sitting, [line], key="k", received_at=panel.clock())
    with pytest.raises(Conflicted, match="You have an interest"):
        submit(panel, DEV, item.case_id, item.element, SOUND, received_at=panel.clock())
    with pytest.raises(UnusableLines, match="Only members who may vote"):
        decide(panel, ANNE, sitting, [Line(item.case_id, SOUND, [ids["dev"]])], key="k", received_at=panel.clock())
    assert records.items_of(panel, sitting)[0].outcome == ""


def test_an_item_that_lost_its_quorum_is_not_decided_and_the_others_are(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    first, second, *_ = records.agenda_of(panel, records.one_sitting(panel, sitting))
    begun(panel, sitting, {"cleo": first.case_id})
    lines = [Line(one.case_id, SOUND) for one in (first, second)]
    with pytest.raises(UnusableLines, match="no quorum for it: 2 voting of 3"):
        decide(panel, ANNE, sitting, lines, key="k", received_at=panel.clock())
    decide(panel, ANNE, sitting, lines[1:], key="k", received_at=panel.clock())
    assert [item.outcome for item in records.items_of(panel, sitting)] == ["", "decided", "", ""]


def test_a_case_before_a_sitting_is_decided_there_and_nowhere_else(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    begun(panel, sitting)
    item = records.items_of(panel, sitting)[0]
    with pytest.raises(BeforeASitting, match="lies before a sitting"):
        submit(panel, ANNE, item.case_id, item.element, SOUND, received_at=panel.clock())


def test_a_vote_without_a_majority_decides_nothing(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO, DEV))
    ids = begun(panel, sitting)
    case = records.items_of(panel, sitting)[0].case_id
    for line in (
        Line(case, SOUND, [ids["bob"], ids["dev"]]),
        Line(case, SOUND, [ids["bob"]], [ids["cleo"], ids["dev"]]),
    ):
        with pytest.raises(UnusableLines, match="no majority"):
            decide(panel, ANNE, sitting, [line], key="k", received_at=panel.clock())
    with pytest.raises(UnusableLines, match="only once"):
        decide(panel, ANNE, sitting, [Line(case, SOUND, [ids["bob"]], [ids["bob"]])], key="k",
               received_at=panel.clock())  # fmt: skip


def test_nothing_of_an_act_is_decided_when_one_line_is_wrong(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    begun(panel, sitting)
    good, bad = (item.case_id for item in records.items_of(panel, sitting)[:2])
    with pytest.raises(UnusableLines) as refused:
        decide(panel, ANNE, sitting, [Line(good, SOUND), Line(bad, {})], key="k", received_at=panel.clock())
    assert list(refused.value.errors) == [bad]
    with pytest.raises(UnusableLines, match="not on the agenda"):
        decide(panel, ANNE, sitting, [Line(99, SOUND)], key="k", received_at=panel.clock())
    for lines in ([], [Line(good, SOUND), Line(good, SOUND)]):
        with pytest.raises(sittings.UnusableSitting):
            decide(panel, ANNE, sitting, lines, key="k", received_at=panel.clock())
    assert records.acts_of(panel, sitting) == []


def test_a_key_stands_for_one_act_only(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    begun(panel, sitting)
    one, two = (item.case_id for item in records.items_of(panel, sitting)[:2])
    decide(panel, ANNE, sitting, [Line(one, SOUND)], key="k", received_at=panel.clock())
    with pytest.raises(KeyUsed):
        decide(panel, ANNE, sitting, [Line(two, SOUND)], key="k", received_at=panel.clock())
    act = records.acts_of(panel, sitting)[0]
    with pytest.raises(SittingNotReady, match="decided meanwhile"):
        deciding.write_act(panel, sitting, "other", "sitting", act.content, by="x", received_at=panel.clock(),
                           statuses=("sitting",))  # fmt: skip
    same = deciding.write_act(panel, sitting, act.key, "sitting", act.content, by="x", received_at=panel.clock(),
                              statuses=("sitting",))  # fmt: skip
    assert same.id == act.id


def test_a_line_that_cannot_be_recorded_any_more_is_noted_and_the_act_goes_on(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    begun(panel, sitting)
    gone, decided, stays = (item.case_id for item in records.items_of(panel, sitting)[:3])
    decide(panel, ANNE, sitting, [Line(decided, SOUND)], key="k", received_at=panel.clock())
    content = records.acts_of(panel, sitting)[0].content
    content = {**content, "lines": [{**content["lines"][0], "case": case} for case in (gone, stays)]}
    given = {"by": ANNE.username, "received_at": panel.clock(), "statuses": ("sitting",)}
    deciding.write_act(panel, sitting, "x", "sitting", content, **given)
    ccg = Person("ccg", "", "ccg", str(records.items_of(panel, sitting)[0].organisation))
    submit(panel, ccg, gone, "withdraw_delegated", {"withdrawal_reason": "finance"}, received_at=panel.clock())
    assert carry_on_all(panel) == 1
    assert [item.outcome for item in records.items_of(panel, sitting)] == ["not-recorded", "decided", "decided", ""]
    assert "is not open" in str(told(panel, gone, "sitting-not-recorded")[0]["problem"])


def test_chairs_action_is_taken_by_the_chair_alone_between_sittings_and_says_why(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    secretaries.freeze(panel, OFFICE, sitting)
    case = records.items_of(panel, sitting)[0].case_id
    given = {"key": "k", "received_at": panel.clock(), "manner": CHAIRS_ACTION}
    with pytest.raises(NotAllowed, match="by the chair"):
        decide(panel, BOB, sitting, [Line(case, SOUND)], reason="Urgent", **given)
    with pytest.raises(sittings.UnusableSitting, match="cannot wait"):
        decide(panel, ANNE, sitting, [Line(case, SOUND)], **given)
    decide(panel, ANNE, sitting, [Line(case, SOUND)], reason="The deadline falls first", **given)
    record = told(panel, case, "sitting-decided")[0]
    assert (record["manner"], record["reason"]) == (CHAIRS_ACTION, "The deadline falls first")
    assert record["votes"] == {"for": ["Anne"], "against": [], "abstained": []}


def test_decisions_are_recorded_by_the_body_while_it_sits(panel: Register) -> None:
    sitting = planned(panel, "regional-panel", "North", (ANNE, BOB, CLEO))
    secretaries.freeze(panel, OFFICE, sitting)
    case = records.items_of(panel, sitting)[0].case_id
    with pytest.raises(NotAllowed, match="somebody of that body"):
        decide(panel, OFFICE, sitting, [Line(case, SOUND)], key="k", received_at=panel.clock())
    with pytest.raises(sittings.UnusableSitting, match="not by 'fiat'"):
        decide(panel, ANNE, sitting, [Line(case, SOUND)], key="k", received_at=panel.clock(), manner="fiat")
    with pytest.raises(SittingNotReady, match="it is not begun"):
        decide(panel, ANNE, sitting, [Line(case, SOUND)], key="k", received_at=panel.clock())
