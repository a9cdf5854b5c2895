"""The dates along a path: out of order, close together, or with time enough, in fixed and in counted deadlines."""

from datetime import date
from typing import Any

import pytest

from deadlines.rounds import Round, shipped_round
from processes.checks.check import check
from processes.checks.finding import Finding
from processes.checks.subject import Surroundings
from processes.paths import shipped_library
from tests.processes.drawing import (
    boundary,
    call,
    catch,
    choice,
    draw,
    end,
    form,
    group,
    library,
    message,
    milestone,
    start,
    step,
    throw,
    timer,
)

FIRST = shipped_round("2014-15")
REQUEST = form("request", stamp="constitution_received_at")
BOTH = "begin > a > b > done\nlate_a > over\nlate_b > over2"


def found(source: bytes, round_: Round = FIRST, **others: bytes) -> list[Finding]:
    files = library(source, "path", forms_request=REQUEST, **others).files
    around = Surroundings(files, (round_,), lies_in_library=True)
    report = check("paths/path.bpmn", source, around)
    return [one for one in report.findings if one.rule in ("deadline.order", "deadline.slack")]


def two_steps(first: str, second: str, **marks: Any) -> bytes:
    parts = (
        start(),
        step("a"),
        boundary("late_a", "a", timer(first)),
        step("b"),
        boundary("late_b", "b", timer(second)),
    )
    return draw(
        "path", *parts, end(), end("over"), end("over2"), flows=BOTH, **{"approvals_statutory": "true", **marks}
    )


def test_deadlines_in_order_with_time_between_are_accepted() -> None:
    assert found(two_steps("delegated-submission", "joint-submission")) == []


def test_deadlines_the_wrong_way_round_are_refused_with_both_days() -> None:
    (one,) = found(two_steps("joint-submission", "delegated-submission"))
    assert (one.rule, one.severity, one.element) == ("deadline.order", "error", "b")
    assert (
        "is due by 'delegated-submission' (Friday 9 January 2015, round 2014-15), but 'joint-submission'" in one.message
    )
    assert "may take until Friday 30 January 2015" in one.message


def test_only_statutory_paths_are_held_to_their_dates() -> None:
    assert found(two_steps("joint-submission", "delegated-submission", approvals_statutory="false")) == []


def test_too_few_working_days_are_a_warning_that_names_them() -> None:
    (one,) = found(two_steps("agreement-signature", "go-live"))
    assert (one.rule, one.severity) == ("deadline.slack", "warning")
    assert "which leaves no working day" in one.message


def answering(**others: Any) -> bytes:
    parts = (start("s"), step("ask", "request"), boundary("late", "ask", timer("constitution-joint-only")),
             group("body", start("gs"), step("judge"), end("ge"), flows="gs > judge > ge"),
             boundary("due", "body", timer("constitution-outcome")), throw("tell", message("told")),
             end("e"), end("o"), end("o2"))  # fmt: skip
    return draw(
        "answers", *parts, flows="s > ask > body > tell > e\nlate > o\ndue > o2", messages="told:word", **others
    )


def test_what_another_case_may_say_at_the_latest_leaves_two_working_days() -> None:
    parts = (start(), catch("hear", message("told")), step("b"), boundary("late_b", "b", timer("agreement-signature")))
    source = draw("path", *parts, end(), end("over2"), flows="begin > hear > b > done\nlate_b > over2",
                  messages="told:word", approvals_statutory="true")  # fmt: skip
    (one,) = found(source, paths_answers=answering())
    assert "'constitution-outcome' before it may take until Friday 27 March 2015" in one.message
    assert "2 working days (Monday 30 March 2015, Tuesday 31 March 2015)" in one.message


def test_a_message_that_nobody_dates_says_nothing() -> None:
    parts = (start(), catch("hear", message("told")), step("b"), boundary("late_b", "b", timer("agreement-signature")))
    source = draw("path", *parts, end(), end("over2"), flows="begin > hear > b > done\nlate_b > over2",
                  messages="told:word", approvals_statutory="true")  # fmt: skip
    assert found(source) == []


def test_a_counted_deadline_that_comes_too_late_at_the_latest_is_only_a_warning() -> None:
    parts = (start(), step("ask", "request"), boundary("late", "ask", timer("joint-submission")),
             step("a"), boundary("late_a", "a", timer("constitution-outcome")),
             step("b"), boundary("late_b", "b", timer("delegated-announced")))  # fmt: skip
    source = draw("path", *parts, end(), end("over"), end("over2"), end("over3"), approvals_statutory="true",
                  flows="begin > ask > a > b > done\nlate > over3\nlate_a > over\nlate_b > over2")  # fmt: skip
    (one,) = found(source)
    assert (one.severity, one.element) == ("warning", "b")
    assert "Only a case in which the earlier one is done sooner can keep both." in one.message


