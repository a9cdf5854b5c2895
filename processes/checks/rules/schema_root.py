"""A file is not a BPMN file.

The outermost element of a BPMN file is `definitions` in the namespace of BPMN 2.0.

    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">    accepted
    <definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/">    refused: a decision table

Source: BPMN 2.0.2, 8.2 and 15.3.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.xml import BPMN

RULE = Rule(
    "schema.root",
    why="Nothing in it can be read as a process.",
    remedy="Save the diagram as BPMN 2.0.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the outermost element, when it is another one."""
    root = subject.model.root
    if root.tag != f"{{{BPMN}}}definitions":
        yield Fault(root.get("id") or "", f"is a file whose outermost element is {str(root.tag)[:120]}")
