"""The law on every run: small paths that keep it and small paths that break it, with the way that does."""

from typing import Any

import pytest

from deadlines.rounds import shipped_round
from processes.checks.catalogue import catalogue
from processes.checks.check import check
from processes.checks.finding import Finding
from processes.checks.subject import Surroundings
from tests.processes.drawing import (
    ask,
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
    node,
    parallel,
    script,
    start,
    step,
    table,
    throw,
    timer,
)

ROUND = shipped_round("2014-15")


def decide(name: str, *values: str) -> bytes:
    options = [{"label": value, "value": value} for value in values]
    return form(name, ask(name, "radio", values=options, validate={"required": True}), stamp=f"{name}_at")


FORMS = {
    "forms_decision": decide("decision", "approved", "declined"),
    "forms_sign": decide("sign", "signed", "refused"),
    "forms_pay": form("pay"),
    "forms_leave": form("leave"),
}
WORDS = 'source = "Next steps, 1"\nmessage = "breaks {0}"\nwhy = "It matters."\nremedy = "Mend it."\n'


def rule(name: str, more: str) -> str:
    return f'[[rule]]\nname = "{name}"\ntitle = "{name}."\n' + WORDS.format(name) + more + "\n"


PAID = rule("paid-after-approval", 'event = "form:pay"\nneeds = ["form:decision"]\nholds = \'decision == "approved"\'')


def found(
    law: str, source: bytes, prefix: str = "statutory.", name: str = "paths/path.bpmn", **others: bytes
) -> list[Finding]:
    files = {**library(source, "path", **{**FORMS, **others}).files, "rules/law.toml": law.encode()}
    around = Surroundings(files, (ROUND,), lies_in_library=True)
    return [one for one in check(name, files[name], around).findings if one.rule.startswith(prefix)]


def path(*parts: str, flows: str, **drawn: Any) -> bytes:
    return draw("path", start(), *parts, flows=flows, **{"approvals_statutory": "true", **drawn})


DECIDE = step("decide", "decision")
PAY = step("pay", "pay")
CHOICE = (DECIDE, choice("ok", "ok_to_no"), PAY, end(), end("no"))


def test_an_order_that_is_kept_is_accepted() -> None:
    flows = 'begin > decide > ok > pay if decision == "approved"\nok > no\npay > done'
    assert found(PAID, path(*CHOICE, flows=flows)) == []


def test_an_order_that_is_broken_is_refused_with_source_reason_and_way() -> None:
    (one,) = found(PAID, path(PAY, DECIDE, end(), flows="begin > pay > decide > done"))
    assert (one.rule, one.element, one.trace) == ("statutory.paid-after-approval", "pay", ("begin", "pay"))
    assert one.message == "'pay' breaks paid-after-approval. paid-after-approval. (Next steps, 1.) It matters. Mend it."


def test_a_condition_that_lets_too_many_pass_is_refused() -> None:
    flows = 'begin > decide > ok > pay if decision != "unheard"\nok > no\npay > done'
    assert [one.rule for one in found(PAID, path(*CHOICE, flows=flows))] == ["statutory.paid-after-approval"]


def test_an_answer_given_before_and_changed_since_counts_no_more() -> None:
    flows = 'begin > decide > ok > again if decision == "approved"\nok > no\nagain > pay > done'
    again = step("again", "decision")
    assert len(found(PAID, path(*CHOICE, again, flows=flows))) == 1


def test_the_law_is_for_statutory_paths() -> None:
    source = path(PAY, end(), flows="begin > pay > done", approvals_statutory="false")
    assert found(PAID, source) == []


def test_a_rule_for_a_model_is_asked_of_that_model_only() -> None:
    law = PAID + 'model = "delegated"\n'
    assert found(law, path(PAY, end(), flows="begin > pay > done", approvals_model="joint")) == []
    assert len(found(law, path(PAY, end(), flows="begin > pay > done", approvals_model="delegated"))) == 1
    law = PAID + 'model = "none"\n'
    assert len(found(law, path(PAY, end(), flows="begin > pay > done"))) == 1


def test_a_rule_for_paths_where_something_can_happen_is_silent_elsewhere() -> None:
    assert found(PAID + 'where = "form:sign"\n', path(PAY, end(), flows="begin > pay > done")) == []


def test_stages_are_looked_at_as_a_part_of_their_path() -> None:
    stage = draw("stage", start("s"), step("pay_now", "pay"), end("e"), flows="s > pay_now > e")
    source = path(call("pay_stage", "stage"), end(), flows="begin > pay_stage > done")
    (one,) = found(PAID, source, stages_stage=stage)
    assert one.element == "pay_stage"
    assert "at 'pay_now' of 'path'" in one.message
    (one,) = found(PAID, source, name="stages/stage.bpmn", stages_stage=stage)
    assert one.element == "pay_now"


