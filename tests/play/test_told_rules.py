"""The rules `unsupported` and `rewritten` say in a check what playing and running make of a file."""

from processes.checks.finding import Finding
from processes.checks.rules import rewritten, unsupported
from processes.checks.subject import Subject
from processes.model import read_model
from processes.xml import read_xml
from tests.play.playing import link, mark
from tests.processes.drawing import catch, draw, end, node, start, throw

LINKED = (start(), throw("out", link("l")), catch("back", link("l")), mark("a"), end())


def asked(module: object, *parts: str, flows: str) -> list[Finding]:
    source = draw("path", *parts, flows=flows)
    rule = rewritten.RULE if module is rewritten else unsupported.RULE
    return list(rule.findings(Subject("path.bpmn", source, read_model(read_xml(source)))))


def test_a_construct_that_cannot_be_run_is_an_error_by_its_own_name() -> None:
    (finding,) = asked(unsupported, start(), node("complexGateway", "g"), end(), flows="begin > g > done")
    assert (finding.rule, finding.severity, finding.element) == ("unsupported.complex-gateway", "error", "g")
    assert finding.message.startswith("'g' is a complex gateway. No two engines agree")
    assert asked(unsupported, *LINKED, flows="begin > out\nback > a > done") == []


def test_a_rewrite_is_information_at_the_element_as_it_was_drawn() -> None:
    (finding,) = asked(rewritten, *LINKED, flows="begin > out\nback > a > done")
    assert (finding.rule, finding.severity, finding.element) == ("rewritten.link", "info", "out")


def test_nothing_is_said_to_be_rewritten_in_a_file_that_cannot_be_run() -> None:
    parts = (*LINKED, node("complexGateway", "g"))
    assert asked(rewritten, *parts, flows="begin > out\nback > a > g > done") == []
