"""What SpiffWorkflow 3.2.0 gets silently wrong (S1 to S11), shown on it bare, and right or refused behind the wall.

The bare half of each pair tells us when an upstream release changes; then the guard may be looked at again.
"""

import hashlib
import json
from typing import Any

import orjson
import pytest
import zstandard
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.case import Case
from processes.engine import DoesNotSettle, UnusableDiagram
from processes.expressions import BadExpression, parse_script
from processes.plain import MAGIC
from tests.processes.drawing import (
    NOON,
    OPENED,
    boundary,
    catch,
    choice,
    defined,
    draw,
    due_elements,
    end,
    fall,
    first_event,
    first_round,
    message,
    node,
    opened,
    parallel,
    script,
    start,
    step,
    steps,
    timer,
    words,
)

PAST, FUTURE = '"2001-01-01T00:00:00+00:00"', '"2999-01-01T00:00:00+00:00"'


def parsed(source: bytes) -> tuple[Any, Any]:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(source))
    return parser.get_spec("path"), parser.get_subprocess_specs("path")


def bare(source: bytes) -> BpmnWorkflow:
    """Return a workflow of bare SpiffWorkflow, run as far as it goes by itself."""
    workflow = BpmnWorkflow(*parsed(source))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow, name: str) -> Task:
    return next(task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.name == name)


def complete(workflow: BpmnWorkflow, name: str, **data: object) -> None:
    task = ready(workflow, name)
    task.data.update(data)
    task.run()
    workflow.do_engine_steps()


def send(workflow: BpmnWorkflow, name: str) -> None:
    workflow.send_event(BpmnEvent(MessageEventDefinition(name)))
    workflow.do_engine_steps()


def names(workflow: BpmnWorkflow) -> list[str]:
    return [task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY)]


# --- S1: ready tasks are no longer seen beyond a depth of 1,000 -----------------------------------------------------


@pytest.mark.timeout(90)
def test_s1_bare_loses_a_step_of_a_long_loop_and_calls_the_case_complete() -> None:
    loop = (start(), step("revise"), choice("turn", "turn_to_done"), end())
    workflow = bare(draw("path", *loop, flows="begin > revise > turn\nturn > revise if True\nturn > done"))
    for _ in range(2 * 501):
        task = next(task for task in reversed(workflow.tasks.values()) if task.state == TaskState.READY)
        task.run()
    assert any(task.state == TaskState.READY for task in workflow.tasks.values())
    assert workflow.get_tasks(state=TaskState.READY) == []
    assert not workflow.completed
    assert workflow.is_completed()
    assert workflow.completed


@pytest.mark.timeout(90)
def test_s1_behind_the_wall_a_long_case_stops_with_a_reason_long_before() -> None:
    flows = "begin > revise > turn > revise if not agreed\nturn > done"
    case = opened(start(), step("revise"), choice("turn", "turn_to_done"), end(), flows=flows)
    turns = range(400)
    with pytest.raises(DoesNotSettle, match=r"The case has 80\d tasks; the engine is trusted up to 800 \(S1\)"):
        all(case.complete("revise", {}, OPENED) for _ in turns)
    assert not case.ended


# --- S2: a parallel join loses updates ------------------------------------------------------------------------------

BOTH = (start(), parallel("split"), step("one"), step("two"), parallel("join"), step("after"), end())
BOTH_FLOWS = "begin > split > one > join > after > done\nsplit > two > join"


def test_s2_bare_overwrites_what_a_branch_said_with_the_stale_copy_of_the_other() -> None:
    source = draw(
        "path", start(), script("set", "word = 'stale'"), *BOTH[1:], flows=f"begin > set > split\n{BOTH_FLOWS[8:]}"
    )
    workflow = bare(source)
    complete(workflow, "one", word="said")
    complete(workflow, "two")
    assert ready(workflow, "after").data["word"] == "stale"


