"""The canonical text of a round: the same tables give the same bytes, whatever the layout and comments were.

Writes the part of TOML that rounds use and reads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from deadlines.calendar import day_wording


def canonical_text(tables: Mapping[str, Any]) -> str:
    """Write the tables of a round as TOML in a fixed order."""
    return "\n".join(_section("", tables)).lstrip("\n") + "\n"


def _section(heading: str, table: Mapping[str, Any]) -> list[str]:
    """Write a table: its own values first, then the tables in it."""
    plain = sorted(key for key, value in table.items() if not isinstance(value, Mapping))
    nested = sorted(key for key, value in table.items() if isinstance(value, Mapping))
    lines = ["", f"[{heading}]"] if heading and (plain or not nested) else []
    lines += [f"{_key(key)} = {_value(table[key])}" for key in plain]
    for key in nested:
        lines += _section(f"{heading}.{_key(key)}" if heading else _key(key), table[key])
    return lines


def _key(text: str) -> str:
    """Write a key, quoted where TOML wants it."""
    return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() else _text(text)


def _value(value: Any) -> str:
    """Write a value; days are written out with their weekday, and yes, no and numbers stay what they are."""
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(value[key])}" for key in sorted(value)) + "}"
    return _text(day_wording(value) if isinstance(value, date) else str(value))


def _text(value: str) -> str:
    """Write a basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
