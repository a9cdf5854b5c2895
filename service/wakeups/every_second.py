"""A bell that rings every second in a thread of its own, where this process is the one that rings. Knows no work."""

import threading
from abc import ABC, abstractmethod

from service.register.register import Register

EVERY_SECONDS = 1.0


class EverySecond(ABC):
    """Rings until it is stopped. A process that only serves pages, beside the one that rings, does nothing."""

    name = ""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name=self.name, daemon=True)

    def start(self) -> None:
        """Ring every second from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop ringing; what is under way is finished first."""
        self._stop.set()
        self._thread.join()

    @abstractmethod
    def ring(self) -> None:
        """Do what is to be done now. It never raises: the next ring comes whatever this one met."""

    def _end(self) -> None:  # noqa: B027 - most hold nothing
        """Give back what the thread holds."""

    def _go_on(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            if self._register.bell.rings:
                self.ring()
        self._end()
