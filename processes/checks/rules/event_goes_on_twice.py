"""An event lets its step go on and sends the case on as well.

A boundary event that does not interrupt is for what happens beside the step: a note, a reminder. On a statutory path
its way may not come to what the step itself leads to, nor give the case a status: the case would go on twice, or be
called lapsed while people still work on it.

    due (not interrupting) -> end 'Overdue noted'                 accepted
    due (interrupting) -> end 'Lapsed' with the status lapsed     accepted
    due (not interrupting) -> end 'Lapsed' with the status lapsed refused
"""

from collections.abc import Iterator

from processes.checks.reach import reached
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "event.goes-on-twice",
    why="The case would be in two places at once, and be decided by whichever comes last.",
    remedy="Let it interrupt, or lead it to an end of its own without a status.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the boundary events that do not interrupt and lead the case on."""
    if not subject.statutory:
        return
    flows = [(flow.source, flow.target) for flow in subject.model.flows.values()]
    for node in subject.model.nodes.values():
        if node.kind == "boundaryEvent" and not node.interrupting:
            beside = reached(flows, [node.id])
            element = next((e for one in beside if (e := subject.elements.get(one)) and e.status), None)
            if element:
                yield Fault(node.id, f"does not interrupt its step, but gives the case the status '{element.status}'")
            elif beside & reached(flows, [node.attached_to]):
                yield Fault(node.id, "does not interrupt its step, but leads to where the step leads")
