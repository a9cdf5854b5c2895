"""What a way of sending is: the four outcomes of an attempt, told apart by what is known and not by what is hoped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Claimed:
    """A message that one sender has taken out of the outbox. `attempts` counts from 1 and is never used twice.

    `doubtful`: it was tried before and nobody knows whether it arrived. Instants are aware UTC.
    """

    id: int
    attempts: int
    kind: str
    address: str
    subject: str
    message_id: str
    body: bytes
    doubtful: bool
    made_at: datetime
    claimed_at: datetime

    @property
    def reference(self) -> str:
        """The message's identifier at a provider: the local part of its Message-ID; says nothing about anybody."""
        return self.message_id.strip("<>").partition("@")[0]


@dataclass(frozen=True)
class Sent:
    """It was accepted; `reference` is what the other side calls it."""

    reference: str = ""


@dataclass(frozen=True)
class Temporary:
    """It was certainly not accepted and may be tried again. `everybody`: so it would be with every message now."""

    why: str
    everybody: bool = False


@dataclass(frozen=True)
class Permanent:
    """It was refused, and would be again."""

    why: str


@dataclass(frozen=True)
class Unknown:
    """It may have been accepted or not."""

    why: str


Outcome = Sent | Temporary | Permanent | Unknown


class Mailer(Protocol):
    """A way of sending.

    `dedupes`: a doubtful message is resolved without a duplicate, because the other side can be asked for it, or takes
    the same message only once. Then `looked_up` gives Sent when it is there, Temporary when it is certainly not there,
    Unknown when the asking failed. Without it, `looked_up` gives None.
    """

    dedupes: bool

    def send(self, claimed: Claimed) -> Outcome:
        """Try once; never raises for what the other side does."""
        ...

    def looked_up(self, claimed: Claimed) -> Outcome | None:
        """Ask what became of a doubtful message."""
        ...

    def close(self) -> None:
        """Let go of a connection that is kept open."""
        ...
