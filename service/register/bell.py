"""What the bell saw when it last looked, in memory, so that a page or a check asks no database. It rings nothing."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class NextDue(NamedTuple):
    """A deadline of a case, with its last instant that is on time (aware UTC)."""

    case_id: int
    round: str
    deadline: str
    at: datetime


@dataclass
class Bell:
    """What was seen last. `looked` is in monotonic seconds; `oldest` and `next_due` are instants of deadlines.

    `rings` is false in a process that serves pages beside another that rings. `held` says what keeps deadlines waiting.
    """

    rings: bool = True
    looked: float | None = None
    took: float = 0.0
    oldest: datetime | None = None
    next_due: NextDue | None = None
    held: Sequence[str] = ()
    done: int = 0
    failed: int = 0
    error: str = ""
    alive_at: datetime | None = None

    def saw(self, oldest: datetime | None, next_due: NextDue | None, held: Sequence[str]) -> None:
        """Keep what a look at the calendar showed."""
        self.oldest, self.next_due, self.held = oldest, next_due, held
        self.looked = time.monotonic()

    def did(self, took: float) -> None:
        """Count a tick that went well; `took` in seconds."""
        self.took, self.error = took, ""
        self.done += 1

    def could_not(self, error: str) -> None:
        """Count a tick that failed."""
        self.error = error
        self.failed += 1

    @property
    def age(self) -> float | None:
        """The seconds since somebody looked at the calendar; None, when nobody has yet."""
        looked = self.looked
        return None if looked is None else max(0.0, time.monotonic() - looked)
