"""A gateway neither splits nor joins.

A gateway with one flow in and one flow out changes nothing. One without any flow at all is not part of the process.

    a gateway with one flow in and two out                            accepted
    a gateway with one flow in and one out                            a warning
    a gateway without flows                                           refused

Source: BPMN 2.0.2, 8.4 (a gateway has several incoming or several outgoing flows).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import GATEWAY_KINDS

RULE = Rule(
    "gateway.superfluous",
    why="Readers look for a decision or a join where there is none.",
    remedy="Take it away, or draw the flows that are missing.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the gateways with at most one flow on either side."""
    for node in subject.model.nodes.values():
        ins, outs = (len(flows.get(node.id, ())) for flows in (subject.model.incoming, subject.model.outgoing))
        if node.kind not in GATEWAY_KINDS or ins > 1 or outs > 1:
            continue
        if not ins and not outs:
            yield Fault(node.id, "is a gateway that no flow touches", severity=ERROR)
        else:
            yield Fault(node.id, "is a gateway that neither splits nor joins")
