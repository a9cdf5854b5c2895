"""What a home is made of: panels and figures, and the panels that several roles have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from deadlines.calendar import london, london_date, london_day_end
from service.register import office_queries
from service.register.desk.falling import falling, overdue
from service.register.desk.waiting import Queue, queue
from service.register.queries import Filter, Sight, list_cases
from service.register.register import Register
from service.roles import ROLES, Person

MICROSECOND = timedelta(microseconds=1)
WEEK = timedelta(days=7)
TOP, MIDDLE, SIDE = "top", "middle", "side"
AT_THE_SIDE = ("falls", "queries", "changes", "sittings", "drafts")
SHOWN = 10
"""How many rows of a queue a home shows; the rest is in the list of cases."""


@dataclass(frozen=True)
class Asking:
    """Who asks, what they may see, and when (aware UTC)."""

    register: Register
    person: Person
    sight: Sight
    now: datetime

    @cached_property
    def late(self) -> Queue:
        """The open steps whose deadline has fallen; only the person's own, unless the person is the office."""
        role = "" if ROLES[self.person.role].office else self.person.role
        return overdue(self.register, self.sight, role, SHOWN)

    @property
    def today_begins(self) -> datetime:
        """The first instant of the day in London."""
        return london(london_date(self.now))

    @property
    def today_ends(self) -> datetime:
        """The last instant of the day in London."""
        return london_day_end(london_date(self.now)) - MICROSECOND


@dataclass(frozen=True)
class Panel:
    """One part of a home. `kind` says how it is shown, `data` what; `empty` says what to do when there is nothing."""

    kind: str
    title: str
    data: Any
    empty: str = ""
    note: str = ""
    place: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.data.rows if isinstance(self.data, Queue) else self.data)

    @property
    def count(self) -> int:
        """How much there is in all, where that is more than what is shown; 0, where it is not counted."""
        return self.data.count if isinstance(self.data, Queue) else 0

    @property
    def stands(self) -> str:
        """Where it stands on the page: at the top, in the middle, or at the side, where what is empty goes too."""
        if self.place:
            return self.place
        return SIDE if self.is_empty or self.kind in AT_THE_SIDE else MIDDLE


@dataclass(frozen=True)
class Figure:
    """One number and what it counts. `leads_to` names what the page links to; `alarming`: it should be nought."""

    number: int
    words: str
    leads_to: str = ""
    alarming: bool = False


Maker = Callable[[Asking], Panel]


def mine(title: str, empty: str) -> Maker:
    """Return the maker of the panel of what waits for the person's own role."""

    def made(asking: Asking) -> Panel:
        return Panel("queue", title, queue(asking.register, asking.sight, asking.person.role, SHOWN), empty)

    return made


def due_today(asking: Asking) -> Panel:
    """Return what falls due in the rest of the day."""
    found = falling(asking.register, asking.sight, asking.now - MICROSECOND, asking.today_ends)
    return Panel("falls", "Due today", found, "No deadline falls in the rest of today.", place=TOP)


def due_this_week(asking: Asking) -> Panel:
    """Return what falls due in the seven days after today."""
    found = falling(asking.register, asking.sight, asking.today_ends, asking.today_ends + WEEK)
    return Panel("falls", "The next seven days", found, "No deadline falls in the seven days after today.")


def overdue_here(asking: Asking) -> Panel:
    """Return the open steps whose deadline has fallen."""
    return Panel("overdue", "Overdue", asking.late, "Nothing is overdue.")


def own_cases(title: str, empty: str, ended: str = "open") -> Maker:
    """Return the maker of the panel of all cases that the person sees, soonest deadline first."""

    def made(asking: Asking) -> Panel:
        count, rows = list_cases(asking.register, asking.sight, Filter(ended=ended, size=50))
        return Panel("cases", title, rows, empty, note=str(count))

    return made


def questions(asking: Asking) -> Panel:
    """Return the queries between office and applicants that wait for an answer, soonest first."""
    found = office_queries.open_queries(asking.register, asking.sight)
    return Panel("queries", "Queries without an answer", found, "No query waits for an answer.")
