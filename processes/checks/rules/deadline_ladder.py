"""A timer waits for a deadline that has no ladder.

Reminders are not drawn: they derive from the ladder of the deadline in the round. A deadline without one falls without
anybody having been reminded.

    a deadline with ladder = "applicant"     accepted
    a deadline without                       a warning
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import timers_of

RULE = Rule(
    "deadline.no-ladder",
    why="Nobody is reminded before it falls.",
    remedy="Give the deadline a ladder in the round, if people are to be reminded.",
    severity=WARNING,
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers on deadlines without a ladder."""
    for node, timer in timers_of(subject):
        rounds = [r.name for r in subject.rounds if r.knows(timer.text) and not timer.text.endswith(".start")]
        without = [r.name for r in subject.rounds if r.name in rounds and r.ladder(timer.text) is None]
        if node.kind == "boundaryEvent" and without:
            yield Fault(node.id, f"waits for '{timer.text}', which has no ladder in the round {', '.join(without)}")
