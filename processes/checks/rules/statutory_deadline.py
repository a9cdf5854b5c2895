"""A step of a statutory path is not held to the deadline that the law gives it.

The law names, for steps that must be done in time, the deadline (`by` in `bpmn/rules/*.toml`; see
docs/statutory-order.md). It must be drawn as a timer on the step, on a sub-process round it, or on every call of the
stage that it stands in: then it is on people's lists, reminders go out, and the record shows whether it was kept. A
rule's name here is `statutory.` and its name in the law.

    the national panel with a timer 'national-moderation'     accepted
    the national panel with another timer, or with none       refused

Source: the paragraphs that each rule of the law names.
"""

from collections.abc import Iterator

from processes.checks.assembly import Part
from processes.checks.law.effects import heard
from processes.checks.law.runs import law_for
from processes.checks.law.statute import Statute, UnusableLaw
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model

RULE = Rule(
    "statutory.deadline",
    why="Nobody would be reminded, and the day would pass unseen.",
    remedy="Draw a timer with the name of the deadline on it, or round it.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the steps that lack a deadline of the law, on each path that the file is a part of."""
    for top, parts in subject.wholes:
        try:
            law = law_for(subject.library, top, parts)
        except UnusableLaw:
            return  # the rule of the statutory order says so
        for statute in [one for one in law if one.by]:
            yield from _late(subject, top, parts, statute)


def _late(subject: Subject, top: str, parts: tuple[Part, ...], statute: Statute) -> Iterator[Fault]:
    allowed = frozenset(event.partition(":")[2] for event in statute.by)
    for part in parts:
        for element in part.elements.values():
            if set(statute.events).isdisjoint(heard(element)) or _timed(part.model, element.id, parts, allowed):
                continue
            place = element.id if element.id in subject.model.nodes else subject.model.processes[0].id
            where = "" if place == element.id else f", at '{element.id}' of '{top}'"
            why = f"{statute.title} ({statute.source}.) {statute.why}"
            yield Fault(place, statute.message + where, why, statute.remedy, rule=f"statutory.{statute.name}")


def _timed(
    model: Model, node: str, parts: tuple[Part, ...], allowed: frozenset[str], seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether one of the deadlines is drawn on a node, round it, or on every call of its stage."""
    on_it = [event for boundary in model.boundaries.get(node, ()) for event in boundary.events]
    if any(event.kind == "timer" and event.text in allowed for event in on_it):
        return True
    scope = model.scopes[model.nodes[node].scope]
    if scope.kind != "process":
        return _timed(model, scope.id, parts, allowed, seen)
    calls = [(p.model, c.id) for p in parts for c in p.model.nodes.values() if c.calls == scope.id]
    calls = [] if scope.id in seen else calls
    return bool(calls) and all(_timed(above, call, parts, allowed, seen | {scope.id}) for above, call in calls)
