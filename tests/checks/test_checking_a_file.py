"""Checking one file: unreadable, accepted, refused; errors come first."""

from pathlib import Path

from processes.checks.check import UNREADABLE, check
from processes.checks.finding import ERROR, SEVERITIES

DIAGRAMS = Path(__file__).parent / "diagrams"


def test_a_file_that_is_no_xml_is_refused_with_one_finding() -> None:
    report = check("a.bpmn", b"not xml")
    assert [one.rule for one in report.findings] == [UNREADABLE]
    assert not report.accepted


def test_a_plain_diagram_is_accepted_whatever_advice_it_gets() -> None:
    report = check("a.bpmn", (DIAGRAMS / "gateway.superfluous" / "fail_one_way.bpmn").read_bytes())
    assert report.findings
    assert report.accepted


def test_errors_come_first() -> None:
    report = check("a.bpmn", (DIAGRAMS / "node.unreachable" / "fail_no_flow.bpmn").read_bytes())
    order = [SEVERITIES.index(one.severity) for one in report.findings]
    assert report.findings[0].severity == ERROR
    assert order == sorted(order)
