"""A condition that no run can ever meet.

Every run of the path is looked at with the answers that people may give. A flow whose condition never holds leads
nowhere: a misspelt answer, or one that was decided before. A default flow that is never taken is only a warning: it may
be there to be safe.

    decision == "approved"     accepted: the form offers approved, declined and deferred
    decision == "aproved"      refused
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "gateway.never-taken",
    why="What is drawn behind it would never happen.",
    remedy="Compare the condition with the answers of the form, or take the flow out.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the flows out of choices that some run comes to, which no run takes."""
    taken = subject.taken
    if taken is None:
        return
    for node in subject.model.nodes.values():
        flows = subject.model.outgoing.get(node.id, ())
        asked = any(flow.condition is not None for flow in flows) and any(flow.id in taken for flow in flows)
        for flow in flows if asked else ():
            if flow.id not in taken:
                severity = WARNING if flow.id == node.default else ""
                yield Fault(flow.id, f"leaves {subject.model.label(node.id)} and is taken by no run", severity=severity)
