"""Steps that the law gives a deadline: drawn on the step, round it, or on every call of its stage, or refused."""

from deadlines.rounds import shipped_round
from processes.checks.check import check
from processes.checks.finding import Finding
from processes.checks.subject import Surroundings
from tests.processes.drawing import boundary, call, draw, end, form, group, library, start, step, timer

ROUND = shipped_round("2014-15")
WORDS = 'source = "Next steps, 1"\nmessage = "may wait for ever"\nwhy = "It matters."\nremedy = "Mend it."\n'
LAW = '[[rule]]\nname = "pay-by"\ntitle = "Paid in time."\n' + WORDS + 'event = "form:pay"\nby = ["deadline:go-live"]\n'
STATUTORY = {"approvals_statutory": "true"}


def found(source: bytes, law: str = LAW, name: str = "paths/path.bpmn", **others: bytes) -> list[Finding]:
    """Return what the rule "statutory.deadline" says; its findings carry the names of the law."""
    files = {**library(source, "path", forms_pay=form("pay"), **others).files, "rules/law.toml": law.encode()}
    around = Surroundings(files, (ROUND,), lies_in_library=True)
    return [one for one in check(name, files[name], around).findings if one.rule == "statutory.pay-by"]


def timed(deadline: str) -> bytes:
    parts = (start(), step("pay", "pay"), boundary("late", "pay", timer(deadline), cancelActivity="false"))
    return draw("path", *parts, end(), end("over"), flows="begin > pay > done\nlate > over", **STATUTORY)


def test_a_step_with_the_deadline_of_the_law_is_accepted() -> None:
    assert found(timed("go-live")) == []


def test_a_step_with_another_deadline_is_refused_with_the_laws_words() -> None:
    (one,) = found(timed("joint-submission"))
    assert one.element == "pay"
    assert "may wait for ever. Paid in time. (Next steps, 1.) It matters. Mend it." in one.message


def test_a_step_without_a_deadline_is_refused_on_a_statutory_path_only() -> None:
    parts = (start(), step("pay", "pay"), end())
    assert [one.element for one in found(draw("path", *parts, flows="begin > pay > done", **STATUTORY))] == ["pay"]
    assert found(draw("path", *parts, flows="begin > pay > done")) == []


def test_a_deadline_round_the_step_counts() -> None:
    inside = group("body", start("in"), step("pay", "pay"), end("out"), flows="in > pay > out")
    parts = (start(), inside, boundary("late", "body", timer("go-live")), end(), end("over"))
    assert found(draw("path", *parts, flows="begin > body > done\nlate > over", **STATUTORY)) == []


def test_a_deadline_on_every_call_of_the_stage_counts_and_a_call_without_is_refused() -> None:
    stage = draw("stage", start("in"), step("pay", "pay"), end("out"), flows="in > pay > out")
    held = (start(), call("ask", "stage"), boundary("late", "ask", timer("go-live")), end(), end("over"))
    path = draw("path", *held, flows="begin > ask > done\nlate > over", **STATUTORY)
    assert found(path, stages_stage=stage) == []
    loose = draw("path", start(), call("ask", "stage"), end(), flows="begin > ask > done", **STATUTORY)
    assert [one.element for one in found(loose, stages_stage=stage)] == ["path"]
    assert [one.element for one in found(loose, name="stages/stage.bpmn", stages_stage=stage)] == ["pay"]


def test_a_law_that_cannot_be_read_is_said_elsewhere() -> None:
    assert found(timed("go-live"), law="[[rule]]") == []
