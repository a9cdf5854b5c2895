"""A compensation boundary event does not lead to exactly one activity for compensation.

What undoes an activity is joined to its compensation boundary event by an association, not by a flow, and is marked
`isForCompensation`.

    boundary event ....> task with isForCompensation="true"           accepted
    boundary event ....> an ordinary task                             refused

Source: BPMN 2.0.2, 10.7 (compensation handler).
"""

from collections.abc import Iterator

from processes.checks.reach import has_event
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, Model, Node, plain_ref

RULE = Rule(
    "compensation.handler",
    why="When the work has to be undone, nothing would be.",
    remedy="Join the event by one association to one activity that is marked as being for compensation.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the compensation boundary events without exactly one handler."""
    for node in subject.model.nodes.values():
        if node.kind == "boundaryEvent" and has_event(node, "compensate"):
            handlers = _handlers(subject.model, node)
            marked = [one for one in handlers if one.xml.get("isForCompensation") in ("true", "1")]
            if len(handlers) != 1:
                yield Fault(node.id, f"is joined to {len(handlers) or 'no'} activities that undo the work")
            elif not marked:
                yield Fault(node.id, f"is joined to {subject.model.label(handlers[0].id)}, which is not marked for it")


def _handlers(model: Model, event: Node) -> list[Node]:
    found: dict[str, Node] = {}
    for association in model.every("association"):
        ends = plain_ref(association.get("sourceRef")), plain_ref(association.get("targetRef"))
        for other in ends:
            node = model.nodes.get(other)
            if event.id in ends and node is not None and node.kind in ACTIVITY_KINDS:
                found[node.id] = node
    return list(found.values())
