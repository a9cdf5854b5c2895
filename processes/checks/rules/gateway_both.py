"""A gateway joins and splits at once.

Several flows lead into the gateway and several out of it. What waits for what, and what is asked of whom, is easier
seen with two gateways.

    a gateway that joins, then one that splits                        accepted
    one gateway with two flows in and two out                         a warning

Source: our own advice; BPMN 2.0.2, 8.4 allows it (Mixed).
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import GATEWAY_KINDS

RULE = Rule(
    "gateway.both",
    why="Readers cannot see whether it waits for all that comes in before it goes on.",
    remedy="Draw one gateway that joins and after it one that splits.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the gateways with several flows on both sides."""
    for node in subject.model.nodes.values():
        flows = (subject.model.incoming, subject.model.outgoing)
        if node.kind in GATEWAY_KINDS and all(len(side.get(node.id, ())) > 1 for side in flows):
            yield Fault(node.id, "joins and splits at once")
