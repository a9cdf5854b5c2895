"""A file is imported that is not there.

What another BPMN file holds can be checked and run only when it lies beside this one. Nothing is fetched from the
web.

    <import location="plan.bpmn"/> with plan.bpmn beside the file     accepted
    <import location="https://example.org/plan.bpmn"/>                a warning, in a library an error

Source: BPMN 2.0.2, 8.2 (import).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.imports import beside
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import BPMN

RULE = Rule(
    "import.missing",
    why="What it holds cannot be checked, and what is called there cannot be run.",
    remedy="Put the file beside this one.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the imports of BPMN files that were not given, at the first process."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    place = next((place_of(one) for one in subject.model.every("process")), "")
    for one in subject.model.every("import"):
        location = one.get("location") or ""
        if one.get("importType") == BPMN and beside(subject, location) is None:
            yield Fault(place, f"stands in a file that imports '{location}', which is not there", severity=severity)
