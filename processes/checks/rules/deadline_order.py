"""The deadlines along a path are out of order, or leave hardly any time between them.

What comes later in the drawing must not be due before what comes earlier. Dates of the round that stand the wrong way
round are refused. A deadline that counts from a fact (eight weeks after receipt) is taken at its latest, and where it
leaves fewer than three working days until the next one, or comes after it, that is a warning which names the days: the
office may still do better than the latest date, and should know that it has to.

    panels in January, committee in February, go-live on 1 April      accepted
    committee due in January, panels in February                      refused
    an answer that may come on 27 March, signatures due on 31 March   a warning: two working days
"""

from collections.abc import Iterator
from datetime import date, timedelta

from deadlines.calendar import day_wording
from deadlines.rounds import Round
from deadlines.working_days import CalendarDoesNotReach, shipped_working_days
from processes.checks.finding import WARNING
from processes.checks.law.schedule import Milestone, tight_pairs
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.tokens.drawing import is_too_large

RULE = Rule(
    "deadline.order",
    why="Nobody could keep both.",
    remedy="Change the order in the drawing, or the dates in the round.",
    scope=LIBRARY,
    at_load=False,
)
ENOUGH = 3
SOONER = "Only a case in which the earlier one is done sooner can keep both."
SHORT = "Whoever comes in on the last day leaves the next hardly any time."


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the pairs of deadlines that are out of order or close together, once for each round."""
    if not subject.statutory or is_too_large(subject.model):
        return
    for top, _ in subject.wholes:
        for round_ in subject.rounds:
            for earlier, later in tight_pairs(subject.library, top, round_):
                if fault := _fault(subject, round_, earlier, later):
                    yield fault


def _fault(subject: Subject, round_: Round, earlier: Milestone, later: Milestone) -> Fault | None:
    if not (subject.owns(later.at) or subject.owns(earlier.at)):
        return None
    days = _between(earlier.last_day, later.last_day)
    if len(days) >= ENOUGH:
        return None
    place = subject.place(later.at)
    what = f"is due by '{later.what}' ({day_wording(later.last_day)}, round {round_.name})"
    before = f"'{earlier.what}' before it may take until {day_wording(earlier.last_day)}"
    if earlier.last_day > later.last_day:
        if earlier.fixed and later.fixed:
            return Fault(place, f"{what}, but {before}")
        return Fault(place, f"{what}, but {before}", SOONER, severity=WARNING)
    left = f"{len(days)} working days ({', '.join(map(day_wording, days))})" if days else "no working day"
    return Fault(place, f"{what}; {before}, which leaves {left}", SHORT, severity=WARNING, rule="deadline.slack")


def _between(first: date, last: date) -> list[date]:
    """Return the working days after the first up to and including the last, not more than enough."""
    calendar, day = shipped_working_days(), first
    days: list[date] = []
    try:
        while day < last and len(days) < ENOUGH:
            day += timedelta(days=1)
            if calendar.is_working_day(day):
                days.append(day)
    except CalendarDoesNotReach:
        return [first] * ENOUGH
    return days
