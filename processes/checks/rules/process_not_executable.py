"""A process is not marked as executable.

A drawing may be for reading only. What is to be published has to be marked as something that can be run.

    <process id="plan" isExecutable="true">                           accepted
    <process id="plan">                                               a remark, at publishing an error

Source: BPMN 2.0.2, 10.2 (isExecutable).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, INFO
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "process.not-executable",
    why="Only processes that are marked as executable can be opened as cases.",
    remedy="Mark the process as executable when it is to be run.",
    severity=INFO,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the processes without the mark."""
    severity = ERROR if subject.publishing else INFO
    for xml in subject.model.every("process"):
        if xml.get("isExecutable") not in ("true", "1"):
            yield Fault(place_of(xml), "is not marked as executable", severity=severity)
