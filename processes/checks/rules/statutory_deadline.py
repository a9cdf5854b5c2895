"""A step of a statutory path is not held to the deadline that the law gives it, or cannot be left as the law allows.

The law names, for steps that must be done in time, the deadline, and for steps that may be left, the message (`by` in
`bpmn/rules/*.toml`; see docs/statutory-order.md). It must be drawn as a boundary event on the step, on a sub-process
round it, or on every call of the stage that it stands in: then it is on people's lists, reminders go out, and the
record shows whether it was kept. A rule's name here is `statutory.` and its name in the law.

    the national panel with a timer 'national-moderation'     accepted
    the national panel with another timer, or with none       refused

Source: the paragraphs that each rule of the law names.
"""

from collections.abc import Iterator

from processes.checks.assembly import Part
from processes.checks.law.effects import heard
from processes.checks.law.runs import law_for
from processes.checks.law.statute import Statute
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "statutory.deadline",
    why="Nobody would be reminded, and the day would pass unseen.",
    remedy="Draw a timer with the name of the deadline on it, or round it.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the steps that lack a deadline of the law, on each path that the file is a part of."""
    for top, parts in () if subject.law_problem else subject.wholes:
        for statute in [one for one in law_for(subject.library, top, parts) if one.by]:
            yield from _late(subject, top, parts, statute)


def _late(subject: Subject, top: str, parts: tuple[Part, ...], statute: Statute) -> Iterator[Fault]:
    for part in parts:
        for element in part.elements.values():
            if set(statute.events).isdisjoint(heard(element)) or _held(part, element.id, parts, frozenset(statute.by)):
                continue
            place = element.id if element.id in subject.model.nodes else subject.model.processes[0].id
            where = "" if place == element.id else f", at '{element.id}' of '{top}'"
            why = f"{statute.title} ({statute.source}.) {statute.why}"
            yield Fault(place, statute.message + where, why, statute.remedy, rule=f"statutory.{statute.name}")


def _held(
    part: Part, node: str, parts: tuple[Part, ...], allowed: frozenset[str], seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether one of the events is drawn on a node, round it, or on every call of its stage."""
    on_it = [part.elements[boundary.id] for boundary in part.model.boundaries.get(node, ())]
    if any(not allowed.isdisjoint(heard(element)) for element in on_it):
        return True
    scope = part.model.scopes[part.model.nodes[node].scope]
    if scope.kind != "process":
        return _held(part, scope.id, parts, allowed, seen)
    calls = [(above, one.id) for above in parts for one in above.model.nodes.values() if one.calls == scope.id]
    calls = [] if scope.id in seen else calls
    return bool(calls) and all(_held(above, call, parts, allowed, seen | {scope.id}) for above, call in calls)
