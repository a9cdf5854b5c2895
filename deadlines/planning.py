"""A new round made from another one: its name, days, bodies and dates; everything else is taken over as it is.

Knows no case and no diagram. What it makes is read like a round in a file, so every mistake is refused the same way.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from deadlines.calendar import day_wording
from deadlines.deadline import Deadline
from deadlines.reading import NAME
from deadlines.rounds import Round, UnusableRound, read_round
from deadlines.toml_text import canonical_text

PLACEHOLDER = "placeholder"


@dataclass(frozen=True)
class When:
    """Where a deadline lies in London: a day, or the first and last day of a window; a time of day if it has one."""

    day: date | None = None
    starts: date | None = None
    ends: date | None = None
    at: time | None = None

    @property
    def wording(self) -> str:
        """The date in words."""
        days = " to ".join(day_wording(one) for one in (self.starts, self.day or self.ends) if one is not None)
        return f"{days} at {self.at:%H:%M}" if self.at is not None else days


@dataclass(frozen=True)
class RoundWish:
    """What a new round is to be. `document` names what sets its dates; `when` says them by the deadlines' names."""

    name: str
    title: str
    opens: date
    closes: date | None
    document: str
    bodies: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, When] = field(default_factory=dict)


def asked_dates(template: Round) -> list[Deadline]:
    """Return the deadlines whose dates a new round must give itself: those that do not follow from others."""
    return [one for one in template.deadlines if one.name in template.own and not (one.is_relative or _follows(one))]


def _follows(deadline: Deadline) -> bool:
    return deadline.kind == "computed" or deadline.same_as != ""


def planned(template: Round, wish: RoundWish) -> Round:
    """Return the round that a wish describes. Raises UnusableRound with what is wrong and where."""
    if NAME.fullmatch(wish.name) is None:
        raise UnusableRound(f"'{wish.name}' is no name of a round. Use small letters, numbers and hyphens, as 2020-21.")
    tables = tomllib.loads(template.text)
    tables |= {"name": wish.name, "title": wish.title, "opens": wish.opens}
    tables.pop("closes", None)
    if wish.closes is not None:
        tables["closes"] = wish.closes
    tables["bodies"] = {**tables.get("bodies", {}), **wish.bodies}
    for name, table in tables.get("deadlines", {}).items():
        if name in wish.when:
            _put(table, wish.when[name])
        if table["status"] == PLACEHOLDER:
            table |= {"status": "in force", "document": wish.document}
    return read_round(canonical_text(tables), template.standing)


def _put(table: dict[str, object], when: When) -> None:
    given = {"day": when.day, "starts": when.starts, "ends": when.ends}
    table |= {key: day for key, day in given.items() if day is not None}
    table.pop("at", None)
    if when.at is not None:
        table["at"] = when.at.isoformat("auto")
    table["wording"] = f"{table['title']}: {when.wording}."


def doubts(round_: Round) -> Iterator[str]:
    """Say what is allowed but seldom meant: days off, and dates outside the round."""
    if round_.closes is not None and round_.closes < round_.opens:
        yield f"The round closes on {day_wording(round_.closes)}, before it opens on {day_wording(round_.opens)}."
    for deadline in asked_dates(round_):
        day = deadline.last_day
        if not round_.working_days.is_working_day(day):
            yield f"{deadline.title}: {day_wording(day)} is no working day."
        if day < round_.opens:
            yield f"{deadline.title}: {day_wording(day)} lies before the round opens."
        if round_.closes is not None and day > round_.closes:
            yield f"{deadline.title}: {day_wording(day)} lies after the round closes."
