"""Which panels each role's home has, in the order in which they are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.actions.homes import applicant, bodies, office, others
from service.actions.homes.panels import (
    Asking,
    Maker,
    Panel,
    due_this_week,
    due_today,
    mine,
    overdue_here,
    own_cases,
    questions,
)
from service.actions.people import sight_of
from service.register.register import Register
from service.roles import Person

_QUEUE = mine("Waiting for you", "Nothing waits for you.")
_SIGN = mine("What you are asked to sign", "Nothing waits for your signature.")
_DECIDER = (_QUEUE, overdue_here, due_this_week)
_DESIGN = (others.diagrams, others.paths)

HOMES: Mapping[str, Sequence[Maker]] = {
    "programme-office": (
        office.figures, due_today, office.late, office.unacknowledged, overdue_here, questions, due_this_week,
    ),
    "exceptions-officer": (office.figures, _QUEUE, overdue_here, due_today, due_this_week),
    "area-team": (_QUEUE, overdue_here, own_cases("Your CCGs", "No CCG of your area has an open case."), due_this_week),
    "regional-team": (
        _QUEUE, bodies.calendar("regional-panel"), bodies.unready("regional-panel"), overdue_here, due_this_week,
    ),
    "regional-panel": (
        bodies.calendar("regional-panel"), bodies.ready("regional-panel"), bodies.unready("regional-panel"),
    ),
    "national-panel": (
        bodies.calendar("national-panel"), bodies.ready("national-panel"), bodies.unready("national-panel"),
    ),
    "committee": (bodies.calendar("committee"), bodies.ready("committee"), bodies.unready("committee")),
    "finance": (_QUEUE, others.money, overdue_here),
    "ccg": (applicant.proposals, questions, applicant.changed),
    "accountable-officer": (_SIGN, applicant.changed, own_cases("Your cases", "There is no open case.")),
    "audit-chair": (_SIGN, applicant.changed, own_cases("Your cases", "There is no open case.")),
    "constitution-officer": _DECIDER,
    "delegation-issuer": _DECIDER,
    "auditor": (others.record, others.exceptions),
    "designer": _DESIGN,
    "publisher": _DESIGN,
}  # fmt: skip


@dataclass(frozen=True)
class Home:
    """The first page of a person."""

    panels: Sequence[Panel]


def home_of(register: Register, person: Person) -> Home:
    """Return the home of a person's role; a role without one of its own has its queue and what falls due."""
    asking = Asking(register, person, sight_of(person), register.clock())
    return Home([make(asking) for make in HOMES.get(person.role, _DECIDER)])
