"""Processes call each other in a circle.

A path calls stages, and stages may call stages, but none may come back to itself: a case would begin the same stage
inside itself for ever.

    plan calls completeness, completeness calls nothing     accepted
    plan calls completeness, completeness calls plan        refused
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "call.circle",
    why="A run would begin it inside itself for ever.",
    remedy="Draw the repetition as a loop with a gateway, in one of the diagrams.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the call activities that lead back to the process that they stand in."""
    for node in subject.model.nodes.values():
        if node.kind != "callActivity" or not node.calls:
            continue
        process = subject.model.process_of(node)
        way = _way(subject, node.calls, process.id)
        if way:
            yield Fault(node.id, f"leads back to the process it stands in: {' -> '.join([process.id, *way])}")


def _way(subject: Subject, start: str, goal: str) -> list[str]:
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        part = subject.library.parts.get(way[-1])
        for called in sorted(part.calls - seen) if part else ():
            seen.add(called)
            ways.append([*way, called])
    return []
