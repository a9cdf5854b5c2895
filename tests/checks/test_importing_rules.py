"""Rules that look at the files which a file imports, and rules that ask more of a library."""

from pathlib import Path

import pytest

from processes.checks.check import check
from processes.checks.finding import ERROR, INFO, WARNING, Finding
from processes.checks.rule import Rule
from processes.checks.subject import Subject, Surroundings
from processes.model import read_model
from processes.xml import BPMN, read_xml

DIAGRAMS = Path(__file__).parent / "diagrams"


def diagram(body: str, space: str = "urn:example:own", imports: str = "") -> bytes:
    named = "".join(
        f'<import importType="{BPMN}" location="{one}" namespace="urn:example:other"/>' for one in imports.split()
    )
    return (
        f'<definitions xmlns="{BPMN}" xmlns:other="urn:example:other" targetNamespace="{space}">{named}'
        f'<process id="approval" isExecutable="true">{body}</process></definitions>'
    ).encode()


PLAIN = '<startEvent id="asked"/><endEvent id="signed"/><sequenceFlow id="on" sourceRef="asked" targetRef="signed"/>'
BY_MESSAGE = PLAIN.replace('<startEvent id="asked"/>', '<startEvent id="asked"><messageEventDefinition/></startEvent>')
CALL = '<callActivity id="sign" calledElement="other:approval"/>'


def named(rule: str, source: bytes, files: dict[str, bytes]) -> list[Finding]:
    found = check("paths/own.bpmn", source, Surroundings(files)).findings
    return [one for one in found if one.rule == rule]


def test_an_imported_file_of_the_same_namespace_may_not_use_an_id_again() -> None:
    other = diagram(PLAIN)
    source = diagram('<task id="review"/>', imports="other.bpmn")
    assert "'approval' is used again" in named("import.twice", source, {"paths/other.bpmn": other})[0].message


def test_an_imported_file_of_another_namespace_may_use_any_id() -> None:
    source = diagram(PLAIN, imports="other.bpmn")
    assert not named("import.twice", source, {"other.bpmn": diagram(PLAIN, "urn:example:other")})


def test_two_imported_files_may_not_use_one_id_either() -> None:
    others = {name: diagram(PLAIN, "urn:example:other") for name in ("one.bpmn", "two.bpmn")}
    assert named("import.twice", diagram(PLAIN, imports="one.bpmn two.bpmn"), others)


def test_files_that_import_each_other_are_read_once() -> None:
    other = diagram(PLAIN, "urn:example:other", imports="own.bpmn third.bpmn")
    source = diagram(PLAIN, imports="other.bpmn other.bpmn")
    assert not named("import.twice", source, {"other.bpmn": other, "paths/own.bpmn": source})


def test_an_import_that_is_there_is_not_missed() -> None:
    source = diagram(PLAIN, imports="other.bpmn")
    assert not named("import.missing", source, {"paths/other.bpmn": diagram(PLAIN)})
    assert named("import.missing", source, {})[0].severity == WARNING


@pytest.mark.parametrize(("body", "refused"), [(PLAIN, False), (BY_MESSAGE, True)])
def test_a_call_of_an_imported_process_needs_a_plain_start_there(body: str, refused: bool) -> None:
    files = {"other.bpmn": diagram(body, "urn:example:other")}
    assert bool(named("call.start", diagram(CALL, imports="other.bpmn"), files)) is refused


def test_a_call_of_a_process_that_is_not_imported_is_left_to_other_rules() -> None:
    assert not named("call.start", diagram(CALL), {})


def test_a_call_finds_its_process_in_the_library() -> None:
    stage = diagram(BY_MESSAGE).replace(b'id="approval"', b'id="signing"')
    source = diagram('<callActivity id="sign" calledElement="signing"/>')
    assert named("call.start", source, {"stages/signing.bpmn": stage})


RAISED = [
    ("scope.start", "fail", WARNING),
    ("scope.end", "fail", WARNING),
    ("scope.several-starts", "fail", WARNING),
    ("scope.no-way-out", "fail", WARNING),
    ("flow.split", "fail", WARNING),
    ("gateway.choice", "fail_no_default", WARNING),
    ("event.timer", "fail_none", WARNING),
    ("import.missing", "fail", WARNING),
    ("process.none", "fail_empty", WARNING),
    ("process.not-executable", "fail", INFO),
]


@pytest.mark.parametrize(("rule", "name", "severity"), RAISED)
def test_what_a_plain_file_may_leave_out_is_an_error_at_publishing(rule: str, name: str, severity: str) -> None:
    source = (DIAGRAMS / rule / f"{name}.bpmn").read_bytes()
    plain, asked = (check("a.bpmn", source, Surroundings(publishing=publishing)) for publishing in (False, True))
    assert {one.severity for one in plain.findings if one.rule == rule} == {severity}
    assert {one.severity for one in asked.findings if one.rule == rule} == {ERROR}


WARNED = [
    ("flow.default", "fail_condition"),
    ("flow.condition", "fail_only_way_of_a_gateway"),
    ("event.which", "fail_signal"),
    ("event.which", "fail_message_flow"),
    ("event.which", "fail_shared"),
    ("language.formal", "fail_readable"),
    ("language.formal", "fail_time"),
    ("reference.target", "fail_child"),
    ("gateway.superfluous", "fail_one_way"),
]


@pytest.mark.parametrize(("rule", "name"), WARNED)
def test_what_runs_as_drawn_all_the_same_is_a_warning(rule: str, name: str) -> None:
    found = check("a.bpmn", (DIAGRAMS / rule / f"{name}.bpmn").read_bytes()).findings
    assert {one.severity for one in found if one.rule == rule} == {WARNING}


def test_a_rule_that_nothing_judges_says_nothing() -> None:
    source = diagram(PLAIN)
    subject = Subject("a.bpmn", source, read_model(read_xml(source)))
    rule = Rule("nothing.yet", why="Nothing.", remedy="Nothing.")
    assert list(rule.findings(subject)) == []
    assert rule.page == ""
