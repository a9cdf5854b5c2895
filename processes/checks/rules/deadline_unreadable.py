"""A timer of the library says nothing that can be waited for.

A timer holds the name of a deadline (`timeDate`), a period such as P14D (`timeDuration`), or, off statutory paths, an
instant with its offset.

    <timeDate>delegated-submission</timeDate>          accepted
    <timeDuration>P14D</timeDuration>                  accepted
    <timeDate>noon 9 January</timeDate>                refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import is_naive, is_name, is_period, timers_of
from processes.instants import instant_literal
from processes.model import EventDefinition

RULE = Rule(
    "deadline.unreadable",
    why="It would never fall.",
    remedy="Write the name of a deadline of the round.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers that cannot be waited for."""
    for node, timer in timers_of(subject):
        if not _readable(timer):
            said = f"says '{timer.text[:60]}'" if timer.text else "says nothing"
            yield Fault(node.id, f"is a timer that {said}, which cannot be waited for")


def _readable(timer: EventDefinition) -> bool:
    if timer.timer == "timeDuration":
        return is_period(timer.text)
    named = is_name(timer.text) or instant_literal(timer.text) is not None
    return timer.timer == "timeDate" and (named or is_naive(timer.text))
