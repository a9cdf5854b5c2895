"""Two sequence flows join the same two nodes in the same way.

Two flows from one node to the same other node are either one flow drawn twice or two tokens that arrive together.
Before a join they make it wait for something that is already there.

    review -> decide                                                  accepted
    review -> decide, review -> decide                                a warning, unless their conditions differ

Source: our own advice; BPMN 2.0.2, 8.4 allows it.
"""

from collections import defaultdict
from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "flow.twice",
    why="The second makes no other way; it is easily overlooked and may run the target twice.",
    remedy="Keep one of them, and give the other another condition or another target.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the second and later flows between two nodes."""
    between: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    for flow in subject.model.flows.values():
        earlier = between[flow.source, flow.target, flow.condition]
        if earlier:
            yield Fault(place_of(flow.xml), f"leads from and to the same nodes as '{earlier[0]}'")
        earlier.append(flow.id)
