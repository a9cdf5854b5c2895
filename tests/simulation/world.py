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


@dataclass
class World:
    """The records of the world, in the order in which they were made; a copy is what was known at a moment."""

    attempts: list[Attempt] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    contents: dict[str, dict[str, object]] = field(default_factory=dict)

    def copy(self) -> "World":
        """Return the world as it is now; what happens afterwards does not reach the copy."""
        return replace(
            self,
            attempts=[*self.attempts],
            told=[*self.told],
            refused=[*self.refused],
            contents={**self.contents},
        )

    def knows_receipt(self, key: str) -> bool:
        """Return whether whoever sent that was told its receipt."""
        return any(one.key == key for one in self.told)
