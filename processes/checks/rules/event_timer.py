"""A timer says more than one time, or none.

A timer holds exactly one of a date, a duration and a cycle. With none it can be drawn but not run.

    <timerEventDefinition><timeDuration>P14D</timeDuration>           accepted
    with a timeDate and a timeDuration                                refused
    with none                                                         a warning, in a library an error

Source: BPMN 2.0.2, 10.5 (timer event definition: the three are mutually exclusive).
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import local

RULE = Rule(
    "event.timer",
    why="Nobody could say when it falls due.",
    remedy="Give it exactly one date, duration or cycle.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the timers without exactly one time."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for timer in subject.model.every("timerEventDefinition"):
        times = [local(child) for child in timer if local(child) in ("timeDate", "timeDuration", "timeCycle")]
        place = place_of(next(timer.iterancestors(), timer))
        if len(times) > 1:
            yield Fault(place, f"is a timer with {' and '.join(times)}")
        elif not times:
            yield Fault(place, "is a timer without a time", severity=severity)
