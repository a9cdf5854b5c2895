"""Some flows that leave an activity are chosen, and others are always taken.

Those without a condition are taken always, beside those whose condition holds. Readers mostly take the one without
a condition for 'otherwise', which is what a default flow says.

    one flow with a condition, the other the default                  accepted
    one flow with a condition, the other without                      a warning

Source: BPMN 2.0.2, 8.4 and 13.2 (conditional, default and uncontrolled flow).
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, place_of

RULE = Rule(
    "flow.mixed",
    why="It is always taken, also when the condition of another one holds.",
    remedy="Make it the default when it is meant as 'otherwise', or draw the gateways.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the flows without a condition beside some with one or a default, out of activities."""
    for node in subject.model.nodes.values():
        leaving = subject.model.outgoing.get(node.id, ()) if node.kind in ACTIVITY_KINDS else ()
        if node.default or any(flow.condition is not None for flow in leaving):
            for flow in [one for one in leaving if one.condition is None and one.id != node.default]:
                what = f"leaves {subject.model.label(node.id)} without a condition, beside a flow with one or a default"
                yield Fault(place_of(flow.xml), what)
