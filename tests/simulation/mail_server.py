"""A mail server of the world outside: it takes messages, puts them off, and sometimes breaks off: then nobody knows."""

import hashlib

from deadlines.clock import HandClock
from service.mail.mailer import Claimed, Outcome, Sent, Temporary, Unknown
from tests.simulation.world import Accepted, World

CUT_AFTER_ACCEPTING, CUT_BEFORE, BUSY = 12, 20, 30
"""Of 256 attempts: how many are cut off after and before the message was taken, and how many are put off."""


class MailServer:
    """Sends into the world. What happens to an attempt follows from the message and the number of the attempt."""

    def __init__(self, world: World, clock: HandClock) -> None:
        self._world = world
        self._clock = clock
        self.dedupes = world.mail_dedupes

    def send(self, claimed: Claimed) -> Outcome:
        """Take a message, or not, or leave open which."""
        fate = hashlib.sha256(f"{claimed.message_id}/{claimed.attempts}".encode()).digest()[0]
        if CUT_BEFORE <= fate < BUSY:
            return Temporary("Busy.")
        if not CUT_AFTER_ACCEPTING <= fate < CUT_BEFORE:
            self._take(claimed)
        return Unknown("The connection broke.") if fate < CUT_BEFORE else Sent("taken")

    def looked_up(self, claimed: Claimed) -> Outcome | None:
        """Say whether a message is there, when this is a provider that can be asked."""
        if not self.dedupes:
            return None
        there = any(one.message_id == claimed.message_id for one in self._world.mail)
        return Sent("taken") if there else Temporary("It is not here.")

    def close(self) -> None:
        """Nothing is kept open."""

    def _take(self, claimed: Claimed) -> None:
        digest = hashlib.sha256(claimed.body).hexdigest()
        self._world.mail.append(Accepted(claimed.message_id, digest, self._clock()))