def test_s2_bare_loses_a_vote() -> None:
    workflow = bare(
        draw(
            "path", start(), script("set", "votes = ['yes']"), *BOTH[1:], flows=f"begin > set > split\n{BOTH_FLOWS[8:]}"
        )
    )
    complete(workflow, "one", votes=["yes", "yes"])
    complete(workflow, "two")
    assert ready(workflow, "after").data["votes"] == ["yes"]


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_s2_behind_the_wall_branches_share_one_map(order: tuple[str, str]) -> None:
    drawn = (*BOTH[:2], step("one"), script("vote_one", "votes = votes + ['yes']"), step("two"), *BOTH[4:])
    vote_two = script("vote_two", "votes = votes + ['yes']")
    flows = "begin > split > one > vote_one > join > after > done\nsplit > two > vote_two > join"
    case = opened(*drawn, vote_two, flows=flows, variables={"votes": "['yes']"})
    for identity in order:
        case.complete(identity, {"word": f"last was {identity}"}, OPENED)
    assert case.variables["votes"] == ["yes", "yes", "yes"]
    assert case.variables["word"] == f"last was {order[1]}"


# --- S3: nested values are shared between tasks ---------------------------------------------------------------------


def test_s3_bare_changes_a_value_in_the_other_branch_and_in_the_past() -> None:
    parts = (start(), script("set", "f = {'x': {'v': 1}}"), *BOTH[1:], script("change", "f['x']['v'] = 2"))
    workflow = bare(
        draw("path", *parts, flows="begin > set > split > one > change > join > after > done\nsplit > two > join")
    )
    complete(workflow, "one")
    assert ready(workflow, "two").data["f"]["x"]["v"] == 2
    past = next(task for task in workflow.tasks.values() if task.task_spec.name == "set")
    assert past.data["f"]["x"]["v"] == 2


@pytest.mark.parametrize("line", ["f['x']['v'] = 2", "f.x = 2", "f += [1]", "f.append(1)"])
def test_s3_behind_the_wall_nothing_can_be_changed_in_place(line: str) -> None:
    with pytest.raises(BadExpression, match=r"is not of the form name = expression|uses a dot"):
        parse_script(line)


# --- S4: the state depends on the order of its keys -----------------------------------------------------------------

TWO_STEPS = (start(), script("set", "word = 'kept'"), step("ask"), end())


def test_s4_bare_forgets_all_data_when_a_database_sorts_the_keys() -> None:
    workflow = bare(draw("path", *TWO_STEPS, flows="begin > set > ask > done"))
    assert ready(workflow, "ask").data == {"word": "kept"}
    serializer = BpmnWorkflowSerializer()
    stored = json.loads(serializer.serialize_json(workflow))
    stored["tasks"] = dict(sorted(stored["tasks"].items(), key=lambda item: item[1]["state"] == TaskState.COMPLETED))
    restored = serializer.deserialize_json(json.dumps(stored))
    assert ready(restored, "ask").data == {}


