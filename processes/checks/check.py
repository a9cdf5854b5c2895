"""Check one file: read it as a stranger's, ask every rule, say what was found."""

from collections.abc import Iterator

from processes.checks.catalogue import catalogue
from processes.checks.finding import ERROR, SEVERITIES, Finding, Report
from processes.checks.subject import Subject, Surroundings
from processes.model import read_model
from processes.xml import UnreadableXml, read_xml

UNREADABLE = "xml.malformed"
"""The rule of a file that is no XML at all; every other refusal is one of a diagram."""


def check(name: str, source: bytes, around: Surroundings | None = None) -> Report:
    """Return what all rules say of one file, errors first. name: as in the library (`paths/joint.bpmn`)."""
    try:
        root = read_xml(source)
    except UnreadableXml as problem:
        return Report(name, (Finding(problem.rule, ERROR, "", _unreadable(problem)),))
    subject = Subject(name, source, read_model(root), around or Surroundings())
    return Report(name, tuple(sorted(set(_findings(subject)), key=_by_severity)))


def _unreadable(problem: UnreadableXml) -> str:
    return f"{problem} Nothing of it was read, so nothing of it can run. Export the diagram again as BPMN 2.0 XML."


def _findings(subject: Subject) -> Iterator[Finding]:
    found = [(rule, finding) for rule in catalogue() for finding in rule.findings(subject)]
    refused = {one.element for rule, one in found if one.severity == ERROR and not rule.stands_back}
    for rule, finding in found:
        if not (rule.stands_back and finding.element in refused):
            yield finding


def _by_severity(finding: Finding) -> tuple[int, str, str, str]:
    return SEVERITIES.index(finding.severity), finding.rule, finding.element, finding.message
