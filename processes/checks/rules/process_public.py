"""A public process says that it can be run.

A public process shows others only what concerns them; it is not the whole of what is done, so it is never
executable.

    <process processType="Private" isExecutable="true">               accepted
    <process processType="Public" isExecutable="true">                refused

Source: BPMN 2.0.2, 10.2 (process type).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "process.public",
    why="A public process leaves out what only its owner does, so a run would leave it out too.",
    remedy="Make it a private process, or do not mark it as executable.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the public processes that are marked as executable."""
    for xml in subject.model.every("process"):
        if xml.get("processType") == "Public" and xml.get("isExecutable") in ("true", "1"):
            yield Fault(place_of(xml), "is a public process that is marked as executable")
