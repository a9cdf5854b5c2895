"""A case: opened, moved and corrected; never backwards, always at the instant that counts."""

from datetime import timedelta

import pytest

from processes.case import Case, StepNotOpen, facts_of
from processes.forms import InvalidAnswers
from tests.processes.drawing import (
    NOON,
    OPENED,
    ask,
    boundary,
    catch,
    choice,
    defined,
    due_elements,
    end,
    fall,
    first_round,
    form,
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
from tests.processes.test_state import everything

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
LINE = "begin > ask > done"


def two_steps() -> Case:
    """Return a case with a first step under a deadline and a second one."""
    parts = (
        start(),
        step("ask"),
        boundary("late", "ask", timer("delegated-submission")),
        step("then"),
        end(),
        end("missed"),
    )
    return opened(*parts, flows="begin > ask > then > done\nlate > missed")


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_case_opens_with_the_facts_of_its_round_its_own_and_the_declared_variables() -> None:
    definition = defined(
        start(), step("ask"), end(), flows=LINE, variables={"votes": "[]", "limit": "2 + 1", "left": "limit"}
    )
    case = Case.opened(definition, first_round(), OPENED, {"organisation": "03L", "by_exception": True})
    assert case.variables.items() >= first_round().facts.items()
    given = {
        "organisation": "03L",
        "by_exception": True,
        "round": "2014-15",
        "path": "path",
        "opened_at": OPENED,
        "votes": [],
        "limit": 3,
        "left": 3,
    }
    assert case.variables.items() >= given.items()
    opened_happening, step_happening = case.take_happenings()
    assert (opened_happening.kind, opened_happening.at, opened_happening.detail) == (
        "opened",
        OPENED,
        {"path": "path", "round": "2014-15"},
    )
    assert (step_happening.kind, step_happening.element, step_happening.visit) == ("step-opened", "ask", 1)
    assert case.take_happenings() == []


def test_a_case_without_exception_says_so() -> None:
    assert opened(start(), step("ask"), end(), flows=LINE).variables["by_exception"] is False


# --- completing ----------------------------------------------------------------------------------------------------


def test_what_happened_carries_the_answers_the_visit_and_the_instant() -> None:
    case = two_steps()
    completed, following = case.complete("ask", {"word": "yes", "agreed": "on"}, OPENED + DAY)
    assert (completed.kind, completed.element, completed.visit, completed.at) == (
        "step-completed",
        "ask",
        1,
        OPENED + DAY,
    )
    assert completed.detail == {"answers": {"word": "yes", "score": None, "agreed": True}}
    assert (following.kind, following.element, case.steps()[0].opened_at) == ("step-opened", "then", OPENED + DAY)


@pytest.mark.parametrize("identity", ["then", "late", "done", "nowhere", ""])
def test_a_step_that_is_not_open_is_refused_saying_what_the_case_waits_for(identity: str) -> None:
    with pytest.raises(
        StepNotOpen, match=rf"'{identity}' is not open; the case waits at ask and for delegated-submission\."
    ):
        two_steps().complete(identity, {}, OPENED)


def test_a_case_says_that_it_waits_for_messages_or_for_nothing() -> None:
    case = opened(start(), catch("told", message("told")), end(), flows="begin > told > done", messages="told")
    with pytest.raises(StepNotOpen, match=r"the case waits for told\."):
        case.complete("told", {}, OPENED)
    case.receive("told", {}, OPENED)
    with pytest.raises(StepNotOpen, match="the case waits for nothing: it has ended"):
        case.complete("told", {}, OPENED)


def test_a_case_never_goes_back() -> None:
    case = two_steps()
    case.complete("ask", {}, NOON)
    for move in (
        lambda: case.complete("then", {}, NOON - MICROSECOND),
        lambda: case.receive("m", {}, NOON - MICROSECOND),
    ):
        with pytest.raises(ValueError, match="A case never goes back: it stands at 2015-01-09T12:00:00"):
            move()
    case.complete("then", {}, NOON)
    assert case.ended


def test_the_stamp_of_a_form_is_the_instant_that_counts() -> None:
    others = {"forms_stamped": form("stamped", ask("word"), stamp="received_at")}
    parts = (start(), step("one", form="stamped"), step("two", form="stamped"), end())
    case = opened(*parts, flows="begin > one > two > done", others=others)
    case.complete("one", {}, OPENED + DAY)
    assert case.variables["received_at"] == OPENED + DAY
    case.complete("two", {}, OPENED + 2 * DAY, counts_at=OPENED + MICROSECOND)
    assert case.variables["received_at"] == OPENED + MICROSECOND


def test_a_relative_deadline_counts_from_the_stamp() -> None:
    others = {"forms_request": form("request", ask("word"), stamp="constitution_received_at")}
    parts = (
        start(),
        step("ask", form="request"),
        step("acknowledge"),
        boundary("late", "acknowledge", timer("constitution-acknowledgement")),
        end(),
    )
    case = opened(*parts, flows="begin > ask > acknowledge > done\nlate > done", others=others)
    case.complete("ask", {}, NOON, counts_at=OPENED)
    due = case.dues()[0]
    assert due.at == first_round().due("constitution-acknowledgement", {"constitution_received_at": OPENED})
    assert (due.covers, due.deadline) == ("acknowledge", "constitution-acknowledgement")


def test_a_question_is_asked_by_the_variables_of_the_case_and_its_now() -> None:
    shown = ask(
        "why", validate={"required": True}, properties={"shown-when": "now() > deadline('delegated-submission')"}
    )
    case = opened(start(), step("ask", form="late"), end(), flows=LINE, others={"forms_late": form("late", shown)})
    with pytest.raises(InvalidAnswers, match="why: Enter an answer"):
        case.complete("ask", {}, NOON + MICROSECOND)
    case.complete("ask", {}, NOON)
    assert case.variables["why"] is None


# --- deadlines -----------------------------------------------------------------------------------------------------


def test_deadlines_wait_soonest_first_and_those_of_one_instant_by_name() -> None:
    names = {"c": "go-live", "b": "delegated-submission", "a": "delegated-submission", "d": "joint-submission"}
    ways = "\n".join(f"split > {name} > join" for name in names)
    parts = (
        start(),
        parallel("split"),
        *(catch(name, timer(text)) for name, text in names.items()),
        parallel("join"),
        end(),
    )
    case = opened(*parts, flows=f"begin > split\n{ways}\njoin > done")
    assert due_elements(case) == ["a", "b", "d", "c"]
    for name in ("a", "b", "d", "c"):
        fall(case, name)
    assert case.ended


def test_a_deadline_falls_at_its_instant() -> None:
    case = two_steps()
    fallen = case.fall(case.dues()[0])[0]
    assert (fallen.kind, fallen.at, case.now) == ("deadline-passed", NOON, NOON)
    assert fallen.detail == {"deadline": "delegated-submission", "covers": "ask", "due_at": 1420804800000000}


def test_a_deadline_that_had_passed_when_it_was_armed_falls_from_then() -> None:
    case = opened(
        start(), step("ask"), catch("late", timer("delegated-submission")), end(), flows="begin > ask > late > done"
    )
    case.complete("ask", {}, NOON + DAY)
    assert case.dues()[0].at == NOON
    assert [one.at for one in case.fall(case.dues()[0])] == [NOON + DAY, NOON + DAY]


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_corrected_case_stands_again_where_it_stood_and_its_visits_rise() -> None:
    case = two_steps()
    before = Case.restored(case.definition, case.round, case.dump())
    case.complete("ask", {"word": "wrong"}, OPENED + DAY)
    case.returned(before, OPENED + 2 * DAY)
    assert [(one.element.id, one.visit, one.opened_at) for one in case.steps()] == [("ask", 2, OPENED + 2 * DAY)]
    assert ("word" in case.variables, case.now) == (False, OPENED + 2 * DAY)
    completed = case.complete("ask", {"word": "right"}, OPENED + 3 * DAY)[0]
    assert (completed.visit, case.variables["word"], steps(case)) == (2, "right", ["then"])
    assert case.steps()[0].visit == 2


def test_a_correction_after_a_deadline_does_not_let_it_fall_again() -> None:
    case = two_steps()
    before = Case.restored(case.definition, case.round, case.dump())
    case.complete("ask", {}, OPENED)
    case.returned(before, NOON + DAY)
    assert case.dues() == []
    again = Case.restored(case.definition, case.round, case.dump())
    assert (again.dues(), again.steps(), again.dump()) == ([], case.steps(), case.dump())
    assert words(case.complete("ask", {}, NOON + DAY)) == ["step-completed ask", "step-opened then"]


def test_a_correction_at_the_very_instant_of_a_deadline_leaves_it_armed() -> None:
    case = two_steps()
    before = Case.restored(case.definition, case.round, case.dump())
    case.returned(before, NOON)
    assert due_elements(case) == ["late"]


def test_a_second_correction_keeps_what_the_first_one_disarmed() -> None:
    case = two_steps()
    case.returned(Case.restored(case.definition, case.round, case.dump()), NOON + DAY)
    case.returned(Case.restored(case.definition, case.round, case.dump()), NOON + 2 * DAY)
    assert (case.dues(), case.steps()[0].visit) == ([], 3)


def test_a_case_returned_into_a_finished_stage_goes_on_in_it() -> None:
    case = everything()
    before = Case.restored(case.definition, case.round, case.dump())
    case.complete("one", {}, OPENED)
    case.complete("read", {}, OPENED)
    assert steps(case) == []
    case.returned(before, OPENED + DAY)
    case.complete("read", {}, OPENED + DAY)
    case.complete("one", {}, OPENED + DAY)
    assert [one.name for one in case.run.messages() if not one.element.is_offer] == ["told"]


def test_an_offer_is_not_opened_again_by_a_correction() -> None:
    gone = boundary("gone", "ask", message("gone"), approvals_form="answer", approvals_role="ccg")
    case = opened(start(), step("ask"), gone, end(), end("over"), flows=f"{LINE}\ngone > over", messages="gone")
    case.returned(Case.restored(case.definition, case.round, case.dump()), OPENED + DAY)
    assert [(one.element.id, one.offer) for one in case.steps()] == [("ask", False), ("gone", True)]


# --- messages ------------------------------------------------------------------------------------------------------


def test_a_message_kept_for_later_survives_the_state() -> None:
    parts = (start(), step("ask"), catch("told", message("told")), end())
    case = opened(*parts, flows="begin > ask > told > done", messages="told:at,list")
    case.receive("told", {"at": NOON, "list": [1, NOON]}, OPENED)
    again = Case.restored(case.definition, case.round, case.dump())
    assert words(again.complete("ask", {}, OPENED)) == ["step-completed ask", "message-taken told", "ended"]
    assert (again.variables["at"], again.variables["list"]) == (NOON, [1, NOON])


def test_the_details_of_what_happened_are_plain_and_can_be_made_values_again() -> None:
    case = two_steps()
    received = case.receive("unknown", {"at": NOON, "n": 1, "list": ["a", NOON]}, OPENED)[0]
    carried = {"at": {"at": 1420804800000000}, "n": 1, "list": ["a", {"at": 1420804800000000}]}
    assert received.detail == {"message": "unknown", "carried": carried}
    assert facts_of(carried) == {"at": NOON, "n": 1, "list": ["a", NOON]}


def test_a_loop_of_kept_messages_takes_each_once() -> None:
    parts = (
        start(),
        step("ask"),
        choice("again", "again_to_done"),
        catch("told", message("told")),
        script("count", "n = n + 1"),
        end(),
    )
    flows = "begin > ask > again > done\nagain > told if n < 3\ntold > count > again"
    case = opened(*parts, flows=flows, messages="told", variables={"n": "0"})
    for _ in range(4):
        case.receive("told", {}, OPENED)
    happened = words(case.complete("ask", {}, OPENED))
    assert happened == ["step-completed ask", *["message-taken told"] * 3, "ended"]
    assert case.variables["n"] == 3


def test_a_message_for_somebody_else_waits_on() -> None:
    case = opened(start(), catch("told", message("told")), end(), flows="begin > told > done", messages="told")
    assert words(case.receive("other", {}, OPENED)) == ["message-received"]
    assert words(case.receive("told", {}, OPENED)) == ["message-received", "message-taken told", "ended"]


def test_forms_are_asked_of_people_only() -> None:
    case = opened(start(), node("manualTask", "sign", approvals_role="ccg"), end(), flows="begin > sign > done")
    assert case.form("sign") is None
    assert words(case.complete("sign", {}, OPENED)) == ["step-completed sign", "ended"]


def test_a_step_whose_answers_cannot_be_read_stays_as_it_was() -> None:
    """Half a move: refused answers had already moved the clock of the case."""

    others = {"forms_strict": form("strict", ask("n", "number", validate={"required": True}))}
    case = opened(start(), step("ask", form="strict"), end(), flows=LINE, others=others)
    before = case.dump()
    with pytest.raises(InvalidAnswers, match="n: Enter a number"):
        case.complete("ask", {}, NOON)
    assert (case.dump(), case.now, case.take_happenings()) == (before, OPENED, [])
