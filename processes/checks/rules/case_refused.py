"""A construct that a case cannot hold, though a dry run can play it.

A case waits for people for months, is stored and restored between any two steps, and is explained to an auditor. Some
constructs of BPMN have no settled meaning there: several instances of one step, signals that every case would hear,
conditions that are asked all the time, steps that begin of themselves. They are played by `approvals play` and refused
for a case, when it is published and again when it is loaded. The rule is silent where another one refuses the element
already.

    <userTask id="review"/> in a loop drawn with a gateway      accepted
    <userTask id="review"> with a loop marker                   refused in the library
    <signalEventDefinition/>                                    refused in the library
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.engine.supported import refusals

RULE = Rule(
    "unsupported.in-a-case",
    why="A case could not hold it until somebody acts.",
    remedy="Draw it with steps, gateways, deadlines and messages.",
    scope=LIBRARY,
    stands_back=True,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what the loading of a case would refuse."""
    for element, reason in refusals(subject.model.root):
        yield Fault(element or subject.model.processes[0].id, reason.strip().removesuffix("."))
