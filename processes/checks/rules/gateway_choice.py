"""A gateway decides, but some of its flows have no condition, or none is the default.

A gateway that splits and chooses needs a condition on each flow but one, the default, which is taken when none of
the others holds. Where the conditions are certain to cover every case a default is not needed, but nobody can tell
by looking, so a library asks for it.

    two flows: one with a condition, the other the default            accepted
    two flows with conditions, no default                             a warning, in a library an error
    a flow without a condition that is not the default                a warning, in a library an error

Source: BPMN 2.0.2, 10.6 and 13.4 (an exception is thrown when no flow can be taken).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node, place_of

RULE = Rule(
    "gateway.choice",
    why="A case that fits none of the conditions would be stuck.",
    remedy="Make one of the flows the default.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield choosing gateways without a default, and their flows that say neither."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for node in subject.model.nodes.values():
        leaving = subject.model.outgoing.get(node.id, ())
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and len(leaving) > 1:
            yield from _of_gateway(subject, node, severity)


def _of_gateway(subject: Subject, node: Node, severity: str) -> Iterator[Fault]:
    if not node.default:
        yield Fault(node.id, "chooses between flows and has no default", severity=severity)
    for flow in subject.model.outgoing[node.id]:
        if not flow.condition and flow.id != node.default:
            what = f"leaves {subject.model.label(node.id)} without a condition and is not its default"
            remedy = "Give it a condition, or make it the default."
            yield Fault(place_of(flow.xml), what, "Nobody can tell when it is taken.", remedy, severity)
