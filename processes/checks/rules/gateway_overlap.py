"""Two conditions of one exclusive gateway can be true at once.

Only one way is taken, and which one would depend on the order in which they stand in the file, which nobody sees. Every
run of the path is looked at with the answers that people may give.

    decision == "approved" and decision == "declined" on two flows     accepted
    decision == "approved" and decision != "deferred" on two flows     refused: both hold for approved
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "gateway.overlap",
    why="Which way a case goes would depend on an order that the drawing does not show.",
    remedy="Write the conditions so that at most one holds, or draw one gateway after the other.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the gateways of which some run finds two conditions true."""
    found = {overlap for _, shown in subject.runs for overlap in shown.overlaps}
    for gateway, one, other in sorted(found):
        if gateway in subject.model.nodes:
            labels = f"{subject.model.label(one)} and {subject.model.label(other)}"
            yield Fault(gateway, f"is left by {labels}, whose conditions can be true at once")
