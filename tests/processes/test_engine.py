"""The stepper: what opens, what falls, what is withdrawn, where it stops, and what it refuses to run."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.case import StepNotOpen
from processes.engine import DoesNotSettle, UnusableDiagram, read_diagram
from processes.engine.supported import MARKS, REFUSED
from processes.expressions import CannotEvaluate
from tests.processes.drawing import (
    NOON,
    OPENED,
    ask,
    boundary,
    call,
    catch,
    choice,
    defined,
    draw,
    due_elements,
    end,
    fall,
    first_event,
    form,
    group,
    message,
    milestone,
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
    words,
)

HOUR = timedelta(hours=1)


def refused(*parts: str, flows: str, **drawn: object) -> str:
    with pytest.raises(UnusableDiagram) as refusal:
        defined(*parts, flows=flows, **drawn)  # type: ignore[arg-type]
    return str(refusal.value)


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
    library = defined_from(drawn.replace(b">True<", b">True<!-- and so on --> and False<"))
    assert library.passed["done"] == 1


def defined_from(source: bytes):  # type: ignore[no-untyped-def]
    from processes.case import Case
    from processes.paths import define
    from tests.processes.drawing import first_round, library

    return Case.opened(define(library(source), "path"), first_round(), OPENED, {})


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


def test_a_stage_that_is_not_there_is_refused_naming_those_that_are() -> None:
    told = refused(start(), call("go", "stege"), end(), flows="begin > go > done", others={"stages_stage": STAGE})
    assert "stege: is called but is no diagram here: path, stage." in told


def test_stages_that_call_each_other_in_a_circle_are_refused() -> None:
    others = {
        f"stages_{a}": draw(a, start(f"{a}b"), call(f"{a}c", b), end(f"{a}e"), flows=f"{a}b > {a}c > {a}e")
        for a, b in ("xy", "yx")
    }
    assert "x: calls itself: path -> x -> y -> x." in refused(
        start(), call("go", "x"), end(), flows="begin > go > done", others=others
    )


def test_stages_that_call_the_next_one_twice_are_read_once_each() -> None:
    def twice(n: int) -> bytes:
        calls = (call(f"a{n}", f"s{n + 1}"), call(f"b{n}", f"s{n + 1}"))
        inside = calls if n < 25 else (step("ask"),)
        way = f"a{n} > b{n}" if n < 25 else "ask"
        return draw(f"s{n}", start(f"sb{n}"), *inside, end(f"se{n}"), flows=f"sb{n} > {way} > se{n}")

    others = {f"stages_s{n}": twice(n) for n in range(26)}
    case = opened(start(), call("go", "s0"), end(), flows="begin > go > done", others=others)
    assert steps(case) == ["ask"]


def test_a_stage_with_variables_of_its_own_is_refused() -> None:
    stage = draw("stage", start("sb"), step("inside"), end("se"), flows="sb > inside > se", variables={"x": "1"})
    told = refused(start(), call("go", "stage"), end(), flows="begin > go > done", others={"stages_stage": stage})
    assert "stage: declares variables; the path that calls it does that." in told


# --- deadlines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("delegated-submission", "timeDate", NOON),
        ("joint-submission", "timeDate", datetime(2015, 1, 30, 23, 59, 59, 999999, UTC)),
        ("2015-03-31T12:00:00+01:00", "timeDate", datetime(2015, 3, 31, 11, tzinfo=UTC)),
        ("2015-01-09T12:00:00Z", "timeDate", NOON),
        ("P14D", "timeDuration", OPENED + timedelta(days=14)),
        ("PT36H", "timeDuration", OPENED + timedelta(hours=36)),
        ("P4M", "timeDuration", datetime(2015, 4, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_timer_holds_the_name_of_a_deadline_an_instant_or_a_duration(text: str, kind: str, due: datetime) -> None:
    case = opened(start(), catch("wait", timer(text, kind)), end(), flows="begin > wait > done")
    assert [(one.deadline, one.at, one.covers) for one in case.dues()] == [(text, due, "")]
    assert fall(case, "wait") == ["deadline-passed wait", "ended"]
    assert case.now == due


def test_an_interrupting_deadline_withdraws_the_step() -> None:
    case = opened(
        start(),
        step("ask"),
        boundary("late", "ask", timer("delegated-submission")),
        end(),
        step("excuse"),
        flows="begin > ask > done\nlate > excuse > done",
    )
    assert [due.covers for due in case.dues()] == ["ask"]
    assert fall(case, "late") == ["deadline-passed late", "step-withdrawn ask", "step-opened excuse"]
    with pytest.raises(StepNotOpen):
        case.complete("ask", {}, NOON)


def test_a_deadline_that_does_not_interrupt_leaves_the_step_open_and_falls_once() -> None:
    remind = boundary("late", "ask", timer("delegated-submission"), interrupting=False)
    case = opened(
        start(),
        step("ask"),
        remind,
        milestone("note", "late"),
        end(),
        end("told"),
        flows="begin > ask > done\nlate > note > told",
    )
    assert fall(case, "late") == ["deadline-passed late", "status note"]
    assert (steps(case), case.dues(), case.status) == (["ask"], [], "late")
    assert words(case.complete("ask", {}, NOON)) == ["step-completed ask", "ended"]


def test_completing_a_step_withdraws_its_deadline() -> None:
    case = opened(
        start(),
        step("ask"),
        boundary("late", "ask", timer("delegated-submission")),
        step("more"),
        end(),
        flows="begin > ask > more > done\nlate > done",
    )
    case.complete("ask", {}, OPENED)
    assert case.dues() == []


def test_a_deadline_over_a_stage_withdraws_its_steps_and_its_timers() -> None:
    inner = group(
        "body",
        start("gb"),
        step("inside"),
        boundary("soon", "inside", timer("go-live")),
        end("ge"),
        end("gl"),
        flows="gb > inside > ge\nsoon > gl",
    )
    stage = draw("stage", start("sb"), inner, end("se"), flows="sb > body > se")
    late = boundary("late", "go", timer("delegated-submission"))
    case = opened(
        start(),
        call("go", "stage"),
        late,
        step("excuse"),
        end(),
        flows="begin > go > done\nlate > excuse > done",
        others={"stages_stage": stage},
    )
    assert due_elements(case) == ["late", "soon"]
    assert fall(case, "late") == ["deadline-passed late", "step-withdrawn inside", "step-opened excuse"]
    assert (steps(case), case.dues()) == (["excuse"], [])
    assert len(case.run.dump()["parts"]) == 1


def test_a_deadline_over_a_group_withdraws_what_is_in_it() -> None:
    body = group(
        "body",
        start("gb"),
        parallel("split"),
        step("one"),
        step("two"),
        parallel("join"),
        end("ge"),
        flows="gb > split > one > join > ge\nsplit > two > join",
    )
    case = opened(
        start(),
        body,
        boundary("late", "body", timer("delegated-submission")),
        end(),
        end("over"),
        flows="begin > body > done\nlate > over",
    )
    assert fall(case, "late") == ["deadline-passed late", "step-withdrawn one", "step-withdrawn two", "ended"]


def test_a_step_that_a_deadline_leaves_and_enters_again_is_a_new_visit() -> None:
    """Wrong visit: what was left and entered in one move counted as never left."""
    case = opened(
        start(),
        step("ask"),
        boundary("late", "ask", timer("P1D", "timeDuration")),
        end(),
        flows="begin > ask > done\nlate > ask",
    )
    assert fall(case, "late") == ["deadline-passed late", "step-withdrawn ask", "step-opened ask"]
    assert [(step.visit, step.opened_at) for step in case.steps()] == [(2, OPENED + timedelta(days=1))]
    assert [due.at for due in case.dues()] == [OPENED + timedelta(days=2)]


def test_a_deadline_that_leads_back_to_itself_stops_with_a_reason() -> None:
    case = opened(
        start(),
        step("ask"),
        boundary("late", "ask", timer("delegated-submission")),
        end(),
        flows="begin > ask > done\nlate > ask",
    )
    turns = range(500)
    with pytest.raises(DoesNotSettle, match="The case has"):
        all(fall(case, "late") for _ in turns)


def test_a_deadline_that_waits_no_more_cannot_fall() -> None:
    case = opened(
        start(),
        step("ask"),
        boundary("late", "ask", timer("delegated-submission")),
        end(),
        flows="begin > ask > done\nlate > done",
    )
    due = case.dues()[0]
    case.complete("ask", {}, OPENED)
    with pytest.raises(StepNotOpen, match="'late' waits no more; the case waits for nothing: it has ended"):
        case.fall(due)


def test_a_duration_beyond_the_calendar_cannot_be_armed() -> None:
    with pytest.raises(CannotEvaluate, match="P9999Y"):
        opened(start(), catch("wait", timer("P9999Y", "timeDuration")), end(), flows="begin > wait > done")


def test_a_relative_deadline_without_its_fact_cannot_be_armed() -> None:
    with pytest.raises(CannotEvaluate, match="constitution"):
        opened(start(), catch("wait", timer("constitution-acknowledgement")), end(), flows="begin > wait > done")


# --- events --------------------------------------------------------------------------------------------------------

EITHER = (
    start(),
    first_event("first"),
    catch("told", message("told")),
    catch("bored", timer("go-live")),
    end(),
    end("over"),
)
EITHER_FLOWS = "begin > first > told > done\nfirst > bored > over"


def test_an_event_gateway_takes_the_message_and_withdraws_the_timer() -> None:
    case = opened(*EITHER, flows=EITHER_FLOWS, messages="told:word")
    assert words(case.receive("told", {"word": "hello"}, OPENED + HOUR)) == [
        "message-received",
        "message-taken told",
        "ended",
    ]
    assert (case.variables["word"], case.dues(), case.passed["told"], case.passed["bored"]) == ("hello", [], 1, 0)


def test_an_event_gateway_takes_the_timer_and_waits_no_more_for_the_message() -> None:
    case = opened(*EITHER, flows=EITHER_FLOWS, messages="told")
    assert fall(case, "bored") == ["deadline-passed bored", "ended"]
    assert (case.passed["told"], case.passed["over"], list(case.run.messages())) == (0, 1, [])


def test_an_event_gateway_in_a_loop_waits_anew() -> None:
    waits = (
        start(),
        choice("again"),
        first_event("first"),
        catch("told", message("told")),
        catch("bored", timer("P1D", "timeDuration")),
        end(),
    )
    case = opened(*waits, flows="begin > again > first > told > again\nfirst > bored > done", messages="told")
    for day in (1, 2, 3):
        case.receive("told", {}, OPENED + timedelta(days=day / 2))
        assert [due.at for due in case.dues()] == [OPENED + timedelta(days=day / 2 + 1)]


def test_a_message_that_comes_before_anybody_waits_is_kept() -> None:
    case = opened(
        start(),
        step("ask"),
        catch("told", message("told")),
        end(),
        flows="begin > ask > told > done",
        messages="told:word",
    )
    assert words(case.receive("told", {"word": "early"}, OPENED)) == ["message-received"]
    assert "word" not in case.variables
    assert words(case.complete("ask", {"word": "mine"}, OPENED)) == [
        "step-completed ask",
        "message-taken told",
        "ended",
    ]
    assert case.variables["word"] == "early"


def test_messages_of_one_name_are_taken_one_by_one_in_the_order_in_which_they_came() -> None:
    parts = (
        start(),
        step("ask"),
        catch("first", message("told")),
        step("between"),
        catch("second", message("told")),
        end(),
    )
    case = opened(*parts, flows="begin > ask > first > between > second > done", messages="told:n")
    for n in (1, 2):
        case.receive("told", {"n": n}, OPENED)
    case.complete("ask", {}, OPENED)
    assert (case.variables["n"], steps(case)) == (1, ["between"])
    case.complete("between", {}, OPENED)
    assert (case.variables["n"], case.ended) == (2, True)


def test_a_message_boundary_interrupts() -> None:
    case = opened(
        start(),
        step("ask"),
        boundary("gone", "ask", message("gone")),
        end(),
        end("over"),
        flows="begin > ask > done\ngone > over",
        messages="gone",
    )
    assert words(case.receive("gone", {}, OPENED)) == [
        "message-received",
        "message-taken gone",
        "step-withdrawn ask",
        "ended",
    ]


def test_a_message_thrown_is_told_with_what_it_carries_and_not_caught_by_its_own_case() -> None:
    flows = "begin > split > tell > done\nsplit > told > over"
    parts = (
        start(),
        parallel("split"),
        throw("tell", message("told")),
        catch("told", message("told")),
        end(),
        end("over"),
    )
    definition = defined(*parts, flows=flows, messages="told:word,missing", variables={"word": "'hi'"})
    from processes.case import Case
    from tests.processes.drawing import first_round

    case = Case.opened(definition, first_round(), OPENED, {})
    sent = next(one for one in case.take_happenings() if one.kind == "message-sent")
    assert sent.detail == {"message": "told", "carried": {"word": "hi", "missing": None}}
    assert not case.ended


def test_a_message_end_event_tells_too() -> None:
    case = opened(start(), step("ask"), end("tell", message("told")), flows="begin > ask > tell", messages="told")
    assert words(case.complete("ask", {}, OPENED)) == ["step-completed ask", "message-sent tell", "ended"]


WITHDRAW = boundary("withdraw", "body", message("withdraw"), approvals_form="answer", approvals_role="ccg")


def test_an_offer_can_be_taken_at_any_time_while_it_waits() -> None:
    body = group("body", start("gb"), step("one"), step("two"), end("ge"), flows="gb > one > two > ge")
    case = opened(
        start(), body, WITHDRAW, end(), end("gone"), flows="begin > body > done\nwithdraw > gone", messages="withdraw"
    )
    assert (steps(case), offers(case)) == (["one"], ["withdraw"])
    case.complete("one", {}, OPENED)
    happened = words(case.complete("withdraw", {"word": "changed our mind"}, OPENED))
    assert happened == ["step-completed withdraw", "step-withdrawn two", "ended"]
    assert case.variables["word"] == "changed our mind"


def test_an_offer_is_gone_with_what_it_is_attached_to() -> None:
    body = group("body", start("gb"), step("one"), end("ge"), flows="gb > one > ge")
    case = opened(
        start(),
        body,
        WITHDRAW,
        step("after"),
        end(),
        end("gone"),
        flows="begin > body > after > done\nwithdraw > gone",
        messages="withdraw",
    )
    case.complete("one", {}, OPENED)
    assert offers(case) == []
    with pytest.raises(StepNotOpen, match="'withdraw' is not open; the case waits at after"):
        case.complete("withdraw", {}, OPENED)


def test_a_linked_case_opened_by_the_diagram_is_requested_with_its_facts() -> None:
    opens = node(
        "serviceTask",
        "open",
        approvals_operation="open-case",
        approvals_opens="path",
        approvals_with='model = "joint"; n = 1 + 1',
    )
    from processes.case import Case
    from tests.processes.drawing import first_round

    case = Case.opened(defined(start(), opens, end(), flows="begin > open > done"), first_round(), OPENED, {})
    request = next(one for one in case.take_happenings() if one.kind == "case-requested")
    assert request.detail == {"path": "path", "facts": {"model": "joint", "n": 2}}


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


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_everything_that_would_run_differently_from_its_drawing_is_refused(name: str) -> None:
    inside = f'<{name} id="foreign"/>'
    if name.endswith(("Gateway", "Task", "transaction", "adHocSubProcess", "dataStoreReference")):
        told = refused(start(), inside, end(), flows="begin > foreign > done")
        assert f"foreign: uses {REFUSED[name]}." in told
    elif name == "timeCycle":
        assert f"odd: uses {REFUSED[name]}." in refused(
            start(), catch("odd", timer("R/P1D", name)), end(), flows="begin > odd > done"
        )
    else:
        odd = node("userTask" if not name.endswith("Definition") else "intermediateCatchEvent", "odd", f"<{name}/>")
        assert f"odd: uses {REFUSED[name]}." in refused(start(), odd, end(), flows="begin > odd > done")


@pytest.mark.parametrize("mark", sorted(MARKS))
def test_marks_that_would_be_ignored_are_refused(mark: str) -> None:
    told = refused(start(), step("odd", **{mark: "other"}), end(), flows="begin > odd > done")
    assert f"odd: {MARKS[mark][1]}" in told


LINE = "begin > ask > done"
GOES = (start(), step("ask"), end())


@pytest.mark.parametrize(
    ("parts", "flows", "told"),
    [
        ((*GOES, step("ask")), LINE, "ask: is the id of two elements"),
        ((*GOES, step("lost")), f"{LINE}\nlost > done", "lost: cannot be reached from the start"),
        ((step("ask"), end()), "ask > done", "path: has 0 start events; it needs exactly one"),
        ((*GOES, start("other")), f"{LINE}\nother > ask", "path: has 2 start events"),
        ((start(), step("ask")), "begin > ask", "path: has no end event"),
        ((start(), step("ask")), "begin > ask", "ask: leads nowhere: the case would be stuck"),
        ((*GOES, step("more"), end("e")), f"{LINE} > more > e", "done: is an end event that something follows"),
        ((*GOES, step("two")), f"{LINE}\nask > two > done", "ask: is left by several flows; draw a gateway"),
        (GOES, "begin > ask > done if True", "ask_to_done: carries a condition but leaves no exclusive gateway"),
        (GOES, f"{LINE}\nask > nowhere", "ask_to_nowhere: leads from or to an element that is not there"),
        ((*GOES, choice("g", "g_to_done")), "begin > ask > g > done\ng > begin if True", "leads into an event that nothing may flow into"),
        ((*GOES, choice("g")), "begin > ask > g > done if True", "g: splits without a default flow"),
        ((*GOES, choice("g", "no"), end("e")), "begin > ask > g > done\ng > e if True", "g: splits without a default flow"),
        ((*GOES, choice("g", "g_to_e"), end("e")), "begin > ask > g > done\ng > e", "has a flow without a condition that is not the default"),
        ((*GOES, boundary("b", "ask", "")), f"{LINE}\nb > done", "b: is a boundary event that waits for nothing"),
        ((*GOES, boundary("b", "ask", timer(""))), f"{LINE}\nb > done", "b: is a timer without the name of a deadline"),
        ((*GOES, boundary("b", "ask", "<timerEventDefinition/>")), f"{LINE}\nb > done", "b: is a timer without the name"),
        ((*GOES, catch("b", timer("go-live") + message("m"))), "begin > ask > b > done", "b: has several event definitions"),
        ((start(), throw("b", timer("go-live")), end()), "begin > b > done", "b: throws a timer"),
        ((node("startEvent", "begin", timer("go-live")), end()), "begin > done", "begin: starts by itself"),
        ((node("startEvent", "begin", message("m")), end()), "begin > done", "begin: starts by itself"),
        ((start(), node("serviceTask", "s", approvals_operation="send"), end()), "begin > s > done", "s: names the operation 'send'; the operation known is open-case"),
        ((start(), node("businessRuleTask", "s"), end()), "begin > s > done", "s: is a business rule task without a decision"),
        ((start(), catch("b", message("lost")), end()), "begin > b > done", "b: names a message that the file does not have"),
        ((*GOES, boundary("b", "ask", message("m"), interrupting=False)), f"{LINE}\nb > done", "b: takes a message without interrupting"),
        ((start(), first_event("g"), step("ask"), catch("c", message("m")), end()), "begin > g > ask > done\ng > c > done", "g: waits for events and leads to something else"),
        ((start(), first_event("g"), catch("a", message("m")), catch("c", message("m")), end()), "begin > g > a > done\ng > c > done", "g: waits twice for the same message"),
        ((start(), group("s", flows=""), end()), "begin > s > done", "s: Exactly one start event is required"),
        ((), "", "No start event found"),
    ],
)  # fmt: skip
def test_a_diagram_that_would_not_run_as_drawn_is_refused_with_the_element(
    parts: tuple[str, ...], flows: str, told: str
) -> None:
    assert told in refused(*parts, flows=flows, messages="m")


def test_a_chain_too_long_for_the_engine_is_refused() -> None:
    names = [f"s{n}" for n in range(300)]
    told = refused(
        start(), *[script(name, "x = 1") for name in names], end(), flows=" > ".join(["begin", *names, "done"])
    )
    assert "path: has 302 elements; the engine is trusted up to 300" in told


def test_the_longest_chain_runs() -> None:
    names = [f"s{n}" for n in range(298)]
    case = opened(
        start(), *[script(name, "x = 1") for name in names], end(), flows=" > ".join(["begin", *names, "done"])
    )
    assert case.ended


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"<definitions", "is not well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "declares a DOCTYPE or an entity"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><definitions/>'.encode("utf-16"), "declares a DOCTYPE"),
        (b"<a>" * 61 + b"</a>" * 61, "nest deeper than 60"),
        (b"<a>" + b"<b/>" * 20_000 + b"</a>", "more than 20000 elements"),
        (b" " * 2_000_001, "2000001 bytes; at most 2000000 are read"),
        (draw("other", *GOES, flows=LINE), "path: must be the one process of the file; it holds other."),
        (draw("path", *GOES, flows=LINE, isExecutable="false"), "is not marked executable"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused(source: bytes, told: str) -> None:
    with pytest.raises(UnusableDiagram, match=told):
        read_diagram("path", {"paths/path.bpmn": source})


def test_an_id_is_used_once_over_a_path_and_its_stages() -> None:
    stage = draw("stage", start("sb"), step("ask"), end("se"), flows="sb > ask > se")
    told = refused(
        start(),
        step("ask"),
        call("go", "stage"),
        end(),
        flows="begin > ask > go > done",
        others={"stages_stage": stage},
    )
    assert "ask: is also an id in 'path'; ids are used once per path." in told


def test_a_name_is_drawn_once() -> None:
    files = {"paths/path.bpmn": draw("path", *GOES, flows=LINE), "stages/path.bpmn": draw("path", *GOES, flows=LINE)}
    with pytest.raises(UnusableDiagram, match=r"path: is also drawn in paths/path.bpmn; a name is used once"):
        read_diagram("path", files)


def test_a_diagram_knows_which_messages_it_catches() -> None:
    parts = (start(), throw("tell", message("out")), catch("told", message("in")), end())
    diagram = defined(*parts, flows="begin > tell > told > done", messages="in out").diagram
    assert (diagram.catches("in"), diagram.catches("out"), diagram.catches("other")) == (True, False, False)


def test_forms_are_asked_of_people_only() -> None:
    case = opened(start(), node("manualTask", "sign", approvals_role="ccg"), end(), flows="begin > sign > done")
    assert case.form("sign") is None
    assert words(case.complete("sign", {}, OPENED)) == ["step-completed sign", "ended"]


def test_a_step_whose_answers_cannot_be_read_stays_as_it_was() -> None:
    """Half a move: refused answers had already moved the clock of the case."""
    from processes.forms import InvalidAnswers

    others = {"forms_strict": form("strict", ask("n", "number", validate={"required": True}))}
    case = opened(start(), step("ask", form="strict"), end(), flows=LINE, others=others)
    before = case.dump()
    with pytest.raises(InvalidAnswers, match="n: Enter a number"):
        case.complete("ask", {}, NOON)
    assert (case.dump(), case.now, case.take_happenings()) == (before, OPENED, [])
