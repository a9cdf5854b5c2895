"""What a case tells: what happened in it, which steps wait, what falls due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from processes.elements import Element


class StepNotOpen(LookupError):
    """The step does not wait for anybody now; the message says what the case waits for."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `at` is the instant at which it counts, aware UTC; `detail` holds plain values."""

    kind: str
    at: datetime
    element: str = ""
    visit: int = 0
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A step that waits for a person, or an offer: a message that a person may send while it waits."""

    element: Element
    visit: int
    opened_at: datetime
    offer: bool = False


@dataclass(frozen=True)
class Due:
    """A timer that waits. `deadline` is its name in the round; `at` is the last instant that is on time, aware UTC."""

    element: Element
    deadline: str
    at: datetime

    @property
    def covers(self) -> str:
        """The element that the deadline limits; empty for a date that is waited for."""
        return self.element.attached_to
