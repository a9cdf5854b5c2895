"""Rounds: named sets of deadlines, bodies and ladders, each resting on the standing one.

The shipped rounds lie in `deadlines/rounds/*.toml`. Knows no case and no diagram.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from deadlines.calendar import WorkingDays, day_wording, shipped_working_days
from deadlines.deadline import NO_FACTS, Deadline, NeedsAnchor, NotAWindow
from deadlines.ladders import Ladder
from deadlines.links import linked
from deadlines.reading import (
    Source,
    UnusableRound,
    read_deadline,
    read_facts,
    read_holidays,
    read_ladders,
    read_round_day,
    read_tables,
    read_texts,
)
from deadlines.reminders import Reminder, reminders_for
from deadlines.texts import Text
from deadlines.toml_text import canonical_text

__all__ = [
    "NO_FACTS",
    "Deadline",
    "Ladder",
    "NeedsAnchor",
    "NotAWindow",
    "Round",
    "UnknownDeadline",
    "UnknownRound",
    "UnusableRound",
    "read_round",
    "shipped_round",
    "shipped_rounds",
]

STANDING = "standing"
CASE_ROUNDS = ("2014-15", "2015-second-wave")
SHIPPED = (*CASE_ROUNDS, STANDING, "template")
START = ".start"


class UnknownDeadline(LookupError):
    """A round was asked for a deadline that it does not have."""


class UnknownRound(LookupError):
    """No round of that name is shipped."""


@dataclass(frozen=True)
class Round:
    """A named set of deadlines. Two rounds are equal when their texts and the standing ones under them are."""

    name: str
    text: str
    standing: Round | None
    title: str = field(compare=False)
    opens: date = field(compare=False)
    closes: date | None = field(compare=False)
    bodies: Mapping[str, str] = field(compare=False)
    ladders: Mapping[str, Ladder] = field(compare=False)
    own: Mapping[str, Deadline] = field(compare=False, repr=False)
    own_facts: Mapping[str, bool | int | str] = field(compare=False, default_factory=dict)
    own_holidays: Mapping[date, str] = field(compare=False, default_factory=dict)
    own_texts: Mapping[str, Text] = field(compare=False, default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex of the canonical text of this round and of the standing one under it."""
        texts = self.text + (self.standing.text if self.standing else "")
        return hashlib.sha256(texts.encode()).hexdigest()

    @cached_property
    def working_days(self) -> WorkingDays:
        """The working days that hold for the round: the shipped ones without the holidays proclaimed since."""
        proclaimed = {**(self.standing.own_holidays if self.standing else {}), **self.own_holidays}
        days = shipped_working_days()
        for day, title in proclaimed.items():
            days = days.with_holiday(day, title)
        return days

    @property
    def facts(self) -> dict[str, bool | int | str]:
        """What every case of the round starts with, by variable name; the round's own come before the standing ones."""
        return {**(self.standing.facts if self.standing else {}), **self.own_facts}

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """All deadlines, the standing ones and the superseded ones too, in order of time; relative ones last."""
        return tuple(sorted(self._all().values(), key=_order))

    def names(self) -> tuple[str, ...]:
        """The names of all deadlines, in order of time."""
        return tuple(deadline.name for deadline in self.deadlines)

    def knows(self, name: str) -> bool:
        """Tell whether `due` can answer to a name, `name.start` of a window included."""
        found = self._all().get(name.removesuffix(START))
        return found is not None and (not name.endswith(START) or found.starts is not None)

    def deadline(self, name: str) -> Deadline:
        """Return a deadline of this round or of the standing one. Raises UnknownDeadline, with what is possible."""
        found = self._all().get(name)
        if found is None:
            raise UnknownDeadline(self._unknown(name))
        return found

    def due(self, name: str, facts: Mapping[str, datetime] = NO_FACTS) -> datetime:
        """Return the last acceptable instant (aware UTC, inclusive), or for `name.start` the first of a window.

        Raises UnknownDeadline; NeedsAnchor, when a relative deadline misses its fact; NotAWindow.
        """
        if name.endswith(START):
            return self.deadline(name.removesuffix(START)).starts_at
        return self.deadline(name).due(facts)

    def ladder(self, name: str) -> Ladder | None:
        """Return the ladder that a deadline names, from this round or the standing one."""
        wanted = self.deadline(name).ladder
        return self._all_ladders()[wanted] if wanted else None

    def template(self, name: str) -> Text:
        """Return a text, the round's own before the standing one. Raises KeyError, when neither has it."""
        return {**(self.standing.own_texts if self.standing else {}), **self.own_texts}[name]

    def body(self, name: str) -> str:
        """Return who or what a body of the round is; empty, when it has none of that name."""
        return self.bodies.get(name) or (self.standing.bodies.get(name, "") if self.standing else "")

    def reminders(
        self, name: str, facts: Mapping[str, datetime] = NO_FACTS, working_days: WorkingDays | None = None
    ) -> list[Reminder]:
        """Return the reminders and escalations of a deadline for a case; none when it names no ladder."""
        ladder = self.ladder(name)
        if ladder is None:
            return []
        return reminders_for(self.deadline(name), self.due(name, facts), ladder, working_days or self.working_days)

    def moved(
        self, name: str, *, day: date | None = None, at: time | None = None, period: str = "", because: str = ""
    ) -> Round:
        """Return a round in which one deadline lies at another London day and time, or counts another period.

        The last day of a window moves; what is the same as or computed from the deadline follows. The reason goes
        into the note. Raises UnknownDeadline; UnusableRound, when the deadline cannot lie there.
        """
        tables = tomllib.loads(self.text)
        table = self._table(self.deadline(name))
        _move(self.deadline(name), table, day, at, period)
        if because:
            table["note"] = f"{table.get('note', '')} Moved: {because}".strip()
        tables.setdefault("deadlines", {})[name] = table
        return _built(Source(f"round {self.name} moved", canonical_text(tables)), self.standing)

    def with_holiday(self, day: date, title: str) -> Round:
        """Return a round in which a bank holiday counts that was proclaimed late.

        Raises CalendarDoesNotReach; UnusableRound, when the day is off already.
        """
        if not self.working_days.is_working_day(day):
            raise UnusableRound(f"{day_wording(day)} is no working day already; a holiday there changes nothing.")
        tables = tomllib.loads(self.text)
        tables.setdefault("holidays", {})[day.isoformat()] = title
        return _built(Source(f"round {self.name} with a holiday", canonical_text(tables)), self.standing)

    def _all(self) -> dict[str, Deadline]:
        """Return every deadline by name, the round's own before the standing ones."""
        return {**(self.standing.own if self.standing else {}), **self.own}

    def _all_ladders(self) -> dict[str, Ladder]:
        """Return every ladder by name."""
        return {**(self.standing.ladders if self.standing else {}), **self.ladders}

    def _table(self, deadline: Deadline) -> dict[str, Any]:
        """Return the table that a deadline was read from."""
        home = self.text if self.standing is None or deadline.name in self.own else self.standing.text
        table: dict[str, Any] = tomllib.loads(home)["deadlines"][deadline.name]
        return table

    def _unknown(self, name: str) -> str:
        """Say that a name is unknown, which are known and which is close."""
        close = difflib.get_close_matches(name, self.names(), n=1)
        known = f"No deadline called '{name}' in round {self.name}. Known: {', '.join(sorted(self.names()))}."
        return f"{known} Did you mean '{close[0]}'?" if close else known