def test_a_fault_of_the_path_is_told_at_the_stage_that_is_checked() -> None:
    stage = draw("stage", start("s"), milestone("m", "x"), end("e"), flows="s > m > e")
    source = path(call("stage_call", "stage"), PAY, end(), flows="begin > stage_call > pay > done")
    (one,) = found(PAID, source, name="stages/stage.bpmn", stages_stage=stage)
    assert one.element == "stage"


def test_what_must_happen_once_only() -> None:
    law = rule("once", 'event = "status:live"\nat_most = 1')
    loop = (milestone("live", "live"), DECIDE, choice("ok", "ok_to_done"), end())
    flows = 'begin > live > decide > ok > live if decision == "declined"\nok > done'
    assert [one.rule for one in found(law, path(*loop, flows=flows))] == ["statutory.once"]
    assert found(law, path(milestone("live", "live"), end(), flows="begin > live > done")) == []


def test_what_may_never_happen() -> None:
    law = rule("never", 'never = ["form:pay"]')
    assert [one.element for one in found(law, path(PAY, end(), flows="begin > pay > done"))] == ["pay"]


def test_one_of_several_is_enough() -> None:
    law = rule("either", 'event = "form:pay"\nneeds_one = ["form:sign", "form:decision"]')
    assert found(law, path(DECIDE, PAY, end(), flows="begin > decide > pay > done")) == []
    assert len(found(law, path(PAY, end(), flows="begin > pay > done"))) == 1


LATE = rule(
    "late", 'event = "form:pay"\nafter = ["deadline:go-live"]\nuntil = ["form:decision", "when:decision == \\"x\\""]'
)


def test_what_is_forbidden_after_a_deadline_until_somebody_rules() -> None:
    parts = (step("do", "leave"), boundary("late", "do", timer("go-live")), choice("join"), DECIDE, PAY, end())
    assert len(found(LATE, path(*parts[:3], PAY, end(), flows="begin > do > join > pay > done\nlate > join"))) == 1
    assert found(LATE, path(*parts, flows="begin > do > join > decide > pay > done\nlate > join")) == []
    assert found(LATE, path(step("do", "leave"), PAY, end(), flows="begin > do > pay > done")) == []


def test_a_condition_that_a_gateway_found_true_is_heard() -> None:
    law = rule("asked", 'event = "form:pay"\nneeds_one = ["when:now() > deadline(\\"go-live\\")"]')
    parts = (choice("ok", "ok_to_no"), PAY, end(), end("no"))
    flows = 'begin > ok > pay if now() > deadline("go-live") and 1 == 1\nok > no\npay > done'
    assert found(law, path(*parts, flows=flows)) == []
    assert len(found(law, path(PAY, end(), flows="begin > pay > done"))) == 1


def test_what_begins_must_meet_its_answer_before_the_end() -> None:
    law = rule("answered", 'from = ["form:decision"]\nmeets = ["form:pay"]')
    flows = 'begin > decide > ok > pay if decision == "approved"\nok > no\npay > done'
    (one,) = found(law, path(*CHOICE, flows=flows))
    assert (one.element, one.trace[-1]) == ("no", "no")
    assert found(law, path(DECIDE, PAY, end(), flows="begin > decide > pay > done")) == []


def test_what_begins_only_under_a_condition() -> None:
    law = rule("answered", 'from = ["form:decision"]\nmeets = ["form:pay"]\nif = \'decision == "approved"\'')
    flows = 'begin > decide > ok > pay if decision == "approved"\nok > no\npay > done'
    assert found(law, path(*CHOICE, flows=flows)) == []


def test_a_rule_does_not_count_where_its_exception_holds() -> None:
    law = PAID + "unless = 'decision == \"declined\"'\n"
    flows = 'begin > decide > ok > pay if decision == "declined"\nok > no\npay > done'
    assert found(law, path(*CHOICE, flows=flows)) == []


def test_messages_cases_and_offers_are_heard() -> None:
    law = rule("after", 'event = "opens:path"\nneeds = ["message:told", "sends:said", "form:leave"]')
    opens = node("serviceTask", "open", approvals_operation="open-case", approvals_opens="path", approvals_with="a = 1")
    hear = catch("hear", message("told"))
    offer = catch("offer", message("gone"), approvals_form="leave", approvals_role="officer")
    parts = (hear, throw("say", message("said")), offer, opens, end())
    source = path(*parts, flows="begin > hear > say > offer > open > done", messages="told:word said:word gone:")
    assert found(law, source) == []
    assert len(found(law, path(opens, end(), flows="begin > open > done"))) == 1


