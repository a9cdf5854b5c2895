"""A compensation boundary event does not lead to exactly one activity for compensation.

What undoes an activity is joined to its compensation boundary event by an association, not by a flow, and is marked
`isForCompensation`.

    boundary event ....> task with isForCompensation="true"           accepted
    boundary event ....> an ordinary task                             refused

Source: BPMN 2.0.2, 10.7 (compensation handler).
"""

from collections import defaultdict
from collections.abc import Iterator

from processes.checks.reach import has_event, is_true
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
    joined = _joined(subject.model)
    for node in subject.model.nodes.values():
        if node.kind == "boundaryEvent" and has_event(node, "compensate"):
            handlers = joined.get(node.id, {})
            marked = [name for name, one in handlers.items() if is_true(one, "isForCompensation")]
            if len(handlers) != 1:
                yield Fault(node.id, f"is joined to {len(handlers) or 'no'} activities that undo the work")
            elif not marked:
                name = subject.model.label(next(iter(handlers)))
                yield Fault(node.id, f"is joined to {name}, which is not marked for it")


def _joined(model: Model) -> dict[str, dict[str, Node]]:
    found: dict[str, dict[str, Node]] = defaultdict(dict)
    for association in model.every("association"):
        ends = plain_ref(association.get("sourceRef")), plain_ref(association.get("targetRef"))
        for one, other in (ends, ends[::-1]):
            node = model.nodes.get(other)
            if node is not None and node.kind in ACTIVITY_KINDS:
                found[one][other] = node
    return found
