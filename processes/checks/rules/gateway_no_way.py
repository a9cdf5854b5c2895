"""A run comes to a gateway and finds no way open.

Every run of the path is looked at with the answers that people may give. Where no condition holds and there is no
default flow, a case would stop.

    approved -> sign, default -> end                 accepted
    approved -> sign, declined -> end, no default    refused when the form also offers deferred
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "gateway.no-way",
    why="A case that came this way would stop there.",
    remedy="Draw a default flow for what no condition fits.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the places where a run cannot go on though something is left to do."""
    stuck = [(top, at, trace) for top, shown in subject.runs for at, trace in shown.stuck]
    told: set[str] = set()
    for top, at, trace in stuck:
        place = subject.place(at)
        if place not in told:
            told.add(place)
            yield Fault(place, f"is where a run of '{top}' comes to a stand", trace=trace)
