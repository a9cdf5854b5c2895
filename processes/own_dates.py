"""Dates of a case's own: a deadline that was extended for it alone, or whose clock stands for it.

Knows no calendar: who sets a date has counted it. A date that counts from a fact holds for the one time it was given
for; a date of the round, which is one instant for every visit, stays.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from deadlines.rounds import START, Round
from processes.engine import WaitingTimer
from processes.instants import from_micros, to_micros

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class OwnDates:
    """The case's own last instants on time (aware UTC) by the name of the deadline; `NEVER` while its clock stands."""

    def __init__(self, dates: Mapping[str, datetime] | None = None) -> None:
        self._dates = dict(dates or {})

    def written(self) -> dict[str, Any]:
        """Return what a state keeps of them: nothing, when there are none."""
        dates = {name: to_micros(due) for name, due in sorted(self._dates.items())}
        return {"dates": dates} if dates else {}

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "OwnDates":
        """Return what a state has kept."""
        return cls({name: from_micros(due) for name, due in content.get("dates", {}).items()})

    def of(self, deadline: str) -> datetime | None:
        """Return the case's own last instant for a deadline; None, when the calendar's holds."""
        return self._dates.get(deadline)

    def stops(self, timer: WaitingTimer) -> bool:
        """Tell whether the clock of a timer stands."""
        return timer.due == to_micros(NEVER)

    def give(self, deadline: str, due: datetime | None) -> None:
        """Set a date; None stops the clock."""
        self._dates[deadline] = due or NEVER

    def forget(self, deadline: str) -> None:
        """Take a date back."""
        self._dates.pop(deadline, None)

    def keep_only(self, waited_for: Collection[str], round_: Round) -> None:
        """Drop the dates that count from a fact and are waited for no more: the next count is another one."""
        for name in [one for one in self._dates if one not in waited_for]:
            if not round_.knows(name) or round_.deadline(name.removesuffix(START)).is_relative:
                del self._dates[name]


NO_OWN_DATES = OwnDates()
