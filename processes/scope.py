"""What an expression may ask of a case at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deadlines.rounds import Round
from processes.own_dates import NO_OWN_DATES, OwnDates
from processes.values import CannotEvaluate, Value

CASE_FACTS = (
    "organisation", "organisation_name", "region", "area_team", "round", "path", "opened_at", "by_exception",
)  # fmt: skip
"""The variables that every case starts with, the facts of its round aside."""


@dataclass(frozen=True)
class CaseScope:
    """The case's variables and the deadlines of its round, at an instant (aware UTC)."""

    variables: Mapping[str, Value]
    round: Round
    at: datetime
    dates: OwnDates = NO_OWN_DATES

    def deadline(self, name: str) -> datetime:
        """Return the last instant that is on time. Raises CannotEvaluate, when the round or the case cannot say."""
        own = self.dates.of(name)
        if own is not None:
            return own
        facts = {name: value for name, value in self.variables.items() if isinstance(value, datetime)}
        try:
            return self.round.due(name, facts)
        except LookupError as problem:
            raise CannotEvaluate(str(problem)) from problem

    def now(self) -> datetime:
        """Return the instant."""
        return self.at
