"""A step of a choreography stands in a process.

A choreography shows what several parties tell each other; its steps belong to no one's process.

    a choreography task in a choreography                             accepted
    a choreography task in a process                                  refused

Source: BPMN 2.0.2, 11.5 (choreography activities) and 10.2 (elements of processes).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import local

RULE = Rule(
    "process.choreography",
    why="It is nobody's work, so nobody would do it.",
    remedy="Draw a task that sends or receives the message.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the choreography activities inside processes."""
    for xml in subject.model.every("choreographyTask", "subChoreography", "callChoreography"):
        if any(local(one) == "process" for one in xml.iterancestors()):
            yield Fault(place_of(xml), f"holds or is a {local(xml)} in a process")
