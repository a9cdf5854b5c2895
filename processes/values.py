"""The values of the safe language and what an expression may ask for while it is evaluated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, Union

type_names = {str: "text", bool: "yes/no", int: "number", float: "number", list: "list", datetime: "instant"}

Value = Union[str, int, float, bool, None, datetime, list["Value"]]  # noqa: UP007 - it names itself

MAX_LENGTH = 1000
MAX_NODES = 150
MAX_SCRIPT_LINES = 40
MAX_TEXT = 20_000
MAX_ITEMS = 1_000
MAX_NUMBER = 10**15
MAX_PLACES = 15


class CannotEvaluate(Exception):
    """The text is in the language, but these values do not fit it; the message says which."""


class Scope(Protocol):
    """What an expression may ask for while it is evaluated."""

    @property
    def variables(self) -> Mapping[str, Value]: ...

    def deadline(self, name: str) -> datetime: ...

    def now(self) -> datetime: ...


def show(value: Value) -> str:
    """Return a value in words, for messages."""
    return "nothing" if value is None else f"the {type_names.get(type(value), 'value')} {value!r:.60}"


def same(left: Value, right: Value) -> bool:
    """Return whether two values are equal; a yes/no never equals a number."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right
