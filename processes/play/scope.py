"""What an expression may ask for while a diagram is played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deadlines.rounds import Round
from processes.scope import CaseScope
from processes.values import CannotEvaluate, Value


@dataclass(frozen=True)
class PlayScope:
    """Variables, the deadlines of a round when there is one, and the virtual instant (aware UTC)."""

    variables: Mapping[str, Value]
    round: Round | None
    at: datetime

    def deadline(self, name: str) -> datetime:
        """Return the last instant that is on time. Raises CannotEvaluate, when nobody can say."""
        if self.round is None:
            raise CannotEvaluate(f"The deadline '{name}' belongs to a round, and the play has none; name one.")
        return CaseScope(self.variables, self.round, self.at).deadline(name)

    def now(self) -> datetime:
        """Return the virtual instant."""
        return self.at
