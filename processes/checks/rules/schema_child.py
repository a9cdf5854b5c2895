"""An element lacks a part that it cannot do without.

A conditional event holds a condition, an operation the message that it takes, an input/output specification at
least one set of each.

    <conditionalEventDefinition><condition .../></conditionalEventDefinition>    accepted
    <conditionalEventDefinition/>                                                refused

Source: BPMN 2.0.2, the XML schema of each element in chapters 8 to 12.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.schema import NEEDED
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import BPMN

RULE = Rule(
    "schema.child",
    why="What it is meant to do cannot be told.",
    remedy="Add the part in the editor, or take the element away.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements without a part that they need."""
    for kind, needed in NEEDED.items():
        for xml in subject.model.every(kind):
            for part in needed:
                if xml.find(f"{{{BPMN}}}{part}") is None:
                    yield Fault(place_of(xml), f"has no {part} in its {kind}")
