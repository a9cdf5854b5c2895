"""A gateway does not do what its direction says.

`gatewayDirection` says whether a gateway splits (Diverging), joins (Converging) or does both (Mixed). Then its
flows must agree: one that splits has several outgoing flows and at most one incoming, one that joins the reverse.

    Diverging with one flow in and two out                            accepted
    Converging with one flow in and two out                           refused

Source: BPMN 2.0.2, 8.4 (gateway direction).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import GATEWAY_KINDS

RULE = Rule(
    "gateway.direction",
    why="The file says one thing in words and another in arrows, and tools follow one or the other.",
    remedy="Draw the flows that are missing, or leave the direction unspecified.",
)
_SEVERAL = {"Diverging": (False, True), "Converging": (True, False), "Mixed": (True, True)}


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the gateways whose flows disagree with their direction."""
    for node in subject.model.nodes.values():
        direction = node.xml.get("gatewayDirection", "Unspecified")
        if node.kind not in GATEWAY_KINDS or direction not in _SEVERAL:
            continue
        ins, outs = (len(flows.get(node.id, ())) for flows in (subject.model.incoming, subject.model.outgoing))
        if (ins > 1, outs > 1) != _SEVERAL[direction]:
            what = f"says that it is {direction.lower()}, but has {ins} incoming and {outs} outgoing flows"
            yield Fault(node.id, what)