def test_s4_behind_the_wall_the_order_of_keys_means_nothing() -> None:
    case = opened(*TWO_STEPS, flows="begin > set > ask > done")
    state = case.dump()
    content = orjson.loads(zstandard.decompress(state[len(MAGIC) + 32 :]))
    packed = zstandard.compress(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
    restored = Case.restored(case.definition, case.round, sealed(packed))
    assert restored.variables == case.variables
    assert words(restored.complete("ask", {}, OPENED)) == words(case.complete("ask", {}, OPENED))


def sealed(packed: bytes) -> bytes:
    return MAGIC + hashlib.sha256(packed).digest() + packed


# --- S5: reserved ids ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", ["End", "path.EndJoin"])
def test_s5_bare_replaces_a_step_with_a_reserved_id_by_its_own_task(identity: str) -> None:
    workflow = bare(draw("path", start(), step(identity), end(), flows=f"begin > {identity} > done"))
    assert workflow.completed or names(workflow) == []


@pytest.mark.parametrize("identity", ["End", "Start", "Root", "path.EndJoin", "x.BoundaryEventSplit", "StartEventJoin"])
def test_s5_behind_the_wall_a_reserved_id_is_refused(identity: str) -> None:
    with pytest.raises(UnusableDiagram, match=rf"{identity}: is an id that the engine keeps for itself .* \(S5\)"):
        defined(start(), step(identity), end(), flows=f"begin > {identity} > done")


# --- S6: two timers behind one gateway share a slot -----------------------------------------------------------------

RACE = "begin > first > later > done\nfirst > sooner > done"


def test_s6_bare_never_fires_the_second_of_two_timers() -> None:
    timers = (catch("later", timer(FUTURE)), catch("sooner", timer(PAST)))
    workflow = bare(draw("path", start(), first_event("first"), *timers, end(), flows=RACE))
    workflow.refresh_timers()
    workflow.do_engine_steps()
    assert not workflow.completed


def test_s6_behind_the_wall_each_timer_has_its_own_instant() -> None:
    timers = (catch("later", timer("go-live")), catch("sooner", timer("delegated-submission")))
    case = opened(start(), first_event("first"), *timers, end(), flows=RACE)
    assert [(due.element.id, due.at == NOON) for due in case.dues()] == [("sooner", True), ("later", False)]
    assert fall(case, "sooner") == ["deadline-passed sooner", "ended"]
    assert due_elements(case) == []


# --- S7: event sub-processes change the specification of other cases ------------------------------------------------

WATCH = (
    '<subProcess id="watch" triggeredByEvent="true">'
    '<startEvent id="heard"><messageEventDefinition messageRef="message_hello"/></startEvent>'
    '<endEvent id="over"/><sequenceFlow id="w" sourceRef="heard" targetRef="over"/></subProcess>'
)


def test_s7_bare_an_event_in_one_case_spoils_every_later_case() -> None:
    specs = parsed(draw("path", start(), step("ask"), end(), WATCH, flows="begin > ask > done", messages="hello"))
    first, second = BpmnWorkflow(*specs), None
    first.do_engine_steps()
    send(first, "hello")
    second = BpmnWorkflow(*specs)
    second.do_engine_steps()
    complete(second, "ask")
    assert not second.completed
    assert names(second) == []


def test_s7_behind_the_wall_an_event_sub_process_interrupts_and_leaves_other_cases_alone() -> None:
    definition = defined(start(), step("ask"), end(), WATCH, flows="begin > ask > done", messages="hello")
    first, second = (Case.opened(definition, first_round(), OPENED, {}) for _ in range(2))
    first.receive("hello", {}, OPENED)
    assert steps(first) != ["ask"]
    assert steps(second) == ["ask"]
    second.complete("ask", {"word": "", "score": 1, "agreed": True}, OPENED)
    assert second.ended


# --- S8: a boundary event of nothing is ignored --------------------------------------------------------------------

ORPHAN = (start(), step("ask"), boundary("deadline", "aks", timer("delegated-submission")), end())
ORPHAN_FLOWS = "begin > ask > done\ndeadline > done"


def test_s8_bare_leaves_a_deadline_out_without_a_word() -> None:
    workflow = bare(draw("path", *ORPHAN, flows=ORPHAN_FLOWS))
    assert names(workflow) == ["ask"]
    assert workflow.waiting_events() == []


def test_s8_behind_the_wall_the_missing_deadline_is_named() -> None:
    with pytest.raises(
        UnusableDiagram, match=r"deadline: is a boundary event of nothing: its deadline would be missing"
    ):
        defined(*ORPHAN, flows=ORPHAN_FLOWS)


def test_s8_behind_the_wall_what_cannot_be_reached_is_named() -> None:
    with pytest.raises(UnusableDiagram, match=r"lost: cannot be reached from the start: .* silently \(S8\)"):
        defined(start(), step("ask"), step("lost"), end(), flows="begin > ask > done\nlost > done")


# --- S9: votes given before an interruption are lost ---------------------------------------------------------------

VOTES = (
    "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><loopDataOutputRef>votes</loopDataOutputRef>"
    '<outputDataItem id="vote"/></multiInstanceLoopCharacteristics>'
)
PANEL = (
    start(),
    node("userTask", "ballot", VOTES, approvals_form="answer", approvals_role="member"),
    boundary("closed", "ballot", message("close")),
    step("count"),
    end(),
)
PANEL_FLOWS = "begin > ballot > done\nclosed > count > done"


def test_s9_bare_votes_cut_off_by_an_interruption_are_gone() -> None:
    workflow = bare(draw("path", *PANEL, flows=PANEL_FLOWS, messages="close"))
    complete(workflow, "ballot [child]", vote="yes")
    send(workflow, "close")
    assert "votes" not in ready(workflow, "count").data


def test_s9_behind_the_wall_multi_instance_markers_are_refused() -> None:
    with pytest.raises(
        UnusableDiagram, match=r"ballot: uses a multi-instance marker: answers given .* are lost \(S9\)"
    ):
        defined(*PANEL, flows=PANEL_FLOWS, messages="close")


# --- S10: finished tasks below a waiting parent are hidden ---------------------------------------------------------

REMIND = "begin > ask > done\nremind > note > told"


def test_s10_bare_hides_what_was_finished_after_a_repeating_reminder() -> None:
    cycle = timer('"R3/2001-01-01T00:00:00+00:00/P900Y"', "timeCycle")
    parts = (start(), step("ask"), boundary("remind", "ask", cycle, interrupting=False), script("note", "told = 1"))
    workflow = bare(draw("path", *parts, end(), end("told"), flows=REMIND))
    workflow.refresh_timers()
    workflow.do_engine_steps()
    assert "note" in [t.task_spec.name for t in workflow.tasks.values() if t.state == TaskState.COMPLETED]
    assert "note" not in [t.task_spec.name for t in workflow.get_tasks(state=TaskState.COMPLETED)]


def test_s10_behind_the_wall_repeating_timers_are_refused_and_what_was_passed_is_counted() -> None:
    parts = (start(), step("ask"), script("note", "told = 1"), end(), end("told"))
    with pytest.raises(UnusableDiagram, match="remind: uses a repeating timer; reminders derive from deadlines"):
        defined(*parts, boundary("remind", "ask", timer("R3/P1D", "timeCycle"), interrupting=False), flows=REMIND)
    once = boundary("remind", "ask", timer("delegated-submission"), interrupting=False)
    case = opened(*parts, once, flows=REMIND)
    fall(case, "remind")
    assert (case.passed["remind"], case.passed["note"]) == (1, 1)
    assert steps(case) == ["ask"]


# --- S11, found here: a parallel join in a loop does not wait the second time ---------------------------------------

ROUNDS = (*BOTH, choice("again"), choice("turn", "turn_to_done"))
ROUNDS_FLOWS = """begin > again > split > one > join > after > turn > done
split > two > join
turn > again if True"""


def test_s11_bare_passes_a_join_after_one_branch_in_the_second_round_of_a_loop() -> None:
    workflow = bare(draw("path", *ROUNDS, flows=ROUNDS_FLOWS))
    for identity in ("one", "two", "after", "two"):
        complete(workflow, identity)
    assert names(workflow) == ["one", "after"]


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_s11_behind_the_wall_a_join_waits_for_both_in_every_round(order: tuple[str, str]) -> None:
    case = opened(*ROUNDS, flows=ROUNDS_FLOWS)
    for _ in range(5):
        case.complete(order[0], {}, OPENED)
        assert steps(case) == [order[1]]
        case.complete(order[1], {}, OPENED)
        assert steps(case) == ["after"]
        case.complete("after", {}, OPENED)
