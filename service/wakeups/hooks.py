"""The bell of the webhooks: a thread of its own, so that a slow receiver delays neither a letter nor a deadline."""

import logging

from service.actions.hooks import Poster, tell_hooks
from service.register.register import Register
from service.wakeups.every_second import EverySecond

log = logging.getLogger(__name__)


class HookBell(EverySecond):
    """Tells the registered addresses every second what happened."""

    name = "webhooks"

    def __init__(self, register: Register, post: Poster) -> None:
        super().__init__(register)
        self._post = post

    def ring(self) -> None:
        """Tell what is to be told now; whatever fails is logged, and the next ring comes."""
        try:
            tell_hooks(self._register, self._post, self._stop.is_set)
        except Exception:  # the bell goes on ringing whatever one ring met
            log.exception("telling the webhooks failed")
