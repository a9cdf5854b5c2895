"""The stepper: what opens, in which order, and where it stops."""

from datetime import datetime, timedelta

import pytest
from SpiffWorkflow.exceptions import WorkflowException

from processes.case import Case
from processes.elements import Element
from processes.engine import DoesNotSettle, Run
from processes.expressions import CannotEvaluate
from processes.paths import define
from tests.processes.drawing import (
    NOON,
    OPENED,
    boundary,
    call,
    choice,
    defined,
    draw,
    end,
    first_round,
    group,
    library,
    milestone,
    opened,
    parallel,
    script,
    start,
    step,
    steps,
    timer,
    words,
)

HOUR = timedelta(hours=1)


# --- stepping ------------------------------------------------------------------------------------------------------


def test_a_case_runs_by_itself_to_its_first_step() -> None:
    case = opened(start(), script("set", "x = 1\ny = x + 1"), step("ask"), end(), flows="begin > set > ask > done")
    assert steps(case) == ["ask"]
    assert (case.variables["y"], case.passed["set"], case.passed["ask"]) == (2, 1, 0)


def test_the_answers_of_a_step_are_variables_afterwards() -> None:
    case = opened(start(), step("ask"), end(), flows="begin > ask > done")
    happened = case.complete("ask", {"word": "yes", "score": "7"}, OPENED + HOUR)
    assert words(happened) == ["step-completed ask", "ended"]
    assert (case.variables["word"], case.variables["score"], case.ended) == ("yes", 7, True)


@pytest.mark.parametrize(("score", "way"), [("10", "high"), ("5", "middle"), ("1", "low")])
def test_an_exclusive_gateway_takes_the_first_way_that_holds_and_else_its_default(score: str, way: str) -> None:
    ends = [end(name, approvals_status=name) for name in ("high", "middle", "low")]
    flows = "begin > ask > how\nhow > high if score > 8\nhow > middle if score > 4\nhow > low"
    case = opened(start(), step("ask"), choice("how", "how_to_low"), *ends, flows=flows)
    case.complete("ask", {"score": score}, OPENED)
    assert (case.status, case.ended) == (way, True)


def test_a_condition_on_the_default_flow_is_not_asked() -> None:
    flows = "begin > how\nhow > one if False\nhow > done if False"
    case = opened(start(), choice("how", "how_to_done"), end("one"), end(), flows=flows)
    assert (case.ended, case.passed["done"]) == (True, 1)


def test_a_comment_in_a_condition_does_not_cut_it_short() -> None:
    drawn = draw(
        "path",
        start(),
        choice("how", "how_to_done"),
        end("one"),
        end(),
        flows="begin > how\nhow > one if True\nhow > done",
    )
    told = drawn.replace(b">True<", b">True<!-- and so on --> and False<")
    case = Case.opened(define(library(told), "path"), first_round(), OPENED, {})
    assert case.passed["done"] == 1


def test_steps_open_in_the_order_in_which_they_were_reached() -> None:
    flows = "begin > split > one > join > done\nsplit > two > join\nsplit > three > join"
    parts = (parallel("split"), step("one"), step("two"), step("three"), parallel("join"))
    case = opened(start(), *parts, end(), flows=flows)
    assert steps(case) == ["one", "two", "three"]
    case.complete("two", {}, OPENED)
    assert steps(case) == ["one", "three"]
    case.complete("three", {}, OPENED)
    assert words(case.complete("one", {}, OPENED)) == ["step-completed one", "ended"]


def test_a_join_takes_one_token_from_each_way_and_leaves_the_rest() -> None:
    parts = (parallel("split"), choice("merge"), step("one"), step("two"), parallel("join"), end())
    flows = "begin > split > merge > one > join > done\nsplit > merge2 > merge\nsplit > two > join"
    case = opened(start(), *parts, choice("merge2"), flows=flows)
    case.complete("one", {}, OPENED)
    case.complete("one", {}, OPENED)
    assert steps(case) == ["two"]
    with pytest.raises(DoesNotSettle, match="it is stuck"):
        case.complete("two", {}, OPENED)


def test_a_terminate_end_event_withdraws_everything_else() -> None:
    flows = "begin > split > one > stop\nsplit > two > done"
    parts = (start(), parallel("split"), step("one"), step("two"), end("stop", "<terminateEventDefinition/>"), end())
    case = opened(*parts, boundary("late", "two", timer("go-live")), flows=f"{flows}\nlate > done")
    assert words(case.complete("one", {}, OPENED)) == ["step-completed one", "step-withdrawn two", "ended"]
    assert (case.ended, case.dues(), case.steps()) == (True, [], [])


def test_a_terminate_end_event_in_a_group_ends_only_the_group() -> None:
    inner = "gb > split > one > stop\nsplit > two > ge"
    parts = (
        start("gb"),
        parallel("split"),
        step("one"),
        step("two"),
        end("stop", "<terminateEventDefinition/>"),
        end("ge"),
    )
    case = opened(
        start(), group("body", *parts, flows=inner), step("after"), end(), flows="begin > body > after > done"
    )
    assert words(case.complete("one", {}, OPENED)) == ["step-completed one", "step-withdrawn two", "step-opened after"]