def test_an_interruption_can_break_the_law_at_any_time() -> None:
    law = rule("no-pay-after-leaving", 'event = "form:pay"\nafter = ["form:leave"]')
    body = group("body", start("b"), DECIDE, end("e"), flows="b > decide > e")
    leave = boundary("leave", "body", message("gone"), approvals_form="leave", approvals_role="officer")
    flows = "begin > body > join > pay > done\nleave > join"
    assert len(found(law, path(body, leave, choice("join"), PAY, end(), flows=flows, messages="gone:"))) == 1


def test_all_orders_of_parallel_work_are_looked_at() -> None:
    parts = (parallel("fork"), DECIDE, PAY, parallel("join"), end())
    (one,) = found(PAID, path(*parts, flows="begin > fork > decide > join > done\nfork > pay > join"))
    assert one.trace[-1] == "pay"


def test_a_law_that_cannot_be_read_refuses_every_statutory_path() -> None:
    (one,) = found("[[rule]]", path(PAY, end(), flows="begin > pay > done"))
    assert one.rule == "statutory.unreadable"
    for prefix in ("expression.unset", "gateway.never", "gateway.overlap", "gateway.no-way"):
        assert found("[[rule]]", path(PAY, end(), flows="begin > pay > done"), prefix) == []


# --- what the same runs show beside the law ------------------------------------------------------------------------


def test_a_variable_that_is_read_before_it_is_asked_is_refused_with_the_way() -> None:
    flows = 'begin > ok > decide if decision == "approved"\nok > no\ndecide > done'
    (one,) = found("", path(choice("ok", "ok_to_no"), DECIDE, end(), end("no"), flows=flows), "expression.unset")
    assert (one.element, one.trace) == ("ok", ("begin", "ok"))
    assert "reads 'decision', which nothing has given a value by then on a run of 'path'" in one.message


def test_a_script_and_a_table_may_read_what_a_form_has_asked() -> None:
    rows = table("t", "decision sign", "out", '"approved" | "signed" -> 1', "- | - -> 2", policy="FIRST")
    look = node("businessRuleTask", "look", approvals_decision="t")
    parts = (DECIDE, step("sign", "sign"), look, script("s", "n = out"),
             choice("ok", "ok_to_no"), end(), end("no"))  # fmt: skip
    source = path(*parts, flows="begin > decide > sign > look > s > ok > done if n == 1\nok > no")
    assert [f.rule for f in found("", source, "", decisions_t=rows) if f.severity == "error"] == []
    early = path(*parts, flows="begin > decide > look > sign > s > ok > done if n == 1\nok > no")
    assert [f.element for f in found("", early, "expression.unset", decisions_t=rows)] == ["look"]


def test_a_table_without_a_rule_for_an_answer_is_refused() -> None:
    rows = table("t", "decision", "out", '"approved" -> 1')
    parts = (
        DECIDE,
        node("businessRuleTask", "look", approvals_decision="t"),
        choice("ok", "ok_to_no"),
        end(),
        end("no"),
    )
    source = path(*parts, flows="begin > decide > look > ok > done if out == 1\nok > no")
    (one,) = found("", source, "decision.no-rule", decisions_t=rows)
    assert "cannot go on: no rule of the table 't' may fit" in one.message


def test_a_condition_that_no_answer_meets_is_refused_and_an_idle_default_is_a_warning() -> None:
    flows = 'begin > decide > ok > pay if decision == "aproved"\nok > no\npay > done'
    (one,) = found("", path(*CHOICE, flows=flows), "gateway.never-taken")
    assert (one.element, one.severity) == ("ok_to_pay", "error")
    flows = 'begin > decide > ok > pay if decision in ["approved", "declined"]\nok > no\npay > done'
    (one,) = found("", path(*CHOICE, flows=flows), "gateway.never-taken")
    assert (one.element, one.severity) == ("ok_to_no", "warning")


def test_two_conditions_that_hold_at_once_are_refused() -> None:
    flows = (
        'begin > decide > ok > pay if decision == "approved"\nok > other if decision != "declined"\n'
        "ok > no\npay > done\nother > over"
    )
    (one,) = found("", path(*CHOICE, milestone("other", "x"), end("over"), flows=flows), "gateway.overlap")
    assert one.element == "ok"
    assert "'ok_to_pay' and 'ok_to_other'" in one.message


