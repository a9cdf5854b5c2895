"""Several flows lead into an activity or an event without a gateway.

Each of them runs it once: two tokens run it twice. After a choice that is what is meant; after parallel ways it
seldom is.

    two tasks -> parallel gateway -> task                             accepted
    two tasks -> task                                                 a warning

Source: BPMN 2.0.2, 13.2 (uncontrolled flow).
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS

RULE = Rule(
    "flow.join",
    why="It runs once for each of them, which readers often take for waiting.",
    remedy="Draw the gateway that joins them.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the activities that several flows lead into."""
    for node in subject.model.nodes.values():
        entering = subject.model.incoming.get(node.id, ())
        if node.kind in ACTIVITY_KINDS and len(entering) > 1:
            yield Fault(node.id, f"is led to by {len(entering)} flows without a gateway")
