"""The privacy notice and how long things are kept: read from data, so that both change without a change of the program.

Sources: `service/data/privacy.toml` and `service/data/retention.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Notice:
    """The privacy notice. `dated`: the London day from which it holds, None for one that has none."""

    dated: date | None
    controller: str
    contact: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kept:
    """How many days a kind of rows is kept, counted from what, and why."""

    kind: str
    words: str
    days: int
    counted_from: str
    because: str


@cache
def notice() -> Notice:
    """Return the privacy notice."""
    read = tomllib.loads((DATA / "privacy.toml").read_text(encoding="utf-8"))
    dated = date.fromisoformat(read["dated"]) if read["dated"] else None
    return Notice(dated, read["controller"], read["contact"], tuple((p["title"], p["text"]) for p in read["part"]))


@cache
def retention() -> Mapping[str, Kept]:
    """Return how long each kind is kept, by kind."""
    read = tomllib.loads((DATA / "retention.toml").read_text(encoding="utf-8"))
    return {kind: Kept(kind, **row) for kind, row in read.items()}
