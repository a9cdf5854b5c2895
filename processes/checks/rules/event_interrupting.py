"""An event that always ends the work is drawn as one that lets it go on.

An error, a cancellation and a compensation are not something that may be noticed in passing: the work that they
come from is over. They cannot be drawn with the dashed border.

    a timer boundary event with cancelActivity="false"                accepted
    an error boundary event with cancelActivity="false"               refused

Source: BPMN 2.0.2, 10.5 (interrupting and non-interrupting events).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "event.interrupting",
    why="The work that it comes from is over, so it cannot go on beside it.",
    remedy="Let the event interrupt.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the non-interrupting events that always interrupt."""
    for node in subject.model.nodes.values():
        if node.interrupting or node.kind not in ("startEvent", "boundaryEvent"):
            continue
        always = ("error", "cancel", "compensate") if node.kind == "startEvent" else ("error", "cancel")
        for kind in [one.kind for one in node.events if one.kind in always]:
            yield Fault(node.id, f"is of the kind '{kind}' and does not interrupt")
