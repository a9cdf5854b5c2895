"""What is rewritten runs in cases as it is drawn, and a case restored from its state is the same case."""

import pytest

from processes.case import Case
from processes.engine import DoesNotSettle, UnusableDiagram
from tests.processes.drawing import (
    NOON,
    OPENED,
    boundary,
    catch,
    choice,
    defined,
    due_elements,
    end,
    fall,
    group,
    message,
    node,
    offers,
    opened,
    parallel,
    script,
    start,
    step,
    steps,
    throw,
    timer,
    written_flows,
)
from tests.processes.equivalence import assert_equivalent

ANSWER = {"word": "", "score": 1, "agreed": True}
LINE = "begin > ask > done"


def answer(case: Case, element: str) -> None:
    """Answer a step, and see that the case is the same after being restored."""
    assert_equivalent(case, [lambda one: one.complete(element, ANSWER, OPENED)])
    case.complete(element, ANSWER, OPENED)


def handler(trigger: str, *parts: str, flows: str, **marks: str) -> str:
    begin = node("startEvent", "heard", trigger, **marks)
    return node("subProcess", "h", begin + "".join(parts) + written_flows(flows), triggeredByEvent="true")


def test_an_inclusive_gateway_takes_what_holds_and_its_join_waits_for_that() -> None:
    gates = (node("inclusiveGateway", "g", default="g_to_c"), node("inclusiveGateway", "j"))
    flows = "begin > s > g\ng > a if n > 0\ng > b if n > 1\ng > c\na > j\nb > j\nc > j\nj > done"
    case = opened(start(), script("s", "n = 2"), *gates, step("a"), step("b"), step("c"), end(), flows=flows)
    assert steps(case) == ["a", "b"]
    answer(case, "b")
    assert steps(case) == ["a"]
    answer(case, "a")
    assert case.ended


def test_links_lead_on_in_a_case() -> None:
    pair = (throw("out", '<linkEventDefinition name="l"/>'), catch("back", '<linkEventDefinition name="l"/>'))
    case = opened(start(), *pair, step("ask"), end(), flows="begin > out\nback > ask > done")
    answer(case, "ask")
    assert case.ended
    assert dict(case.passed)["out"] == 1


def test_flows_that_part_without_a_gateway_are_all_taken() -> None:
    case = opened(start(), step("ask"), step("two"), end(), end("e"), flows=f"{LINE}\nask > two > e")
    answer(case, "ask")
    assert steps(case) == ["two"]
    answer(case, "two")
    assert case.ended


def test_a_condition_on_a_flow_out_of_a_step_is_asked() -> None:
    flows = "begin > ask > two if score > 1\nask > done\ntwo > e"
    case = opened(start(), step("ask"), step("two"), end(), end("e"), flows=flows)
    answer(case, "ask")
    assert case.ended


def test_an_error_in_a_stage_goes_on_at_its_boundary() -> None:
    inner = group(
        "s",
        start("i"),
        parallel("g"),
        step("a"),
        end("e", "<errorEventDefinition/>"),
        step("b"),
        end("e2"),
        flows="i > g > a > e\ng > b > e2",
    )
    parts = (start(), inner, boundary("failed", "s", "<errorEventDefinition/>"), step("ask"), end())
    case = opened(*parts, flows="begin > s > done\nfailed > ask > done")
    answer(case, "a")
    assert steps(case) == ["ask"]


def test_an_error_that_nothing_catches_stops_the_case_with_a_reason() -> None:
    with pytest.raises(DoesNotSettle, match="'done' throws the error '', which nothing catches"):
        opened(start(), end("done", "<errorEventDefinition/>"), flows="begin > done")


def test_an_escalation_is_heard_or_changes_nothing() -> None:
    thrown = '<escalationEventDefinition escalationRef="x"/>'
    inner = group("s", start("i"), throw("t", thrown), step("a"), end("e"), flows="i > t > a > e")
    assert steps(opened(start(), inner, end(), flows="begin > s > done")) == ["a"]
    heard = (boundary("h", "s", thrown, interrupting=False), step("ask"))
    case = opened(start(), inner, *heard, end(), flows="begin > s > done\nh > ask > done")
    assert sorted(steps(case)) == ["a", "ask"]
    answer(case, "a")
    answer(case, "ask")
    assert case.ended


