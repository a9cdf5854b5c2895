"""Several flows leave an activity or an event without a gateway.

All flows that carry no condition are taken at once, as if a parallel gateway stood there. That is legal and runs
so, but readers often take it for a choice.

    task -> parallel gateway -> two tasks                             accepted
    task -> two tasks                                                 a warning, in a library an error

Source: BPMN 2.0.2, 13.2 (uncontrolled flow).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import GATEWAY_KINDS

RULE = Rule(
    "flow.split",
    why="All of them are taken at once, which readers often take for a choice.",
    remedy="Draw the gateway: a parallel one for all ways, an exclusive one for a choice.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes other than gateways with several unconditional ways out."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for node in subject.model.nodes.values():
        if node.kind in GATEWAY_KINDS:
            continue
        leaving = subject.model.outgoing.get(node.id, ())
        plain = [flow for flow in leaving if flow.condition is None and flow.id != node.default]
        if len(plain) > 1:
            yield Fault(node.id, f"is left by {len(plain)} flows without a gateway", severity=severity)
