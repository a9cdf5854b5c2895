"""A condition stands on a flow where nobody asks it.

Conditions are asked on flows that leave an activity or an exclusive, inclusive or complex gateway. A parallel
gateway takes every flow, an event-based gateway lets the first event decide, and what leaves an event is simply
taken. A conditional flow that leaves an activity needs another way out beside it; one out of a gateway that only
joins is a warning.

    exclusive gateway -- model == "joint" --> task                    accepted
    parallel gateway  -- model == "joint" --> task                    refused: taken whatever the model is

Source: BPMN 2.0.2, 8.4 (conditional sequence flow), 10.6.
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS, Flow, Model, place_of

RULE = Rule(
    "flow.condition",
    why="The flow would be taken whether the condition holds or not.",
    remedy="Draw an exclusive gateway before it and put the condition on a flow that leaves the gateway.",
)
_ASKING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the flows with a condition that is not asked, or that leaves no other way."""
    for flow in subject.model.flows.values():
        source = subject.model.nodes.get(flow.source)
        if flow.condition is None or source is None:
            continue
        if source.kind not in (*_ASKING, *ACTIVITY_KINDS):
            what = f"carries a condition but leaves {subject.model.label(source.id)}, where no condition is asked"
            yield Fault(place_of(flow.xml), what)
        elif _alone(subject.model, flow):
            yield Fault(
                place_of(flow.xml),
                f"carries a condition and is the only way out of {subject.model.label(source.id)}",
                why="When the condition does not hold, a run would be stuck.",
                remedy="Take the condition away, or draw the other way.",
                severity=WARNING if source.kind in _ASKING else "",
            )


def _alone(model: Model, flow: Flow) -> bool:
    return len(model.outgoing[flow.source]) == 1
