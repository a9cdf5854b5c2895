"""Rules about forms, roles, decisions, calls, names and deadlines: what passes, what is refused, in which words."""

import pytest

from deadlines.rounds import shipped_round
from processes.checks.check import check
from processes.checks.finding import Finding
from processes.checks.subject import Surroundings
from tests.processes.drawing import (
    ANSWER,
    ask,
    boundary,
    call,
    choice,
    draw,
    end,
    form,
    library,
    milestone,
    node,
    script,
    start,
    step,
    table,
    timer,
)

ROUND = shipped_round("2014-15")
ONE = "begin > do > done"


def findings(
    rule: str, source: bytes, *, name: str = "paths/path.bpmn", roles: tuple[str, ...] = (), **others: bytes
) -> list[Finding]:
    """Return what one rule says of a path in a library of its own."""
    around = Surroundings(library(source, **others).files, (ROUND,), roles, lies_in_library=True)
    return [finding for finding in check("paths/path.bpmn", source, around).findings if finding.rule == rule]


def one_step(**marks: str) -> bytes:
    return draw("path", start(), node("userTask", "do", name="Do it", **marks), end(), flows=ONE)


def with_timer(text: str, kind: str = "timeDate", **marks: str) -> bytes:
    parts = (start(), step("do"), boundary("late", "do", timer(text, kind)), end(), end("over"))
    return draw("path", *parts, flows=f"{ONE}\nlate > over", **marks)


def test_a_form_of_the_library_may_be_named() -> None:
    assert findings("form.unknown", one_step(approvals_form="answer")) == []


def test_a_misspelt_form_is_refused_with_the_one_that_was_meant() -> None:
    (found,) = findings("form.unknown", one_step(approvals_form="anser"))
    assert found.element == "do"
    assert found.message == (
        "'Do it' (do) names the form 'anser', which is not there. The step could ask nothing, and the case would stand "
        "still. Did you mean 'answer'? Or add the form."
    )


def test_a_form_that_cannot_be_read_is_refused_with_its_fault() -> None:
    (found,) = findings("form.unknown", one_step(approvals_form="bad"), forms_bad=b"{")
    assert "cannot be used: The form is not JSON" in found.message


def test_a_user_task_needs_a_form_and_a_manual_task_none() -> None:
    assert [f.element for f in findings("form.missing", one_step())] == ["do"]
    assert findings("form.missing", draw("path", start(), node("manualTask", "do"), end(), flows=ONE)) == []


def test_a_step_needs_a_role() -> None:
    assert [f.element for f in findings("role.missing", one_step(approvals_form="answer"))] == ["do"]
    assert findings("role.missing", draw("path", start(), step("do"), end(), flows=ONE)) == []


@pytest.mark.parametrize(("role", "remedy"), [("oficer", "Did you mean 'officer'?"), ("x", "are officer, ccg.")])
def test_a_role_nobody_can_hold_is_refused(role: str, remedy: str) -> None:
    source = draw("path", start(), step("do", role=role), end(), flows=ONE)
    (found,) = findings("role.unknown", source, roles=("officer", "ccg"))
    assert found.message.endswith(remedy)


def test_roles_are_left_alone_when_they_are_not_known() -> None:
    assert findings("role.unknown", draw("path", start(), step("do", role="anybody"), end(), flows=ONE)) == []


@pytest.mark.parametrize(
    ("decision", "what"),
    [("", "without a decision"), ("gone", "which is not there"), ("bad", "which cannot be used"), ("good", "")],
)
def test_a_business_rule_task_needs_a_table_that_can_be_decided(decision: str, what: str) -> None:
    source = draw("path", start(), node("businessRuleTask", "do", approvals_decision=decision), end(), flows=ONE)
    found = findings(
        "decision.unknown", source, decisions_good=table("good", "a", "b", "1 -> 2"),
        decisions_bad=table("bad", "a", "b", "date(1) -> 2"),
    )  # fmt: skip
    assert [what in one.message for one in found] == ([True] if what else [])


