"""Values and messages as JSON, and states as bytes with a checksum in front."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import zstandard

from processes.instants import from_micros, to_micros
from processes.values import Value

MAGIC = b"case1"
Message = tuple[str, dict[str, Value]]  # its name and what it carries


class DamagedState(ValueError):
    """The stored state is not what was stored: its checksum does not fit."""


def facts_of(detail: Mapping[str, object]) -> dict[str, Value]:
    """Return the values of a happening's detail as the variables that they were."""
    return {name: value_of_plain(value) for name, value in detail.items()}


def plain(value: Value) -> object:
    """Return a value as JSON; an instant becomes {"at": microseconds}."""
    if isinstance(value, datetime):
        return {"at": to_micros(value)}
    return [plain(item) for item in value] if isinstance(value, list) else value


def value_of_plain(written: object) -> Value:
    """Return the value that `plain` was made of."""
    if isinstance(written, dict):
        return from_micros(written["at"])
    return [value_of_plain(item) for item in written] if isinstance(written, list) else written  # type: ignore[return-value]


def plain_message(message: Message) -> list[object]:
    """Return a message as JSON."""
    name, carried = message
    return [name, {key: plain(value) for key, value in carried.items()}]


def message_of(written: list[Any]) -> Message:
    """Return the message that `plain_message` was made of."""
    name, carried = written
    return name, facts_of(carried)


def unpacked(state: bytes) -> dict[str, Any]:
    """Return the content of a state. Raises DamagedState, when the checksum does not fit."""
    compressed = state[len(MAGIC) + 32 :]
    if state[: len(MAGIC)] != MAGIC or hashlib.sha256(compressed).digest() != state[len(MAGIC) : len(MAGIC) + 32]:
        raise DamagedState("The stored state of the case does not fit its checksum; restore it from the ledger's copy.")
    content: dict[str, Any] = orjson.loads(zstandard.decompress(compressed))
    return content


def packed(content: Mapping[str, object]) -> bytes:
    """Return a state as bytes: equal content in equal order gives equal bytes."""
    compressed = zstandard.compress(orjson.dumps(content), 3)
    return MAGIC + hashlib.sha256(compressed).digest() + compressed
