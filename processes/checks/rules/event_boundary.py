"""A boundary event sits on nothing that it could interrupt.

A boundary event is drawn on the border of an activity of the same process or sub-process: a task, a sub-process or
a call activity.

    <boundaryEvent id="late" attachedToRef="submit"/> beside <userTask id="submit"/>    accepted
    <boundaryEvent id="late" attachedToRef="gone"/>                                     refused

Source: BPMN 2.0.2, 10.5 (intermediate events attached to an activity boundary).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, Model, Node

RULE = Rule(
    "event.boundary",
    why="What it waits for would never be noticed: a deadline drawn there would be missing silently.",
    remedy="Draw it on the border of a task, a sub-process or a call activity.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the boundary events that sit on no activity beside them."""
    for node in subject.model.nodes.values():
        if node.kind == "boundaryEvent":
            what = _what(subject.model, node)
            if what:
                yield Fault(node.id, what)


def _what(model: Model, node: Node) -> str:
    host = model.nodes.get(node.attached_to)
    if host is None:
        return f"is a boundary event of '{node.attached_to}', which is no activity of this file"
    if host.kind not in ACTIVITY_KINDS:
        return f"is a boundary event of {model.label(host.id)}, which is no activity"
    if host.scope != node.scope:
        return f"is a boundary event of {model.label(host.id)}, which stands in another process or sub-process"
    return ""
