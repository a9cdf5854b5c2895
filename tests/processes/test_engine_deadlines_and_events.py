"""Deadlines and messages inside a case: armed, fallen, taken, withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.case import Case, StepNotOpen
from processes.engine import DoesNotSettle
from processes.expressions import CannotEvaluate
from tests.processes.drawing import (
    NOON,
    OPENED,
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
    first_round,
    group,
    message,
    milestone,
    node,
    offers,
    opened,
    parallel,
    start,
    step,
    steps,
    throw,
    timer,
    words,
)

HOUR = timedelta(hours=1)


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

    case = Case.opened(defined(start(), opens, end(), flows="begin > open > done"), first_round(), OPENED, {})
    request = next(one for one in case.take_happenings() if one.kind == "case-requested")
    assert request.detail == {"path": "path", "facts": {"model": "joint", "n": 2}}
