"""A node is drawn that no run can come to.

Where a process or sub-process has a start event, every other node needs a flow that leads to it, except boundary
events, event sub-processes, activities for compensation and the catching half of a link. An intermediate event
always needs one. A node that is cut off, or a ring of nodes that only lead to each other, never runs.

    start -> approve -> transfer                                      accepted
    start -> transfer, approve -> transfer                            refused: nothing leads to approve

Without a start event, what has no incoming flow begins when the process does; that is legal.

Source: BPMN 2.0.2, 10.5 (start event, intermediate event) and 13.2.
"""

from collections.abc import Iterator

from processes.checks.reach import begins_by_itself, has_start, is_ad_hoc, links, reached, ways
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Node, Scope

RULE = Rule(
    "node.unreachable",
    why="It would never run, and a join that it feeds would not wait for it: what it says would be missing silently.",
    remedy="Draw the flow that leads to it, or take it away.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes that no run can come to."""
    for scope in subject.model.scopes.values():
        if not is_ad_hoc(scope):
            yield from _of_scope(subject.model, scope)


def _of_scope(model: Model, scope: Scope) -> Iterator[Fault]:
    starts = has_start(scope)
    linked = {catch.id for _, catch in links(scope)}
    begins = [node.id for node in scope.nodes if node.id not in linked and _begins(model, starts, node)]
    found = reached(ways(scope), begins)
    for node in scope.nodes:
        if node.id not in found and not model.incoming.get(node.id):
            yield Fault(node.id, "has no flow that leads to it")
        elif node.id not in found:
            yield Fault(node.id, "cannot be come to from any start")


def _begins(model: Model, starts: bool, node: Node) -> bool:
    if node.kind == "boundaryEvent":
        return node.attached_to not in model.nodes
    if begins_by_itself(node):
        return True
    event = node.kind in ("intermediateCatchEvent", "intermediateThrowEvent")
    return not event and not starts and not model.incoming.get(node.id)