def test_an_event_sub_process_with_a_deadline_interrupts_the_path() -> None:
    late = handler(timer("delegated-submission"), step("rule"), end("over"), flows="heard > rule > over")
    case = opened(start(), step("ask"), end(), late, flows=LINE)
    assert due_elements(case) == ["heard"]
    assert_equivalent(case)
    assert "deadline-passed heard" in fall(case, "heard")
    assert case.now == NOON
    assert steps(case) == ["rule"]
    case.complete("rule", ANSWER, NOON)
    assert case.ended


def test_an_event_sub_process_that_does_not_interrupt_runs_beside_the_path_and_holds_it_open() -> None:
    beside = handler(
        timer("delegated-submission"), step("note"), end("over"), flows="heard > note > over", isInterrupting="false"
    )
    case = opened(start(), step("ask"), end(), beside, flows=LINE)
    fall(case, "heard")
    assert sorted(steps(case)) == ["ask", "note"]
    case.complete("ask", ANSWER, NOON)
    assert_equivalent(case)
    assert not case.ended
    case.complete("note", ANSWER, NOON)
    assert case.ended


def test_a_person_may_offer_what_an_event_sub_process_waits_for() -> None:
    marks = {"approvals_form": "answer", "approvals_role": "officer"}
    withdraw = handler(message("withdrawn"), step("confirm"), end("over"), flows="heard > confirm > over", **marks)
    case = opened(start(), step("ask"), end(), withdraw, flows=LINE, messages="withdrawn")
    assert offers(case) == ["heard"]
    case.complete("heard", ANSWER, OPENED)
    assert steps(case) == ["confirm"]


def test_the_version_of_a_path_is_that_of_the_file_as_it_was_drawn() -> None:
    late = handler(timer("delegated-submission"), end("over"), flows="heard > over")
    definition = defined(start(), step("ask"), end(), late, flows=LINE)
    assert b"triggeredByEvent" in definition.sources["paths/path.bpmn"]
    assert b".body" not in definition.sources["paths/path.bpmn"]


@pytest.mark.parametrize(
    ("parts", "flows", "told"),
    [
        ((start(), step("ask"), end()), "begin > ask > done if score > 1", "is left by conditions only"),
        (
            (start(), parallel("g"), end()),
            "begin > g > done if True",
            "g_to_done: carries a condition that its gateway",
        ),
        (
            (start(), node("inclusiveGateway", "g"), end(), end("e")),
            "begin > g > done if True\ng > e if False",
            "g: splits without a default flow",
        ),
        (
            (
                start(),
                step("ask"),
                end(),
                handler(message("m"), end("over"), flows="heard > over", isInterrupting="false"),
            ),
            LINE,
            "heard: takes a message without interrupting",
        ),
        ((start(), step("ask"), end(), handler("", end("over"), flows="heard > over")), LINE, "could trigger it"),
        ((start(), node("task", "ask", startQuantity="0"), end()), LINE, "ask: waits for several tokens"),
    ],
)
def test_what_a_case_may_not_hold_is_refused_by_name(parts: tuple[str, ...], flows: str, told: str) -> None:
    with pytest.raises(UnusableDiagram) as refusal:
        defined(*parts, flows=flows, messages="m")
    assert told in str(refusal.value)


def test_two_steps_may_follow_each_other_in_a_circle_that_a_deadline_ends() -> None:
    late = boundary("late", "two", timer("delegated-submission"))
    case = opened(start(), step("ask"), step("two"), late, end(), flows="begin > ask > two > ask\nlate > done")
    for element in ("ask", "two", "ask"):
        answer(case, element)
    fall(case, "late")
    assert case.ended


def test_a_desk_that_does_not_count_says_so() -> None:
    desk = opened(start(), step("ask"), end(), flows=LINE).run._desk
    with pytest.raises(DoesNotSettle, match="cannot count the instances '3'"):
        desk.count("3")


def test_a_choice_before_the_first_step_is_asked_as_drawn() -> None:
    case = opened(
        start(),
        choice("g", "g_to_b"),
        step("a"),
        step("b"),
        end(),
        flows="begin > g > a if False\ng > b > done\na > done",
    )
    assert steps(case) == ["b"]
