"""Reading the text of a round: every mistake is refused with its file, line, table and key.

Turns TOML into deadlines and ladders; knows no shipped files and no Round.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deadlines.calendar import MONTHS, UnusablePeriod, day_wording, parse_period
from deadlines.deadline import KINDS, STATUSES, Deadline
from deadlines.ladders import Ladder, UnusableLadder, read_ladder, read_wall_time
from deadlines.texts import Text, UnusableText, read_text

DAY = re.compile(r"(?P<weekday>[A-Z][a-z]+) (?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})", re.ASCII)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
FACT = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

ROUND_KEYS = {"name", "title", "opens", "closes", "bodies", "facts", "holidays", "ladders", "texts", "deadlines"}
ROUND_TEXTS = ("name", "title", "opens")
TEXTS = {"title", "wording", "document", "section", "recipient", "after", "from", "same_as", "why", "ladder", "note"}
TEXTS |= {"bound", "never_stops"}
LISTS = {"paths", "catalogue", "requirements", "supersedes", "superseded_by"}
WHEN_DAYS = {"day", "starts", "ends"}
DAYS = WHEN_DAYS | {"no_later_than"}
NEEDED = ("title", "wording", "document", "section", "kind", "status")
CHOICES = {"kind": KINDS, "status": STATUSES}
WHEN = WHEN_DAYS | {"at", "anchor", "after", "period", "from", "same_as"}
FLAGS = {"adverse"}
KEYS = TEXTS | LISTS | WHEN | FLAGS | set(CHOICES) | {"no_later_than", "longest"}
DATED = ({"day"}, {"day", "at"})
SHAPES: Mapping[str, tuple[set[str], ...]] = {
    "deadline": (*DATED, {"same_as"}),
    "event": (*DATED, {"same_as"}),
    "meeting": (*DATED, {"same_as"}),
    "effective": ({"day", "at"},),
    "window": ({"starts", "ends"},),
    "computed": ({"from", "period"},),
    "recurring": (*DATED, {"day", "anchor", "after"}, {"day", "at", "anchor", "after"}),
    "relative": ({"anchor", "after", "period"}, {"anchor", "after", "period", "at"}),
}


class UnusableRound(ValueError):
    """A round cannot be used as it is written."""


class _Mistake(ValueError):
    """A value that cannot be read, before it is known where it stands."""


@dataclass(frozen=True)
class Source:
    """A text with the name it goes by in messages."""

    label: str
    text: str

    def mistake(self, message: str, table: str = "", key: str = "") -> UnusableRound:
        """Say what is wrong, and where as closely as it is known."""
        line = self._line_of(f"[{table}]") if table else 0
        parts = [
            self.label,
            f"line {line}" if line else "",
            f"[{table}]" if table else "",
            f"key '{key}'" if key else "",
        ]
        return UnusableRound(", ".join(part for part in parts if part) + f": {message}")

    def _line_of(self, heading: str) -> int:
        """Find the line of a heading; 0 when it is written another way."""
        lines = (line.strip() for line in self.text.splitlines())
        return next((number for number, line in enumerate(lines, 1) if line.startswith(heading)), 0)


def read_tables(source: Source) -> dict[str, Any]:
    """Read the TOML of a round and its top level. Raises UnusableRound."""
    try:
        tables = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise source.mistake(f"{error}. A name may be declared once; the text must be TOML.") from error
    _only_known(source, tables, ROUND_KEYS)
    for key in ROUND_TEXTS:
        if key not in tables:
            raise source.mistake(f"is missing. A round needs {', '.join(ROUND_TEXTS)}.", key=key)
        if key != "opens" and not isinstance(tables[key], str):
            raise source.mistake(f"{tables[key]!r} is not a text.", key=key)
    for key in ("bodies", "facts", "holidays", "ladders", "texts", "deadlines"):
        if not isinstance(tables.get(key, {}), dict):
            raise source.mistake("is not a table. Write it as [" + key + "].", key=key)
    return tables


def read_round_day(source: Source, tables: Mapping[str, Any], key: str) -> date:
    """Read a day at the top level of a round. Raises UnusableRound."""
    try:
        return _day(tables[key])
    except _Mistake as error:
        raise source.mistake(str(error), key=key) from error


def read_facts(source: Source, tables: Mapping[str, Any]) -> dict[str, bool | int | str]:
    """Read what every case of a round starts with, by variable name. Raises UnusableRound."""
    facts: dict[str, bool | int | str] = tables.get("facts", {})
    for name, value in facts.items():
        if FACT.fullmatch(name) is None:
            raise source.mistake("is not the name of a fact. Use lower case with underscores.", "facts", name)
        if not isinstance(value, bool | int | str):
            raise source.mistake(f"{value!r} is not a fact. Give true, false, a whole number or a text.", "facts", name)
    return dict(facts)


def read_holidays(source: Source, tables: Mapping[str, Any]) -> dict[date, str]:
    """Read the bank holidays that were proclaimed after the shipped ones, with their titles. Raises UnusableRound."""
    found = {}
    for day, title in tables.get("holidays", {}).items():
        try:
            found[date.fromisoformat(day)] = _text(title)
        except ValueError as error:
            raise source.mistake(f'{error}. Write a holiday as "2015-05-08" = "its title".', "holidays", day) from error
    return found


def read_ladders(source: Source, tables: Mapping[str, Any]) -> dict[str, Ladder]:
    """Read the ladders of a round. Raises UnusableRound."""
    found = {}
    for name, table in tables.get("ladders", {}).items():
        try:
            found[name] = read_ladder(name, table)
        except UnusableLadder as error:
            raise source.mistake(str(error), f"ladders.{name}") from error
    return found


def read_texts(source: Source, tables: Mapping[str, Any]) -> dict[str, Text]:
    """Read the texts that a round sends to people. Raises UnusableRound."""
    found = {}
    for name, table in tables.get("texts", {}).items():
        try:
            found[name] = read_text(table)
        except UnusableText as error:
            raise source.mistake(str(error), f"texts.{name}") from error
    return found


def read_deadline(source: Source, round_name: str, name: str, table: Any) -> Deadline:
    """Read one deadline as it stands, without what it takes from others. Raises UnusableRound."""
    where = f"deadlines.{name}"
    if NAME.fullmatch(name) is None:
        raise source.mistake(f"'{name}' is not a name. Use lower case words joined by hyphens.", where)
    if not isinstance(table, dict):
        raise source.mistake("is not a table of a deadline.", where)
    _only_known(source, table, KEYS, where)
    for key in NEEDED:
        if key not in table:
            raise source.mistake(f"is missing. Every deadline needs {', '.join(NEEDED)}.", where, key)
    values = {key: _value_of(source, where, key, value) for key, value in table.items()}
    _check_shape(source, where, values)
    values["computed_from"] = values.pop("from", "")
    return Deadline(name=name, round=round_name, **values)


def _only_known(source: Source, table: Mapping[str, Any], known: set[str], where: str = "") -> None:
    """Refuse a key that means nothing here."""
    for key in table:
        if key not in known:
            raise source.mistake(f"is unknown. Known: {', '.join(sorted(known))}.", where, key)


def _value_of(source: Source, where: str, key: str, value: Any) -> Any:
    """Read one value of a deadline."""
    try:
        return _value(key, value)
    except (_Mistake, UnusablePeriod) as error:
        raise source.mistake(str(error), where, key) from error


def _value(key: str, value: Any) -> Any:
    """Read a value by what its key holds."""
    if key in DAYS:
        return _day(value)
    if key in LISTS:
        return _texts(value)
    if key == "at":
        return _wall_time(value)
    if key in FLAGS:
        return _flag(value)
    return _checked_text(key, _text(value))


def _flag(value: Any) -> bool:
    """Read yes or no."""
    if not isinstance(value, bool):
        raise _Mistake(f"{value!r} is neither true nor false.")
    return value


def _checked_text(key: str, value: str) -> str:
    """Read a text that must be one of a few, a period or the name of a fact."""
    if key in CHOICES and value not in CHOICES[key]:
        raise _Mistake(f"'{value}' is not a {key}. Known: {', '.join(CHOICES[key])}.")
    if key in ("period", "longest"):
        parse_period(value)
    if key == "anchor" and FACT.fullmatch(value) is None:
        raise _Mistake(f"'{value}' is not the name of a fact. Use lower case with underscores: received_at.")
    return value


def _text(value: Any) -> str:
    """Read a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise _Mistake(f"{value!r} is not a text.")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise _Mistake(f'{value!r} is not a list. Write ["..."].')
    return tuple(_text(item) for item in value)