def test_a_called_stage_must_be_there() -> None:
    source = draw("path", start(), call("do", "stge"), end(), flows=ONE)
    stage = draw("stage", start("s"), end("e"), flows="s > e")
    (found,) = findings("call.unknown", source, stages_stage=stage)
    assert "calls 'stge', which is not there" in found.message
    assert found.message.endswith("Did you mean 'stage'?")
    assert (
        findings("call.unknown", draw("path", start(), call("do", "stage"), end(), flows=ONE), stages_stage=stage) == []
    )


def test_a_call_that_calls_nothing_is_refused() -> None:
    (found,) = findings("call.unknown", draw("path", start(), node("callActivity", "do"), end(), flows=ONE))
    assert "does not say what it calls" in found.message


def test_a_foreign_drawing_that_does_not_run_may_call_what_is_elsewhere() -> None:
    source = draw("other", start(), call("do", "elsewhere"), end(), flows=ONE, isExecutable="false")
    assert [f.severity for f in check("x.bpmn", source).findings if f.rule == "call.unknown"] == ["warning"]
    source = draw("other", start(), call("do", "elsewhere"), end(), flows=ONE)
    assert [f.severity for f in check("x.bpmn", source).findings if f.rule == "call.unknown"] == ["error"]


def test_stages_that_call_each_other_in_a_circle_are_refused_with_the_way_round() -> None:
    source = draw("path", start(), call("do", "one"), end(), flows=ONE)
    one = draw("one", start("s1"), call("c1", "two"), end("e1"), flows="s1 > c1 > e1")
    two = draw("two", start("s2"), call("c2", "path"), end("e2"), flows="s2 > c2 > e2")
    (found,) = findings("call.circle", source, stages_one=one, stages_two=two)
    assert "path -> one -> two -> path" in found.message


def test_stages_called_twice_make_no_circle() -> None:
    source = draw("path", start(), call("a", "one"), call("b", "one"), end(), flows="begin > a > b > done")
    one = draw("one", start("s1"), end("e1"), flows="s1 > e1")
    assert findings("call.circle", source, stages_one=one) == []


@pytest.mark.parametrize(
    ("marks", "what"),
    [
        ({"approvals_operation": "fax"}, "names the operation 'fax'"),
        ({}, "does nothing"),
        ({"approvals_operation": "open-case"}, "does not say on which path"),
        ({"approvals_operation": "open-case", "approvals_opens": "moon"}, "on the path 'moon', which is not there"),
        ({"approvals_operation": "open-case", "approvals_opens": "path"}, ""),
    ],
)
def test_a_service_task_opens_a_case_on_a_path_of_the_library(marks: dict[str, str], what: str) -> None:
    found = findings("operation.unknown", draw("path", start(), node("serviceTask", "do", **marks), end(), flows=ONE))
    assert [what in one.message for one in found] == ([True] if what else [])


@pytest.mark.parametrize(("named", "refused"), [("do", False), ("begin", True), ("gone", True)])
def test_a_step_continues_another_step_of_its_path(named: str, refused: bool) -> None:
    parts = (start(), step("do"), step("late", approvals_continues=named), end())
    found = findings("continues.unknown", draw("path", *parts, flows="begin > do > late > done"))
    assert bool(found) is refused


def test_an_id_of_another_stage_of_the_same_path_is_refused() -> None:
    source = draw("path", start(), call("do", "one"), end(), flows=ONE)
    one = draw("one", start("s1"), end("done"), flows="s1 > done")
    (found,) = findings("id.shared", source, stages_one=one)
    assert (found.element, "stages/one.bpmn" in found.message) == ("done", True)


# --- expressions ---------------------------------------------------------------------------------------------------