def test_a_loop_through_a_step_counts_its_visits() -> None:
    flows = "begin > ask > enough > done\nenough > ask if not agreed"
    case = opened(start(), step("ask"), choice("enough", "enough_to_done"), end(), flows=flows)
    for visit in (1, 2, 3):
        assert [step.visit for step in case.steps()] == [visit]
        case.complete("ask", {"agreed": visit == 3}, OPENED + visit * HOUR)
    assert (case.ended, case.passed["ask"]) == (True, 3)


def test_a_milestone_and_an_end_give_the_case_its_status() -> None:
    case = opened(
        start(),
        milestone("mark", "half"),
        step("ask"),
        end(approvals_status="whole"),
        flows="begin > mark > ask > done",
    )
    assert case.status == "half"
    assert words(case.complete("ask", {}, OPENED))[1:] == ["status done", "ended"]
    assert case.status == "whole"


# --- stages and groups ---------------------------------------------------------------------------------------------

STAGE = draw("stage", start("sb"), step("inside"), end("se"), flows="sb > inside > se")


def test_a_stage_runs_inside_its_caller_and_hands_over() -> None:
    case = opened(
        start(),
        call("go", "stage"),
        step("after"),
        end(),
        flows="begin > go > after > done",
        others={"stages_stage": STAGE},
    )
    assert steps(case) == ["inside"]
    assert words(case.complete("inside", {}, OPENED)) == ["step-completed inside", "step-opened after"]


def test_a_stage_can_be_called_twice_in_a_row() -> None:
    flows = "begin > go > again > done"
    case = opened(
        start(), call("go", "stage"), call("again", "stage"), end(), flows=flows, others={"stages_stage": STAGE}
    )
    case.complete("inside", {}, OPENED)
    assert [(step.element.id, step.visit) for step in case.steps()] == [("inside", 2)]
    case.complete("inside", {}, OPENED)
    assert case.ended


def test_stages_in_stages_hand_over_all_the_way_up() -> None:
    middle = draw(
        "middle",
        start("mb"),
        group("body", start("gb"), call("in", "stage"), end("ge"), flows="gb > in > ge"),
        end("me"),
        flows="mb > body > me",
    )
    others = {"stages_stage": STAGE, "stages_middle": middle}
    case = opened(start(), call("go", "middle"), end(), flows="begin > go > done", others=others)
    assert words(case.complete("inside", {}, OPENED)) == ["step-completed inside", "ended"]


# --- where it stops ------------------------------------------------------------------------------------------------


def test_a_circle_of_automatic_steps_stops_with_a_reason() -> None:
    flows = "begin > again > count > turn > done\nturn > again if True"
    parts = (start(), choice("again"), script("count", "n = n + 1"), choice("turn", "turn_to_done"), end())
    with pytest.raises(
        DoesNotSettle, match="After 500 automatic steps the diagram is still moving; it turns in a circle"
    ):
        opened(*parts, flows=flows, variables={"n": "0"})


def test_a_join_that_can_never_be_passed_is_noticed_as_stuck() -> None:
    flows = "begin > how\nhow > join if True\nhow > two\ntwo > join > done"
    with pytest.raises(DoesNotSettle, match="Nothing is open and nothing is waited for, but the case has not ended"):
        opened(start(), choice("how", "how_to_two"), script("two", "x = 1"), parallel("join"), end(), flows=flows)


@pytest.mark.parametrize(
    ("source", "reason"), [("x = missing", "'missing' has no value yet"), ("x = 1 / 0", "divided by zero")]
)
def test_a_script_that_cannot_be_carried_out_says_why(source: str, reason: str) -> None:
    with pytest.raises((CannotEvaluate, DoesNotSettle), match=reason):
        opened(start(), script("set", source), end(), flows="begin > set > done")


def test_a_condition_that_is_no_yes_or_no_says_so() -> None:
    flows = "begin > how\nhow > one if 1\nhow > done"
    with pytest.raises((CannotEvaluate, DoesNotSettle), match="'1' must be true or false, but it is the number 1"):
        opened(start(), choice("how", "how_to_done"), end("one"), end(), flows=flows)


def test_scripts_cannot_pile_up_more_than_a_case_may_hold() -> None:
    """Exhausted memory: every variable was bounded, but not all of them together."""
    lines = "\n".join(["a0 = long"] + [f"a{n} = long" for n in range(1, 39)])
    doubling = "long = 'x'\n" + "\n".join(["long = long + long"] * 14)
    scripts = [script(f"s{n}", lines.replace("a", f"b{n}_")) for n in range(4)]
    way = " > ".join(f"s{n}" for n in range(4))
    with pytest.raises((CannotEvaluate, DoesNotSettle), match=r"hold \d+ letters; at most 1000000 are kept"):
        opened(start(), script("grow", doubling), *scripts, end(), flows=f"begin > grow > {way} > done")


class Refusing:
    """A desk at which no script can be carried out."""

    def act(self, element: Element) -> None:
        raise WorkflowException("No.")

    def holds(self, condition: str) -> bool:
        return True

    def passed(self, element: Element) -> None:
        """Nothing is noted."""

    def due(self, element: Element) -> datetime:
        return NOON


def test_what_the_engine_refuses_is_told_with_the_element() -> None:
    diagram = defined(start(), script("set", "x = 1"), end(), flows="begin > set > done").diagram
    with pytest.raises(DoesNotSettle, match="'set' cannot be passed: No"):
        Run.start(diagram, Refusing()).go()
