"""A file holds no process, or a process or sub-process has nothing in it.

Only processes can be run. A file with pools alone, or a choreography, is a drawing for reading.

    <process id="plan"> with a start event in it                      accepted
    a file without a process                                          a warning, at publishing an error

Source: our own advice; BPMN 2.0.2, 2.2 (process modelling conformance).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "process.none",
    why="There is nothing in it to run.",
    remedy="Draw the process.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the file, when it has no process, and processes and sub-processes without nodes."""
    severity = ERROR if subject.publishing else WARNING
    if not subject.model.processes:
        yield Fault(place_of(subject.model.root), "is a file without a process", severity=severity)
    for scope in subject.model.scopes.values():
        if not scope.nodes:
            yield Fault(place_of(scope.xml), "has nothing in it", severity=severity)