def test_a_deadline_counted_from_an_undated_fact_says_nothing() -> None:
    assert found(two_steps("constitution-outcome", "delegated-submission")) == []


def test_what_comes_after_a_fallen_deadline_is_late_anyway() -> None:
    parts = (start(), step("a"), boundary("late_a", "a", timer("delegated-submission")), step("c"),
             boundary("late_c", "c", timer("go-live")), choice("join"), step("b"),
             boundary("late_b", "b", timer("joint-submission")))  # fmt: skip
    source = draw("path", *parts, end(), end("over"), end("over2"), approvals_statutory="true",
                  flows="begin > a > join > b > done\nlate_a > c > join\nlate_b > over2\nlate_c > over")  # fmt: skip
    assert found(source) == []


def test_a_way_beside_makes_the_wrong_order_a_warning() -> None:
    parts = (start(), choice("which", "which_to_b"), step("a"), boundary("late_a", "a", timer("joint-submission")),
             step("b"), boundary("late_b", "b", timer("delegated-submission")))  # fmt: skip
    source = draw("path", *parts, end(), end("over"), end("over2"), approvals_statutory="true",
                  flows="begin > which > a if by_exception\nwhich > b > done\na > b\nlate_a > over\n"
                  "late_b > over2")  # fmt: skip
    assert [one.severity for one in found(source)] == ["warning"]


def test_loops_and_stages_are_followed() -> None:
    stage = draw("stage", start("s"), step("x"), boundary("late_x", "x", timer("joint-submission")), end("e"), end("f"),
                 flows="s > x > e\nlate_x > f")  # fmt: skip
    parts = (start(), call("stage_call", "stage"), choice("again", "again_to_b"), step("b"),
             boundary("late_b", "b", timer("delegated-submission")), end(), end("over2"))  # fmt: skip
    source = draw("path", *parts, approvals_statutory="true",
                  flows="begin > stage_call > again > b > done\nagain > stage_call if by_exception\n"
                  "late_b > over2")  # fmt: skip
    assert [(one.severity, one.element) for one in found(source, stages_stage=stage)] == [("error", "b")]


def test_a_wait_for_a_day_is_a_milestone_and_only_neighbours_are_compared() -> None:
    parts = (start(), catch("one", timer("delegated-submission")), milestone("m", "x"),
             catch("two", timer("joint-submission")), catch("three", timer("go-live")), end())  # fmt: skip
    source = draw("path", *parts, flows="begin > one > m > two > three > done", approvals_statutory="true")
    assert found(source) == []


def test_years_without_known_bank_holidays_are_left_alone() -> None:
    far = FIRST.moved("delegated-submission", day=date(2199, 1, 9)).moved("joint-submission", day=date(2199, 1, 10))
    assert found(two_steps("delegated-submission", "joint-submission"), far) == []


@pytest.mark.parametrize("name", ["paths/delegated.bpmn", "paths/joint.bpmn"])
def test_the_shipped_paths_are_warned_that_27_march_leaves_two_working_days(name: str) -> None:
    files = shipped_library().files
    around = Surroundings(files, (FIRST,), lies_in_library=True)
    messages = [one.message for one in check(name, files[name], around).findings if one.rule == "deadline.slack"]
    assert any("Friday 27 March 2015, which leaves 2 working days (Monday 30 March 2015" in one for one in messages)


def test_what_lies_within_a_stage_is_told_at_the_stage() -> None:
    stage = draw("stage", start("s"), step("a"), boundary("late_a", "a", timer("joint-submission")), step("b"),
                 boundary("late_b", "b", timer("delegated-submission")), end("e"), end("f"), end("g"),
                 flows="s > a > b > e\nlate_a > f\nlate_b > g")  # fmt: skip
    other = draw("other", start("s2"), step("c"), end("e2"), flows="s2 > c > e2")
    source = draw("path", start(), call("one", "stage"), call("two", "other"), end(), flows="begin > one > two > done",
                  approvals_statutory="true")  # fmt: skip
    files = library(source, "path", stages_stage=stage, stages_other=other).files
    around = Surroundings(files, (FIRST,), lies_in_library=True)
    told = {
        name: [one.element for one in check(name, files[name], around).findings if one.rule == "deadline.order"]
        for name in ("stages/stage.bpmn", "stages/other.bpmn")
    }
    assert told == {"stages/stage.bpmn": ["b"], "stages/other.bpmn": []}