def read_round(text_or_path: str | Path, standing: Round | None = None) -> Round:
    """Read a round from its text, or from a file when given a path. It rests on the shipped standing round or another.

    Raises UnusableRound with file, line, table and key, when anything in it cannot be used.
    """
    if isinstance(text_or_path, Path):
        source = Source(text_or_path.name, _file_text(text_or_path))
    else:
        source = Source("round", text_or_path)
    return _built(source, standing)


def read_kept(text: str, standing: str) -> Round:
    """Read a round again from its canonical text and that of the standing round under it (empty for none).

    Raises UnusableRound.
    """
    under = _built(Source("kept standing round", standing), None) if standing else None
    return _built(Source("kept round", text), under)


def shipped_rounds() -> dict[str, Round]:
    """Return the shipped rounds in which cases can be opened, by name."""
    return {name: shipped_round(name) for name in CASE_ROUNDS}


@cache
def shipped_round(name: str) -> Round:
    """Return a shipped round, `standing` and `template` included. Raises UnknownRound."""
    if name not in SHIPPED:
        raise UnknownRound(f"No round called '{name}' is shipped. Known: {', '.join(SHIPPED)}.")
    source = resources.files("deadlines") / "rounds" / f"{name}.toml"
    return _built(Source(f"{name}.toml", source.read_text(encoding="utf-8")), None)


def _file_text(path: Path) -> str:
    """Read a file. Raises UnusableRound, when that cannot be done."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableRound(f"{path.name}: cannot be read as a text file in UTF-8: {error}.") from error


def _built(source: Source, standing: Round | None) -> Round:
    """Make a round of its text, resting on the standing one unless it is that itself."""
    tables = read_tables(source)
    name = str(tables["name"])
    under = None if name == STANDING else standing or shipped_round(STANDING)
    ladders = read_ladders(source, tables)
    read = {key: read_deadline(source, name, key, table) for key, table in tables.get("deadlines", {}).items()}
    return Round(
        name=name,
        text=canonical_text(tables),
        standing=under,
        title=str(tables["title"]),
        opens=read_round_day(source, tables, "opens"),
        closes=read_round_day(source, tables, "closes") if "closes" in tables else None,
        bodies={key: str(body) for key, body in tables.get("bodies", {}).items()},
        ladders=ladders,
        own_facts=read_facts(source, tables),
        own_holidays=read_holidays(source, tables),
        own_texts=read_texts(source, tables),
        own=linked(source, read, {*ladders, *(under.ladders if under else ())}),
    )


def _move(deadline: Deadline, table: dict[str, Any], day: date | None, at: time | None, period: str) -> None:
    """Write another day, time or period into the table of a deadline."""
    if period:
        table["period"] = period
    elif deadline.kind in {"computed", "deadline", "event", "meeting"}:
        table["kind"] = "deadline" if deadline.kind == "computed" else deadline.kind
        table["day"] = deadline.last_day
        for key in ("same_as", "from", "period"):
            table.pop(key, None)
        if deadline.at is not None:
            table["at"] = deadline.at.isoformat("auto")
    if day is not None:
        table["ends" if deadline.kind == "window" else "day"] = day
    if at is not None:
        table["at"] = at.isoformat("auto")


def _order(deadline: Deadline) -> tuple[bool, str, str]:
    """Order by time, relative deadlines last, equal ones by name."""
    instant = "" if deadline.is_relative else deadline.instant_utc.isoformat()
    return (deadline.is_relative, instant, deadline.name)
