"""A step, an event or a decision has no name.

People read names. An activity, an event, a pool, a lane and a gateway that chooses need one, and so do the flows
with conditions. The plain start of a sub-process needs none.

    <userTask id="approve" name="Approve the proposal"/>              accepted
    <userTask id="approve"/>                                          a warning

Source: our own advice.
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, EVENT_KINDS, Model, Node, place_of

RULE = Rule(
    "name.missing",
    why="People see a shape without words and cannot tell what is to be done.",
    remedy="Give it a name: a verb and a thing for a step, a question for a choice.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what readers would look for a name on and find none."""
    model = subject.model
    for node in model.nodes.values():
        if not node.name.strip() and _needs_one(model, node):
            yield Fault(place_of(node.xml), "has no name")
    for flow in model.flows.values():
        if flow.condition is not None and not (flow.xml.get("name") or "").strip():
            yield Fault(place_of(flow.xml), "is a flow with a condition and has no name")
    for xml in model.every("lane", "participant"):
        if not (xml.get("name") or "").strip():
            yield Fault(place_of(xml), "has no name")


def _needs_one(model: Model, node: Node) -> bool:
    if node.kind == "startEvent" and not node.events and model.scopes[node.scope].kind != "process":
        return False
    if node.kind in ("exclusiveGateway", "inclusiveGateway"):
        return len(model.outgoing.get(node.id, ())) > 1
    return node.kind in (*ACTIVITY_KINDS, *EVENT_KINDS)
