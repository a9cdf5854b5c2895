"""A timer holds a date or a time that does not say in which time zone.

Midday in London is another instant in January than in July. An instant carries its offset, and a date that the law
names belongs in a round, under a name.

    <timeDate>2015-01-09T12:00:00+00:00</timeDate>     accepted off statutory paths
    <timeDate>2015-01-09T12:00:00</timeDate>           refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.timers import is_naive, timers_of

RULE = Rule(
    "deadline.naive",
    why="Half of the year it would fall an hour away from what was meant.",
    remedy="Put the deadline into the round and name it here, or write the offset.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers without offset."""
    for node, timer in timers_of(subject):
        if is_naive(timer.text):
            yield Fault(node.id, f"waits for '{timer.text}', which names no time zone")
