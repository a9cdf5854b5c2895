"""A statutory path holds a date or a period of its own.

Dates live in rounds, never in diagrams: the office moves them there, with reason and source, and a diagram serves the
next round unchanged. A date is refused on a statutory path and in its stages; a period is a warning, for the round can
name it too (a relative deadline).

    <timeDate>delegated-submission</timeDate>          accepted
    <timeDate>2015-01-09T12:00:00Z</timeDate>          refused on a statutory path
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import is_naive, is_period, timers_of
from processes.instants import instant_literal

RULE = Rule(
    "deadline.literal",
    why="Nobody could move it, explain it or find its source.",
    remedy="Put it into the round and name it here.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers of statutory paths that hold a date or a period."""
    if not subject.statutory:
        return
    for node, timer in timers_of(subject):
        if instant_literal(timer.text) is not None or is_naive(timer.text):
            yield Fault(node.id, f"holds the date '{timer.text}' on a statutory path")
        elif timer.timer == "timeDuration" and is_period(timer.text):
            yield Fault(node.id, f"holds the period '{timer.text}' on a statutory path", severity=WARNING)
