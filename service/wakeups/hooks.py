"""The bell of the webhooks: a thread of its own, so that a slow receiver delays neither a letter nor a deadline."""

import logging
import threading

from service.actions.hooks import Poster, tell_hooks
from service.register.register import Register

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0


class HookBell:
    """Tells the registered addresses every second what happened, where this process is the one that rings."""

    def __init__(self, register: Register, post: Poster) -> None:
        self._register = register
        self._post = post
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="webhooks", daemon=True)

    def start(self) -> None:
        """Ring every second from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop ringing; the event under way is finished first."""
        self._stop.set()
        self._thread.join()

    def ring(self) -> None:
        """Tell what is to be told now; whatever fails is logged, and the next ring comes."""
        try:
            tell_hooks(self._register, self._post, self._stop.is_set)
        except Exception:  # the bell goes on ringing whatever one ring met
            log.exception("telling the webhooks failed")

    def _go_on(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            if self._register.bell.rings:
                self.ring()
