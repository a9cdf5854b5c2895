"""A timer or an expression names a deadline that a round does not have.

Dates live in rounds: a timer holds the name of a deadline, `name.start` for the first instant of a window. Every round
in which cases can be opened must know it.

    <timeDate>delegated-submission</timeDate>     accepted
    <timeDate>delegated-submision</timeDate>      refused
"""

import difflib
from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import deadline_names

RULE = Rule(
    "deadline.unknown",
    why="The deadline would never fall, and nothing would tell.",
    remedy="Name a deadline of the round, or add it to the round.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the names that some round does not know."""
    for element, name in deadline_names(subject):
        lacking = [round_ for round_ in subject.rounds if not round_.knows(name)]
        if lacking:
            close = difflib.get_close_matches(name, lacking[0].names(), n=1)
            rounds = ", ".join(round_.name for round_ in lacking)
            remedy = f"Did you mean '{close[0]}'?" if close else ""
            yield Fault(element, f"names the deadline '{name}', which the round {rounds} does not have", remedy=remedy)