def deciding(condition: str, **marks: str) -> bytes:
    parts = (start(), step("do"), choice("which", "which_to_done"), end(), end("other"))
    return draw("path", *parts, flows=f"begin > do > which > done\nwhich > other if {condition}", **marks)


def test_a_condition_outside_the_language_is_refused() -> None:
    (found,) = findings("expression.unreadable", deciding("word.upper() == 'A'"))
    assert found.element == "which_to_other"
    assert "holds a condition that cannot be read" in found.message


@pytest.mark.parametrize(("executable", "severity"), [("true", "error"), ("false", "warning")])
def test_a_condition_of_another_language_is_a_construct_we_do_not_run(executable: str, severity: str) -> None:
    source = deciding("${word}", isExecutable=executable).replace(b"urn:approvals:bpmn:1", b"urn:other")
    found = [f for f in check("x.bpmn", source).findings if f.rule == "unsupported.expression"]
    assert [f.severity for f in found] == [severity]


def test_a_script_outside_the_language_is_refused() -> None:
    source = draw("path", start(), script("do", "import os"), end(), flows=ONE)
    assert [f.element for f in findings("expression.unreadable", source)] == ["do"]


def test_a_name_that_nothing_gives_a_value_to_is_refused() -> None:
    (found,) = findings("expression.unknown-name", deciding('wrd == "yes"'))
    assert "reads 'wrd', which nothing gives a value to" in found.message
    assert found.message.endswith("Did you mean 'word'?")
    assert findings("expression.unknown-name", deciding('word == "yes" and path == "path"')) == []


def test_names_come_from_forms_tables_scripts_messages_marks_and_those_who_open_the_case() -> None:
    opener = draw(
        "opener", start("s"), node("serviceTask", "t", approvals_operation="open-case", approvals_opens="path",
        approvals_with="given_name = 1"), end("e"), flows="s > t > e",
    )  # fmt: skip
    source = draw(
        "path", start(), step("do"), script("set", "own = score"),
        node("businessRuleTask", "rule", approvals_decision="t"),
        node("intermediateCatchEvent", "hear", '<messageEventDefinition messageRef="message_told"/>'),
        script("use", "x = own\ny = out\nz = heard\nv = marked\nw = given_name\nu = v"), end(),
        flows="begin > do > set > rule > hear > use > done", variables={"marked": "1"}, messages="told:heard",
    )  # fmt: skip
    others = {"paths_opener": opener, "decisions_t": table("t", "score", "out", "- -> 1")}
    assert findings("expression.unknown-name", source, **others) == []


def test_names_in_tables_and_in_questions_are_looked_up_too() -> None:
    asking = form("asking", ask("a", properties={"shown-when": "gone == 1"}))
    parts = (start(), step("do", "asking"), node("businessRuleTask", "rule", approvals_decision="t"), end())
    source = draw("path", *parts, flows="begin > do > rule > done")
    found = findings(
        "expression.unknown-name", source, forms_asking=asking, decisions_t=table("t", "lost", "out", "1 -> 1")
    )
    assert [f.element for f in found] == ["do", "rule"]


# --- deadlines -----------------------------------------------------------------------------------------------------


def test_a_deadline_that_the_round_lacks_is_refused_with_the_one_that_was_meant() -> None:
    (found,) = findings("deadline.unknown", with_timer("delegated-submision"))
    assert "which the round 2014-15 does not have" in found.message
    assert found.message.endswith("Did you mean 'delegated-submission'?")
    assert findings("deadline.unknown", with_timer("delegated-submission")) == []


def test_deadlines_in_expressions_forms_and_tables_are_looked_up_too() -> None:
    asking = form("asking", ask("a", properties={"shown-when": 'now() > deadline("in-a-form")'}))
    parts = (start(), step("do", "asking"), node("businessRuleTask", "rule", approvals_decision="t"),
             script("set", 'x = deadline("in-a-script")'), end())  # fmt: skip
    source = draw("path", *parts, flows="begin > do > rule > set > done")
    rule = table("t", "now()", "out", '- -> deadline("in-a-table")')
    found = findings("deadline.unknown", source, forms_asking=asking, decisions_t=rule)
    assert [f.element for f in found] == ["do", "rule", "set"]


