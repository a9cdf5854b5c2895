"""A node leads nowhere although the process has an end event.

Where a process or sub-process has an end event, every other node needs a flow out of it, except event sub-
processes, activities for compensation, compensation boundary events and the throwing half of a link. Intermediate
events and gateways always need one.

    start -> approve -> end                                           accepted
    start -> split -> approve, split -> end                           refused: approve leads nowhere

Without any end event, what has no outgoing flow ends its way; that is legal.

Source: BPMN 2.0.2, 10.5 (end event, intermediate event) and 10.6.
"""

from collections.abc import Iterator

from processes.checks.reach import ends_by_itself, has_end, is_ad_hoc
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import GATEWAY_KINDS

RULE = Rule(
    "node.dangling",
    why="A run that comes to it would stop there, and nobody can see whether that is meant.",
    remedy="Draw the flow that goes on from it, or an end event after it.",
)
_MUST_GO_ON = ("startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", *GATEWAY_KINDS)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes without an outgoing flow that need one."""
    for scope in subject.model.scopes.values():
        ended = has_end(scope) and not is_ad_hoc(scope)
        for node in scope.nodes:
            leads_on = subject.model.outgoing.get(node.id) or ends_by_itself(node)
            if not leads_on and (ended or node.kind in _MUST_GO_ON):
                yield Fault(node.id, "leads nowhere")
