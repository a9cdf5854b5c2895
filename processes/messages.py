"""What a case has heard from its linked cases, what of it still waits to be taken, and what it has said itself."""

from collections.abc import Mapping
from typing import Any

from processes.plain import Message, message_of, plain_message


class Messages:
    """The messages of one case. `waiting` are those that no event has taken yet, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Message] = []
        self.said: list[Message] = []
        self._heard: list[tuple[Message, bool]] = []  # every message ever received; True: it was taken back

    def hear(self, message: Message) -> None:
        """Receive a message; it waits until an event takes it."""
        self._heard.append((message, False))
        self.waiting.append(message)

    def has_heard(self, message: Message) -> bool:
        """Return whether that message was received and not taken back."""
        return self._heard.count((message, False)) > self._heard.count((message, True))

    def forget(self, message: Message) -> None:
        """Forget a message that waits: it was taken back."""
        self.waiting.remove(message)
        self._heard.append((message, True))

    def return_to(self, earlier: "Messages") -> list[Message]:
        """Stand where `earlier` stood, but remember what was heard since; return that, without what was taken back."""
        self.waiting, self.said = earlier.waiting, earlier.said
        received: list[Message] = []
        for message, taken_back in self._heard[len(earlier._heard) :]:
            if taken_back:
                (received if message in received else self.waiting).remove(message)
            else:
                received.append(message)
        return received

    def written(self) -> dict[str, object]:
        """Return the messages as JSON."""
        return {
            "inbox": [plain_message(message) for message in self.waiting],
            "heard": [[plain_message(message), taken_back] for message, taken_back in self._heard],
            "said": [plain_message(message) for message in self.said],
        }

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Messages":
        """Return the messages that `written` gave."""
        messages = cls()
        messages.waiting = [message_of(kept) for kept in content["inbox"]]
        messages.said = [message_of(kept) for kept in content["said"]]
        messages._heard = [(message_of(kept), taken_back) for kept, taken_back in content["heard"]]
        return messages
