"""What the world outside has seen of the service: what people sent, what they were told. It survives every crash."""

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Attempt:
    """Somebody sent something: under their own key, stamped by the service, written down (if at all) at `at`."""

    key: str
    who: str
    stamp: datetime
    at: datetime


@dataclass(frozen=True)
class Told:
    """Somebody saw the receipt of what they sent."""

    key: str
    arrival: int
    case: int
    stamp: datetime


@dataclass(frozen=True)
class Accepted:
    """The mail server took a message: its Message-ID, the hash of its bytes, when, and at which attempt."""

    message_id: str
    sha256: str
    at: datetime


@dataclass
class World:
    """The records of the world, in the order in which they were made; a copy is what was known at a moment."""

    began: datetime
    attempts: list[Attempt] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    mail: list[Accepted] = field(default_factory=list)
    mail_dedupes: bool = False

    def seen(self) -> tuple[int, ...]:
        """Return how much the world has seen: equal, when nothing has been added."""
        return len(self.attempts), len(self.told), len(self.refused), len(self.mail)

    def copy(self) -> "World":
        """Return the world as it is now; what happens afterwards does not reach the copy."""
        seen = {"attempts": [*self.attempts], "told": [*self.told], "refused": [*self.refused], "mail": [*self.mail]}
        return replace(self, **seen)  # type: ignore[arg-type]