def test_a_gateway_where_no_way_is_open_is_refused() -> None:
    parts = (DECIDE, choice("ok"), PAY, end())
    (one,) = found(
        "", path(*parts, flows='begin > decide > ok > pay if decision == "approved"\npay > done'), "gateway.no-way"
    )
    assert (one.element, one.trace[-1]) == ("decide", "decide")


def test_starting_values_and_facts_from_those_who_open_the_case_are_known() -> None:
    opens = node("serviceTask", "t", approvals_operation="open-case", approvals_opens="path", approvals_with="how = 1")
    opener = draw("opener", start("s"), opens, end("e"), flows="s > t > e")
    parts = (choice("a", "a_to_b"), choice("b", "b_to_no"), milestone("m", "x"), milestone("k", "y"), end(), end("no"))
    flows = 'begin > a > m if how == 2\na > b > k if mark == "z"\nb > no\nm > done\nk > done'
    source = path(*parts, flows=flows, variables={"how": "0", "mark": '"z"', "made": "mark + mark"})
    never = [f.element for f in found("", source, "gateway.never-taken", paths_opener=opener)]
    assert never == ["b_to_no"]


def test_questions_that_are_not_asked_have_no_answer() -> None:
    asking = form(
        "asking", ask("first", "radio", values=[{"label": v, "value": v} for v in ("a", "b")]),
        ask("second", "checkbox", properties={"shown-when": 'first == "a"'}),
        ask("third", "checkbox", properties={"shown-when": "gone == 1"}),
    )  # fmt: skip
    parts = (step("ask", "asking"), choice("ok", "ok_to_no"), milestone("x", "x"), end(), end("no"))
    flows = 'begin > ask > ok > x if first == "b" and second == True\nok > no\nx > done'
    assert [f.element for f in found("", path(*parts, flows=flows), "gateway.never", forms_asking=asking)] == [
        "ok_to_x"
    ]
    flows = "begin > ask > ok > x if third == True\nok > no\nx > done"
    assert [f.element for f in found("", path(*parts, flows=flows), "gateway.never", forms_asking=asking)] == [
        "ok_to_x"
    ]


def test_what_a_message_carries_is_what_the_library_can_say() -> None:
    sender = draw("sender", start("s"), script("t", 'decision = "withdrawn"'), throw("u", message("told")), end("e"),
                  flows="s > t > u > e", messages="told:decision")  # fmt: skip
    parts = (catch("hear", message("told")), choice("ok", "ok_to_no"), milestone("x", "x"), end(), end("no"))
    for value, refused in (("withdrawn", False), ("approved", False), ("unheard", True)):
        flows = f'begin > hear > ok > x if decision == "{value}"\nok > no\nx > done'
        source = path(*parts, flows=flows, messages="told:decision")
        assert bool(found("", source, "gateway.never-taken", paths_sender=sender)) is refused


def test_too_many_runs_are_not_called_lawful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processes.checks.law.runs.LIMIT", 2)
    (one,) = found(PAID, path(DECIDE, PAY, end("limited"), flows="begin > decide > pay > limited"))
    assert (one.rule, one.severity) == ("statutory.not-decided", "warning")


def test_what_cannot_be_read_is_left_to_its_own_rule() -> None:
    parts = (choice("ok", "ok_to_no"), script("s", "import os"), milestone("x", "x"), end(), end("no"))
    source = path(*parts, flows="begin > ok > s if a.b == 1\ns > x > done\nok > no", variables={"v": "a.b"})
    assert found(PAID, source) == []
    assert {f.element for f in found(PAID, source, "expression.unreadable")} == {"ok_to_s", "s", "path"}


def test_a_starting_value_that_cannot_be_known_is_left_open() -> None:
    parts = (choice("ok", "ok_to_no"), choice("or", "or_to_no"), end(), end("no"))
    flows = "begin > ok > or if v == 1\nor > done if w == 1\nok > no\nor > no"
    source = path(*parts, flows=flows, variables={"v": "1 / 0", "w": "[1]"})
    assert found("", source, "gateway.never") == []


def test_an_answer_that_may_be_left_empty_may_be_nothing() -> None:
    asking = form("asking", ask("word"), ask("must", validate={"required": True}))
    parts = (step("ask", "asking"), choice("ok", "ok_to_no"), choice("or", "or_to_no"), end(), end("no"))
    flows = 'begin > ask > ok > or if given("word")\nor > done if given("must")\nok > no\nor > no'
    never = [f.element for f in found("", path(*parts, flows=flows), "gateway.never", forms_asking=asking)]
    assert never == ["or_to_no"]


