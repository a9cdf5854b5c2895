"""The bell of the post: beside the tick, so that a slow mail server never delays a deadline."""

import logging
import threading
from pathlib import Path

from service.mail.mailer import Mailer
from service.mail.returns import read_returns
from service.mail.sending import post_due
from service.register.register import Register

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
AT_ONCE = 20


class PostBell:
    """Sends what is due every second, in a thread of its own, and reads what came back.

    Without a `mailer` messages wait; without a folder nobody looks for what came back. A process that only
    serves pages, beside the one that rings, sends nothing: each would take the other's messages for broken off.
    """

    def __init__(self, register: Register, mailer: Mailer | None, bounces_folder: Path | None = None) -> None:
        self._register = register
        self._mailer = mailer
        self._bounces = bounces_folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="post", daemon=True)

    def start(self) -> None:
        """Ring every second from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop ringing; the message under way is finished first."""
        self._stop.set()
        self._thread.join()

    def ring(self) -> None:
        """Send what is due now and read what came back; whatever fails is logged, and the next ring comes."""
        for what, act in (("sending", self._send), ("reading what came back", self._read)):
            try:
                act()
            except Exception:  # the bell goes on ringing whatever one ring met
                log.exception("%s failed", what)

    def _go_on(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            if self._register.bell.rings:
                self.ring()
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
