"""Check one file: read it as a stranger's, ask every rule, say what was found."""

from collections.abc import Iterator, Mapping

from deadlines.rounds import Round
from processes.checks.catalogue import catalogue
from processes.checks.finding import ERROR, SEVERITIES, Finding, Report
from processes.checks.subject import Subject
from processes.model import read_model
from processes.xml import UnreadableXml, read_xml

UNREADABLE = "file.unreadable"


def check(
    name: str,
    source: bytes,
    files: Mapping[str, bytes] | None = None,
    rounds: tuple[Round, ...] = (),
    *,
    publishing: bool = False,
    lies_in_library: bool = False,
) -> Report:
    """Return what all rules say of one file, errors first; the arguments are those of `Subject`."""
    try:
        root = read_xml(source)
    except UnreadableXml as problem:
        return Report(name, (Finding(UNREADABLE, ERROR, "", str(problem)),))
    known = {**(files or {})}
    subject = Subject(name, source, read_model(root), known, rounds, publishing, lies_in_library)
    return Report(name, tuple(sorted(set(_findings(subject)), key=_by_severity)))


def _findings(subject: Subject) -> Iterator[Finding]:
    for rule in catalogue():
        yield from rule.findings(subject)


def _by_severity(finding: Finding) -> tuple[int, str, str, str]:
    return SEVERITIES.index(finding.severity), finding.rule, finding.element, finding.message
