"""One named deadline: its instant, the convention behind it, and where it comes from.

Knows the calendar and nothing of files or rounds: `deadlines.reading` makes deadlines, `deadlines.rounds` holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from deadlines.calendar import (
    MICROSECOND,
    add_period,
    day_wording,
    end_of_day_wording,
    london,
    london_date,
    london_day_end,
    parse_period,
    period_wording,
    range_wording,
    wording,
)
from deadlines.clock import aware_utc

KINDS = ("deadline", "window", "effective", "meeting", "event", "computed", "recurring", "relative")
STATUSES = ("in force", "superseded", "past", "actual", "our reading", "our policy", "computed", "placeholder")
NO_FACTS: Mapping[str, datetime] = MappingProxyType({})


class NeedsAnchor(LookupError):
    """A relative deadline was asked for its instant without the fact that it counts from."""


class NotAWindow(LookupError):
    """A deadline that is no window was asked for its first instant."""


@dataclass(frozen=True)
class Deadline:
    """A named deadline of a round. Days and times are London wall time; all instants are aware UTC.

    `adverse`: somewhere in the shipped diagrams its fall alone ends a proposal or an arrangement (lapsed, not
    submitted, terminated). Such a fall can be held until a person has looked (docs/decisions/0012). One that only notes
    that something is overdue, or moves a case on to a person, is not adverse.
    """

    name: str
    title: str
    wording: str
    document: str
    section: str
    kind: str
    status: str
    round: str = ""
    recipient: str = ""
    paths: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    day: date | None = None
    at: time | None = None
    starts: date | None = None
    ends: date | None = None
    anchor: str = ""
    after: str = ""
    period: str = ""
    computed_from: str = ""
    same_as: str = ""
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    why: str = ""
    ladder: str = ""
    note: str = ""
    no_later_than: date | None = None
    longest: str = ""
    bound: str = ""
    never_stops: str = ""
    adverse: bool = False

    @property
    def is_relative(self) -> bool:
        """Tell whether the instant counts from a fact of the case."""
        return self.kind == "relative"

    @property
    def is_superseded(self) -> bool:
        """Tell whether another deadline has replaced this one."""
        return bool(self.superseded_by)

    @property
    def bound_wording(self) -> str:
        """Say how far the deadline may move, and who says so; empty when the round sets no bound."""
        if self.no_later_than is not None:
            return f"not after {day_wording(self.no_later_than)}: {self.bound}"
        return f"not longer than {period_wording(self.longest)}: {self.bound}" if self.longest else ""

    @property
    def last_day(self) -> date:
        """The last London day. Raises NeedsAnchor, when the deadline is relative."""
        day = self.day or self.ends
        if day is None:
            raise NeedsAnchor(self._anchor_missing(NO_FACTS))
        return day

    @property
    def last_on_time(self) -> datetime:
        """The last acceptable instant: aware UTC, inclusive.

        With a time: that instant. With a day only: the last microsecond of the London day. For kind `effective`: the
        instant at which it takes effect. Raises NeedsAnchor, when the deadline is relative.
        """
        return self._last_instant(self.last_day)

    @property
    def starts_at(self) -> datetime:
        """The first instant of a window, aware UTC. Raises NotAWindow for every other kind."""
        if self.starts is None:
            raise NotAWindow(
                f"'{self.name}' is of kind {self.kind} and has no start. Only a window has a first instant."
            )
        return london(self.starts)

    @property
    def instant_utc(self) -> datetime:
        """The instant by the convention of the catalogue: as `last_on_time`, but exclusive for a day without time."""
        return london(self.last_day, self.at) if self.at is not None else london_day_end(self.last_day)

    def due(self, facts: Mapping[str, datetime] = NO_FACTS) -> datetime:
        """Return the last acceptable instant for a case with these facts: aware UTC, inclusive.

        An absolute deadline ignores the facts. A relative one ends with the London day that lies its period after the
        fact it counts from, or at the exact instant when the period is in hours. A recurring one whose fact is given
        is its first occurrence not before that fact. Raises NeedsAnchor, when the fact is missing.
        """
        if self.is_relative:
            return self._counted_from(self._anchored(facts))
        if self.kind == "recurring" and self.anchor in facts:
            return self.first_not_before(facts[self.anchor])
        return self.last_on_time

    def met_by(self, received_at: datetime, facts: Mapping[str, datetime] = NO_FACTS) -> bool:
        """Tell whether something received at an aware instant is on time."""
        return aware_utc(received_at) <= self.due(facts)

    def first_not_before(self, instant: datetime) -> datetime:
        """Return the first yearly occurrence whose last acceptable instant is not before an aware instant."""
        years = max(0, london_date(instant).year - self.last_day.year)
        last = self._last_instant(self._after_years(years))
        return last if aware_utc(instant) <= last else self._last_instant(self._after_years(years + 1))

    def london_wording(self) -> str:
        """Say when it falls due, in London time."""
        if self.is_relative:
            return self._relative_wording()
        if self.starts is not None:
            return range_wording(self.starts, self.last_day)
        if self.at is not None:
            return wording(self.last_on_time)
        if self.kind in {"event", "meeting"}:
            return day_wording(self.last_day)
        return end_of_day_wording(self.last_day) + (", and yearly" if self.kind == "recurring" else "")

    def _relative_wording(self) -> str:
        """Say when a relative deadline falls due; a period of nothing is the day or the instant itself."""
        period = parse_period(self.period)
        if period.months or period.days or period.exact:
            return f"{period_wording(self.period)} after {self.after}"
        return f"when {self.after}" if period.is_exact else f"at the end of {self.after}"

    def _last_instant(self, day: date) -> datetime:
        """Return the last acceptable instant of a London day."""
        return london(day, self.at) if self.at is not None else london_day_end(day) - MICROSECOND

    def _after_years(self, years: int) -> date:
        """Return the day of a later yearly occurrence."""
        return london_date(add_period(london(self.last_day), f"P{years}Y"))

    def _anchored(self, facts: Mapping[str, datetime]) -> datetime:
        """Return the instant of the fact that a relative deadline counts from."""
        if self.anchor not in facts:
            raise NeedsAnchor(self._anchor_missing(facts))
        return facts[self.anchor]

    def _counted_from(self, fact: datetime) -> datetime:
        """Count the period from a fact, to the end of the day unless the period is exact."""
        instant = add_period(fact, self.period)
        return instant if parse_period(self.period).is_exact else self._last_instant(london_date(instant))

    def _anchor_missing(self, facts: Mapping[str, datetime]) -> str:
        """Say which fact is missing and which there are."""
        given = ", ".join(sorted(facts)) or "none"
        return (
            f"'{self.name}' falls due {self.london_wording()}: "
            f"give the instant of the fact '{self.anchor}'. Facts given: {given}."
        )