def _wall_time(value: Any) -> Any:
    """Read a London wall time."""
    try:
        return read_wall_time(value)
    except ValueError as error:
        raise _Mistake(str(error)) from error


def _day(value: Any) -> date:
    """Read a day: "Friday 9 January 2015", or a date of TOML."""
    if isinstance(value, datetime):
        raise _Mistake(
            f'{value.isoformat()} mixes day and time. Give the London day, and the wall time as at = "12:00".'
        )
    if isinstance(value, date):
        return value
    match = DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None or match["month"] not in MONTHS:
        raise _Mistake(f'{value!r} is not a day. Write it as "Friday 9 January 2015" or 2015-01-09.')
    return _claimed_day(match)


def _claimed_day(match: re.Match[str]) -> date:
    """Make a day of its words. Refuses a day that does not exist or falls on another weekday."""
    try:
        day = date(int(match["year"]), MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError as error:
        raise _Mistake(f"'{match[0]}' does not exist: {error}.") from error
    if day_wording(day) != match[0]:
        raise _Mistake(f"'{match[0]}' is {day_wording(day)}.")
    return day


def _check_shape(source: Source, where: str, values: Mapping[str, Any]) -> None:
    """Refuse a deadline whose kind is given by other keys than it has."""
    given, shapes = {key for key in values if key in WHEN}, SHAPES[values["kind"]]
    if given not in shapes:
        wanted = ", or by ".join(" and ".join(sorted(shape)) for shape in shapes)
        has = ", ".join(sorted(given)) or "none of them"
        raise source.mistake(f"kind '{values['kind']}' is given by {wanted}; this one has {has}.", where)
    if "starts" in given and values["ends"] < values["starts"]:
        raise source.mistake(f"ends on {day_wording(values['ends'])}, before it starts.", where, "ends")
    if ("no_later_than" in values or "longest" in values) != ("bound" in values):
        raise source.mistake("no_later_than or longest, and the key bound, who says so, belong together.", where)
    if ("superseded_by" in values) != (values["status"] == "superseded"):
        raise source.mistake("status 'superseded' and the key superseded_by belong together.", where)
