"""Ladders: how long before a deadline people are reminded, and how long after it others are told.

A ladder is data of a round. Knows no calendar: `deadlines.reminders` turns rungs into instants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

DISTANCE = re.compile(r"(?P<count>[1-9]\d{0,2}) (?P<working>working )?days?", re.ASCII)
WALL_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?", re.ASCII)


class UnusableLadder(ValueError):
    """A ladder of a round cannot be read."""


@dataclass(frozen=True)
class Rung:
    """One reminder before a deadline, or one escalation after it. `at` is London wall time."""

    count: int
    in_working_days: bool
    is_escalation: bool
    at: time
    audience: str

    def wording(self) -> str:
        """Say when it is sent and to whom: "10 working days before, at 09:00, to applicant"."""
        unit = ("working day" if self.in_working_days else "day") + ("" if self.count == 1 else "s")
        side = "after" if self.is_escalation else "before"
        return f"{self.count} {unit} {side}, at {self.at:%H:%M}, to {self.audience}"


@dataclass(frozen=True)
class Ladder:
    """A named ladder: its rungs before the deadline and its escalations after."""

    name: str
    rungs: tuple[Rung, ...]


def read_ladder(name: str, table: Any) -> Ladder:
    """Read a ladder from its table in a round. Raises UnusableLadder, when something in it cannot be used."""
    if not isinstance(table, Mapping) or not table:
        raise UnusableLadder("is not a table of rungs. Give rungs = [...] and, if wanted, escalations = [...].")
    unknown = sorted(set(table) - {"rungs", "escalations"})
    if unknown:
        raise UnusableLadder(f"has the unknown key '{unknown[0]}'. Known: rungs, escalations.")
    before = _rungs(table.get("rungs", []), "before")
    return Ladder(name, before + _rungs(table.get("escalations", []), "after"))


def read_wall_time(text: Any) -> time:
    """Read a London wall time such as "09:00" or "12:00:01". Raises ValueError, when it is none."""
    if not isinstance(text, str) or WALL_TIME.fullmatch(text) is None:
        raise ValueError(f'{str(text)!r} is not a London wall time. Write it as "12:00", without zone or offset.')
    return time.fromisoformat(text)


def _rungs(rows: Any, side: str) -> tuple[Rung, ...]:
    """Read the rungs on one side of the deadline."""
    if not isinstance(rows, list):
        raise UnusableLadder(f'needs a list of rungs such as {{{side} = "3 working days", at = "09:00", ...}}.')
    return tuple(_rung(row, side) for row in rows)


def _rung(row: Any, side: str) -> Rung:
    """Read one rung."""
    if not isinstance(row, Mapping) or set(row) != {side, "at", "audience"}:
        raise UnusableLadder(f"has the rung {row!r}. A rung here has exactly: {side}, at, audience.")
    match = DISTANCE.fullmatch(str(row[side]))
    if match is None:
        raise UnusableLadder(f'has a rung \'{row[side]}\' {side}. Write "10 working days" or "14 days".')
    try:
        at = read_wall_time(row["at"])
    except ValueError as error:
        raise UnusableLadder(f"has a rung at {error}") from error
    return Rung(int(match["count"]), match["working"] is not None, side == "after", at, str(row["audience"]))