@pytest.mark.parametrize("text", ["noon 9 January", ""])
def test_a_timer_that_says_nothing_readable_is_refused(text: str) -> None:
    assert [f.element for f in findings("deadline.unreadable", with_timer(text))] == ["late"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("go-live", "timeDate"),
        ("2015-01-09T12:00:00Z", "timeDate"),
        ("2015-01-09", "timeDate"),
        ("P14D", "timeDuration"),
    ],
)
def test_names_instants_and_periods_can_be_read(text: str, kind: str) -> None:
    assert findings("deadline.unreadable", with_timer(text, kind)) == []


def test_a_period_that_is_none_is_refused() -> None:
    assert [f.element for f in findings("deadline.unreadable", with_timer("go-live", "timeDuration"))] == ["late"]


@pytest.mark.parametrize(("text", "refused"), [("2015-01-09T12:00:00", True), ("2015-01-09T12:00:00+00:00", False)])
def test_a_time_without_zone_is_refused(text: str, refused: bool) -> None:
    assert bool(findings("deadline.naive", with_timer(text))) is refused


@pytest.mark.parametrize(
    ("text", "kind", "severities"),
    [
        ("2015-01-09T12:00:00Z", "timeDate", ["error"]),
        ("2015-01-09", "timeDate", ["error"]),
        ("P14D", "timeDuration", ["warning"]),
        ("go-live", "timeDate", []),
    ],
)
def test_dates_do_not_live_in_statutory_diagrams(text: str, kind: str, severities: list[str]) -> None:
    found = findings("deadline.literal", with_timer(text, kind, approvals_statutory="true"))
    assert [f.severity for f in found] == severities
    assert findings("deadline.literal", with_timer(text, kind)) == []


def test_a_stage_of_a_statutory_path_is_statutory() -> None:
    path = draw("path", start(), call("do", "one"), end(), flows=ONE, approvals_statutory="true")
    stage = draw(
        "one", start("s"), node("intermediateCatchEvent", "wait", timer("2015-01-09")), end("e"), flows="s > wait > e"
    )
    around = Surroundings(library(path, stages_one=stage).files, (ROUND,), lies_in_library=True)
    found = [f.element for f in check("stages/one.bpmn", stage, around).findings if f.rule == "deadline.literal"]
    assert found == ["wait"]


def test_a_statutory_step_without_any_deadline_is_a_warning() -> None:
    source = draw("path", start(), step("do"), end(), flows=ONE, approvals_statutory="true")
    assert [(f.element, f.severity) for f in findings("deadline.none", source)] == [("do", "warning")]
    assert findings("deadline.none", with_timer("go-live", approvals_statutory="true")) == []


def test_a_step_in_a_stage_is_covered_by_a_timer_on_every_call_of_it() -> None:
    stage = draw("one", start("s"), step("do_it"), end("e"), flows="s > do_it > e")
    parts = (start(), call("a", "one"), call("b", "one"), boundary("late", "a", timer("go-live")), end(), end("over"))
    path = draw("path", *parts, flows="begin > a > b > done\nlate > over", approvals_statutory="true")
    around = Surroundings(library(path, stages_one=stage).files, (ROUND,), lies_in_library=True)
    found = [f.element for f in check("stages/one.bpmn", stage, around).findings if f.rule == "deadline.none"]
    assert found == ["do_it"]


def test_a_deadline_without_ladder_is_a_warning() -> None:
    assert findings("deadline.no-ladder", with_timer("delegated-submission")) == []
    (found,) = findings("deadline.no-ladder", with_timer("co-commissioning-announced"))
    assert (found.severity, "no ladder in the round 2014-15" in found.message) == ("warning", True)


