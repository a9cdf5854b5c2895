"""A sub-process lists data of its own.

A sub-process sees the data of the process round it, so it has no inputs and outputs of its own; only one that is
done several times may take a list and hand one back.

    the task inside reads the data of the process                     accepted
    the sub-process has a dataInput                                   refused

Source: BPMN 2.0.2, 10.4 (data inputs and outputs of sub-processes).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import SUB_PROCESS_KINDS
from processes.xml import BPMN

RULE = Rule(
    "data.sub-process",
    why="The sub-process sees the data of the process round it; a second set would be filled by nobody.",
    remedy="Put the data on the tasks inside, or call a process of its own.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the sub-processes with inputs or outputs."""
    for node in subject.model.nodes.values():
        listed = [node.xml.find(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}{kind}") for kind in ("dataInput", "dataOutput")]
        if node.kind in SUB_PROCESS_KINDS and not node.loop and any(one is not None for one in listed):
            yield Fault(node.id, "is a sub-process with data of its own")
