"""A step of a statutory path has no deadline.

A step is covered by a timer on itself, on a sub-process round it, or on every call of the stage that it stands in. A
step without one can wait for ever, and nobody is reminded of it.

    a boundary timer on the step, or on the sub-process round it     accepted
    neither                                                          a warning
"""

from collections.abc import Iterator

from processes.checks.assembly import Part
from processes.checks.finding import WARNING
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model

RULE = Rule(
    "deadline.none",
    why="It can wait for ever, and nobody is reminded of it.",
    remedy="Put a timer with the name of a deadline on it, or on the sub-process or call round it.",
    severity=WARNING,
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the statutory steps that no timer covers."""
    if not subject.statutory:
        return
    parts = tuple({part.file: part for _, whole in subject.wholes for part in whole}.values())
    for element in subject.elements.values():
        if element.is_step and not _covered(subject.model, element.id, parts, frozenset()):
            yield Fault(element.id, "is a step of a statutory path without a deadline")


def _covered(model: Model, node: str, parts: tuple[Part, ...], seen: frozenset[str]) -> bool:
    if any(one.event == "timer" for one in model.boundaries.get(node, ())):
        return True
    scope = model.scopes[model.nodes[node].scope]
    if scope.kind != "process":
        return _covered(model, scope.id, parts, seen)
    calls = [(p.model, c.id) for p in parts for c in p.model.nodes.values() if c.calls == scope.id]
    calls = [] if scope.id in seen else calls
    return bool(calls) and all(_covered(above, call, parts, seen | {scope.id}) for above, call in calls)
