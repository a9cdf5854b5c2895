"""A parallel gateway that no run ever passes.

A parallel gateway waits for a token on each of its flows. Where its flows belong to different answers of one choice, or
to a step and the event that interrupts it, the tokens never come together: the case stands still there, and only a
withdrawal ends it.

    both reviewers -> join                           accepted
    one answer -> join, the other answer -> join     refused

Source: BPMN 2.0.2, 10.6.4 (parallel gateway) and 13.4.1.
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "gateway.never-passed",
    why="The case would stand still there.",
    remedy="Draw an exclusive gateway where one of several ways goes on.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the parallel gateways that some run comes to and none passes."""
    taken = subject.taken
    if taken is None:
        return
    for node in subject.model.nodes.values():
        comes = any(flow.id in taken for flow in subject.model.incoming.get(node.id, ()))
        passes = any(flow.id in taken for flow in subject.model.outgoing.get(node.id, ()))
        if node.kind == "parallelGateway" and comes and not passes and node.id in subject.model.outgoing:
            yield Fault(node.id, "waits for flows that never come together, so no run passes it")