# --- publishing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "what"),
    [
        ({}, "does not carry approvals:title, approvals:category, approvals:statutory"),
        ({"approvals_title": "P", "approvals_category": "stage"}, ""),
        ({"approvals_title": "P", "approvals_category": "local", "approvals_statutory": "perhaps"}, '"perhaps"'),
        ({"approvals_title": "P", "approvals_category": "local", "approvals_statutory": "false"}, ""),
    ],
)
def test_what_is_published_says_what_it_is(marks: dict[str, str], what: str) -> None:
    source = draw("path", start(), milestone("do", "done"), end(), flows=ONE, **marks)
    around = Surroundings({"forms/answer.json": ANSWER}, (ROUND,), publishing=True)
    found = [f for f in check("paths/path.bpmn", source, around).findings if f.rule == "path.unmarked"]
    assert [what in f.message for f in found] == ([True] if what else [])


# --- what a case cannot hold ---------------------------------------------------------------------------------------


def test_what_only_a_dry_run_can_play_is_refused_for_a_case() -> None:
    until = '<loopCondition xsi:type="tFormalExpression">agreed == True</loopCondition>'
    loop = f"<standardLoopCharacteristics>{until}</standardLoopCharacteristics>"
    repeated = node("userTask", "do", loop, approvals_form="answer", approvals_role="officer")
    (found,) = findings("unsupported.in-a-case", draw("path", start(), repeated, end(), flows=ONE))
    assert found.element == "do"
    assert "uses a loop marker; draw the loop with a gateway. A case could not hold it" in found.message


def test_a_foreign_file_is_no_case() -> None:
    source = draw("other", start(), node("task", "do", "<standardLoopCharacteristics/>"), end(), flows=ONE)
    assert [f for f in check("x.bpmn", source).findings if f.rule == "unsupported.in-a-case"] == []


def test_the_rule_is_silent_where_another_refuses_the_element() -> None:
    source = draw("path", start(), step("do"), end(), step("alone"), flows=ONE)
    around = Surroundings(library(source).files, (ROUND,), lies_in_library=True)
    about = {f.rule for f in check("paths/path.bpmn", source, around).findings if f.element == "alone"}
    assert "unsupported.in-a-case" not in about
    assert about & {"node.unreachable", "node.dangling", "node.alone"}


def declaring(name: str, *parts: str, flows: str = ONE, **others: bytes) -> list[Finding]:
    drawn = (start(), *(parts or (step("do"),)), end())
    return findings("variable.unused", draw("path", *drawn, flows=flows, variables={name: "0"}), **others)


def test_a_declared_variable_that_nothing_names_is_refused_with_the_one_that_was_meant() -> None:
    (found,) = declaring("scor")
    assert found.message.endswith("Did you mean 'score'?")
    (found,) = declaring("zzz")
    assert found.message.endswith("Take the declaration out.")


def test_a_declared_variable_is_used_by_a_form_a_script_a_table_or_a_question_shown() -> None:
    assert declaring("score") == []
    assert declaring("total", script("do", "total = 1")) == []
    decide = node("businessRuleTask", "do", approvals_decision="grade")
    assert declaring("mark", decide, decisions_grade=table("grade", "mark", "level", "1 -> 2")) == []
    shown = form("answer", ask("word", properties={"shown-when": "asked == 1"}))
    assert declaring("asked", forms_answer=shown) == []


def test_a_deadline_that_counts_from_a_fact_needs_something_that_gives_the_fact() -> None:
    assert [one.element for one in findings("deadline.fact", with_timer("constitution-acknowledgement"))] == ["late"]
    stamped = form("answer", ask("word"), stamp="constitution_received_at")
    assert findings("deadline.fact", with_timer("constitution-acknowledgement"), forms_answer=stamped) == []
    assert findings("deadline.fact", with_timer("go-live")) == []
    assert findings("deadline.fact", with_timer("no-such-deadline")) == []
