"""A default flow is not one of the flows that leave its element.

The default flow of a gateway or an activity is taken when no condition of the others holds. It must begin at that
element, and only activities and exclusive, inclusive and complex gateways have one. A condition on it is never
asked.

    <exclusiveGateway id="fit" default="otherwise"/> with otherwise leaving it    accepted
    <exclusiveGateway id="fit" default="elsewhere"/> with a flow of another node  refused

Source: BPMN 2.0.2, 8.4, 10.3 and 10.6.
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "flow.default",
    why="When no condition holds, a run would have nowhere to go.",
    remedy="Let the default be one of the flows that leave the element.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements whose default leaves another one, and defaults with a condition."""
    for node in subject.model.nodes.values():
        leaving = {flow.id: flow for flow in subject.model.outgoing.get(node.id, ())}
        if node.default and node.default not in leaving:
            yield Fault(node.id, f"has the default flow '{node.default}', which does not leave it")
        elif node.default and leaving[node.default].condition:
            yield Fault(
                node.id,
                f"has the default flow '{node.default}', which carries a condition",
                why="A default is taken when no other condition holds; its own is never asked.",
                remedy="Take the condition away, or make another flow the default.",
                severity=WARNING,
            )
