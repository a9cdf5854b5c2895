"""A deadline ends the work of a step, and nothing says what becomes of the case.

A timer that interrupts takes the step away from whoever has it. On a statutory path its way must lead on: to another
step, a stage, a message or a status. Where it leads only to an end without a status, the case is dropped without a
word. A deadline that is only to be noted does not interrupt.

    due (interrupting) -> end 'Lapsed' with the status lapsed      accepted
    due (not interrupting) -> end 'Overdue noted'                  accepted
    due (interrupting) -> end 'Overdue noted'                      refused
"""

from collections.abc import Iterator

from processes.checks.reach import reached
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.elements import Element

RULE = Rule(
    "event.drops-work",
    why="The people who had the step would lose it, and the case would say nothing of what became of it.",
    remedy="Lead it to a step or to an end with a status, or let it not interrupt (cancelActivity false).",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the interrupting timers of a statutory path after which nothing is done or said."""
    if not subject.statutory:
        return
    flows = [(flow.source, flow.target) for flow in subject.model.flows.values()]
    for node in subject.model.nodes.values():
        if node.kind == "boundaryEvent" and node.event == "timer" and node.interrupting:
            after = [subject.elements.get(identity) for identity in reached(flows, [node.id])]
            if not any(element and _counts(element) for element in after):
                yield Fault(node.id, "interrupts its step and leads to nothing but an end")


def _counts(element: Element) -> bool:
    """Whether the element is work for somebody, or says something of the case."""
    return element.is_step or bool(element.calls or element.status or element.opens or element.message)
