"""A process that can stand still, go round for ever, or do things twice or never.

All runs that the drawing allows are tried, with every answer at every gateway, and deadlines and messages at any time.
Each finding shows the shortest run that goes wrong. `soundness.deadlock`: a case stands still before its end.
`soundness.livelock`: a case goes round and can never be done. `soundness.unsafe`: two tokens on one flow, so that what
follows is done twice. `soundness.improper`: an end reached twice in one case, which BPMN allows and we do not: a
warning in a foreign file. `soundness.dead`: an activity that no
case ever meets. What is too large to be tried whole is said to be undecided, as a warning, and never called sound.

    split (exclusive) -> approve, refuse -> join (parallel) -> end        refused: the join waits for ever
    split (parallel) -> approve, review -> join (parallel) -> end         accepted

Source: BPMN 2.0.2, 13.2 to 13.5 (how tokens move); soundness of workflow nets (W. van der Aalst, 1997).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model
from processes.tokens.drawing import is_too_large, nets_of
from processes.tokens.soundness import KINDS, Flaw, soundness_of

RULE = Rule(
    "soundness",
    why="Some cases would not run as the drawing promises.",
    remedy="Follow the way shown, and mend the drawing where it leaves what was meant.",
    at_load=False,
)

FIRST, LAST = 2, 8
"""Of a long way the first and the last elements are named."""

NOT_SENT = "Draw the way that sends the message before it is waited for, or a deadline beside the wait."
JOINED = (
    "Let every way that begins at a split come to the join; "
    "where only one of several ways is taken, let them meet at an exclusive gateway."
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what can go wrong in some run, with the way there, and what could not be decided."""
    ours = subject.in_library or subject.publishing
    if is_too_large(subject.model):
        yield _undecided(subject.model, KINDS)
        return
    for net in nets_of(subject.model):
        verdict = soundness_of(net)
        for flaw in verdict.flaws:
            fault = _SAID[flaw.kind](subject.model, flaw)
            yield replace(fault, severity=WARNING) if flaw.kind == "improper" and not ours else fault
        if verdict.undecided:
            yield _undecided(subject.model, verdict.undecided)


def _deadlock(model: Model, flaw: Flaw) -> Fault:
    what = "is waited at for ever" if not flaw.waits else f"waits for ever for {_awaited(model, flaw.waits)}"
    why = (
        f"A case that goes this way stands still before its end, and nobody is asked for anything: {_way(model, flaw)}."
    )
    message = any(place.startswith("message ") for place in flaw.waits)
    return Fault(flaw.element, what, why, NOT_SENT if message else JOINED, "", "soundness.deadlock", flaw.trace)


def _awaited(model: Model, places: tuple[str, ...]) -> str:
    return " and ".join(_place(model, place) for place in places)


def _place(model: Model, place: str) -> str:
    if place in model.flows:
        return f"the flow from {model.label(model.flows[place].source)}"
    return f"the message from {model.label(place.split()[1])}"


def _livelock(model: Model, flaw: Flaw) -> Fault:
    why = f"A case that comes here is never done, whatever anybody answers: {_way(model, flaw)}."
    remedy = "Draw a way out of the round that leads to an end."
    return Fault(
        flaw.element, "lies on a round that no case can leave", why, remedy, "", "soundness.livelock", flaw.trace
    )


def _unsafe(model: Model, flaw: Flaw) -> Fault:
    what = f"can be reached twice at once, by {_awaited(model, flaw.waits)}"
    why = f"What follows would be done twice in one case: {_way(model, flaw)}."
    remedy = "Join the parallel ways with a parallel gateway before they come to one flow."
    return Fault(flaw.element, what, why, remedy, "", "soundness.unsafe", flaw.trace)


def _improper(model: Model, flaw: Flaw) -> Fault:
    why = f"The case would be ended while parts of it still run: {_way(model, flaw)}."
    remedy = "Join the parallel ways before the end, or give each an end of its own."
    return Fault(
        flaw.element, "is an end that one case reaches twice", why, remedy, "", "soundness.improper", flaw.trace
    )


def _dead(model: Model, flaw: Flaw) -> Fault:
    near = f"; the nearest that a case gets: {_way(model, flaw)}" if flaw.trace else ""
    why = f"Whoever reads the drawing would rely on something that does not happen{near}."
    remedy = "Draw a way that leads to it, mend the join before it, or take it out."
    return Fault(
        flaw.element, "is never done, whichever way a case goes", why, remedy, "", "soundness.dead", flaw.trace
    )


_SAID: dict[str, Callable[[Model, Flaw], Fault]] = {
    "deadlock": _deadlock, "livelock": _livelock, "unsafe": _unsafe, "improper": _improper, "dead": _dead,
}  # fmt: skip


def _way(model: Model, flaw: Flaw) -> str:
    """Return the way by names, the middle of a long one left out."""
    names = [_name(model, one) for one in flaw.trace]
    if len(names) > FIRST + LAST + 1:
        names = [*names[:FIRST], "...", *names[-LAST:]]
    return ", ".join(names)


def _name(model: Model, identity: str) -> str:
    node = model.nodes.get(identity)
    return f"'{' '.join(node.name.split()) or identity}'" if node else f"'{identity}'"


def _undecided(model: Model, kinds: tuple[str, ...]) -> Fault:
    process = next(iter(model.processes)).id
    what = f"allows too many runs to try them all; not decided: {', '.join(kinds)}"
    why = "So it is not known whether a case can go wrong in one of these ways."
    remedy = "Take parts that run side by side into called processes, which are judged by themselves."
    return Fault(process, what, why, remedy, WARNING, "soundness.undecided")
