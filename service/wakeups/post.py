"""The bell of the post: beside the tick, so that a slow mail server never delays a deadline."""

import logging
from pathlib import Path

from service.mail.mailer import Mailer
from service.mail.returns import read_returns
from service.mail.sending import post_due
from service.register.register import Register
from service.wakeups.every_second import EverySecond

log = logging.getLogger(__name__)
AT_ONCE = 20


class PostBell(EverySecond):
    """Sends what is due every second, in a thread of its own, and reads what came back.

    Without a `mailer` messages wait; without a folder nobody looks for what came back. A process that only
    serves pages, beside the one that rings, sends nothing: each would take the other's messages for broken off.
    """

    name = "post"

    def __init__(self, register: Register, mailer: Mailer | None, bounces_folder: Path | None = None) -> None:
        super().__init__(register)
        self._mailer = mailer
        self._bounces = bounces_folder

    def ring(self) -> None:
        """Send what is due now and read what came back; whatever fails is logged, and the next ring comes."""
        for what, act in (("sending", self._send), ("reading what came back", self._read)):
            try:
                act()
            except Exception:  # the bell goes on ringing whatever one ring met
                log.exception("%s failed", what)

    def _end(self) -> None:
        if self._mailer is not None:
            self._mailer.close()

    def _send(self) -> None:
        mailer = self._mailer
        while mailer is not None and post_due(self._register, mailer, self._register.clock(), AT_ONCE) >= AT_ONCE:
            if self._stop.is_set():
                return

    def _read(self) -> None:
        if self._bounces is not None and self._bounces.is_dir():
            read_returns(self._register, self._bounces, self._register.clock())