def test_the_law_is_not_satisfied_by_what_nobody_has_answered() -> None:
    law = rule("answered", 'event = "form:pay"\nholds = \'decision == "approved"\'')
    assert len(found(law, path(PAY, DECIDE, end(), flows="begin > pay > decide > done"))) == 1


def test_a_rule_broken_on_many_runs_is_told_once() -> None:
    law = rule("answered", 'from = ["form:decision"]\nmeets = ["form:pay"]')
    parts = (DECIDE, choice("ok", "ok_to_no"), end(), end("no"))
    assert len(found(law, path(*parts, flows='begin > decide > ok > done if decision == "approved"\nok > no'))) == 1


def test_a_table_is_asked_only_what_its_constants_leave_open() -> None:
    rows = table("t", "path gone", "out", '"other" | 1 -> 1', "- | - -> 2", policy="FIRST")
    parts = (node("businessRuleTask", "look", approvals_decision="t"), choice("ok", "ok_to_no"), end(), end("no"))
    source = path(*parts, flows="begin > look > ok > done if out == 2\nok > no")
    assert found("", source, "expression.unset", decisions_t=rows) == []


def test_what_explores_every_run_is_asked_before_publishing_and_not_at_load() -> None:
    late = {rule.name for rule in catalogue() if not rule.at_load}
    assert {"statutory.order", "expression.unset", "gateway.never-taken", "deadline.order", "soundness"} <= late


@pytest.mark.parametrize(("first", "answers"), [("approved", ("declined",)), ("declined", ("approved",))])
def test_an_answer_given_beside_what_the_law_guards_is_tried_before_and_after_it(
    first: str, answers: tuple[str, ...]
) -> None:
    """An order that the search left out: the law read an answer, and nobody told the reduction."""
    law = rule("paid-after-approval", 'event = "form:pay"\nholds = \'decision == "approved"\'')
    parts = (parallel("fork"), step("decide", "decision"), PAY, parallel("join"), end())
    flows = "begin > fork > decide > join > done\nfork > pay > join"
    source = path(*parts, flows=flows, variables={"decision": f'"{first}"'})
    assert [one.rule for one in found(law, source, forms_decision=decide("decision", *answers))] == [
        "statutory.paid-after-approval"
    ]


def test_a_join_of_two_answers_is_passed_by_no_run() -> None:
    """A step that may be left by a message hid it: the case could still end."""
    parts = (DECIDE, choice("ok", "ok_to_meet"), PAY, parallel("meet"), end())
    flows = 'begin > decide > ok > pay if decision == "approved"\nok > meet\npay > meet\nmeet > done'
    (one,) = found("", path(*parts, flows=flows), "gateway.never-passed")
    assert one.element == "meet"
    assert found("[[rule]]", path(*parts, flows=flows), "gateway.never-passed") == []


def test_a_join_of_two_steps_side_by_side_is_passed() -> None:
    parts = (parallel("fork"), DECIDE, PAY, parallel("meet"), end())
    source = path(*parts, flows="begin > fork > decide > meet > done\nfork > pay > meet")
    assert found("", source, "gateway.never-passed") == []


def test_what_a_stage_does_wrong_is_not_told_again_at_its_path() -> None:
    flows = 's > ask > ok > p if decision == "approved"\nok > q if decision != "declined"\nok > e\np > e\nq > e'
    stage = draw("stage", start("s"), step("ask", "decision"), choice("ok", "ok_to_e"), milestone("p", "x"),
                 milestone("q", "y"), end("e"), flows=flows)  # fmt: skip
    source = path(call("do", "stage"), end(), flows="begin > do > done")
    assert found("", source, "gateway.overlap", stages_stage=stage) == []
    assert len(found("", source, "gateway.overlap", name="stages/stage.bpmn", stages_stage=stage)) == 1


def test_a_file_of_the_library_that_cannot_be_read_is_left_to_its_own_check() -> None:
    assert found("", path(DECIDE, end(), flows="begin > decide > done"), "call.", stages_broken=b"<not") == []


def test_what_is_too_large_to_be_looked_at_is_not_called_lawful_or_sound() -> None:
    wide = "".join(node("task", f"t{n}") for n in range(70)) + node("inclusiveGateway", "any")
    ways = "\n".join(f"any > t{n} > done if now() > now()" for n in range(70))
    source = path(wide, end(), flows=f"begin > any\n{ways}")
    rules = {one.rule for one in found(PAID, source, "") if one.severity == "warning"}
    assert {"statutory.not-decided", "soundness.undecided"} <= rules
