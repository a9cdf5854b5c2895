"""Area teams and what follows them: from when until when each exists, and who takes over its cases.

A case keeps the area team under which it was opened. Who sees it and acts on it is asked at an instant: the area team
while it exists, its successor from the succession on. Nothing is rewritten, so the history stays as it was.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import BindParameter, Connection, and_, exists, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from deadlines.calendar import london
from service.register.ledger import Entry, append
from service.register.tables import bodies, successions, tenures

CONFIRMED, DECLINED = "confirmed", "declined"
BEGAN = london(date(2013, 4, 1))
ENDED = london(date(2015, 4, 1))
"""Area teams existed until the end of 31 March 2015; sub-regional teams began the next day (PRUComm report, L120)."""
_FILE = Path(__file__).parent.parent / "data" / "area_team_successors.csv"


class NoSuchSuccession(LookupError):
    """There is no such succession that waits for a second officer."""


@dataclass(frozen=True)
class Succession:
    """Who takes over the cases of a body, from when (aware UTC, inclusive), and what says so."""

    predecessor: str
    successor: str
    from_at: datetime
    source: str


@cache
def shipped_successors() -> tuple[Succession, ...]:
    """Return the successions of April 2015, as the Organisation Data Service has them for each CCG.

    A team that went on under its own name (Wessex) has no successor and no end.
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Succession(row["area_team"], row["successor"], london(date.fromisoformat(row["from_day"])), row["source"])
        for row in rows
        if row["area_team"] != row["successor"]
    )


def begin_bodies(connection: Connection, places: list[dict[str, str]], now: datetime) -> None:
    """Enter the area teams of the organisations, and the teams that follow them, in an empty register."""
    regions = {place["area_team"]: place["region"] for place in places}
    following = [one for one in shipped_successors() if one.predecessor in regions]
    ends = {one.predecessor: one.from_at for one in following}
    teams = [{"name": n, "region": regions[n], "from_at": BEGAN, "until_at": ends.get(n)} for n in sorted(regions)]
    later = {one.successor: regions[one.predecessor] for one in following}
    teams += [{"name": n, "region": r, "from_at": ENDED, "until_at": None} for n, r in sorted(later.items())]
    if teams:
        connection.execute(insert(bodies), teams)
    for one in following:
        row = {**_row(one, "release", now), "second": "release", "answered_at": now, "outcome": CONFIRMED}
        connection.execute(insert(successions).values(row))


def _row(one: Succession, by: str, now: datetime) -> dict[str, object]:
    return {
        "predecessor": one.predecessor, "successor": one.successor, "from_at": one.from_at, "source": one.source,
        "by": by, "asked_at": now,
    }  # fmt: skip


def body_exists(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that the body of a tenure, if it is one of these, exists at an aware instant."""
    gone = or_(bodies.c.from_at > at, bodies.c.until_at <= at)
    return ~exists().where(and_(bodies.c.name == tenures.c.scope, tenures.c.role == "area-team", gone))


def taken_over(connection: Connection, at: datetime) -> dict[str, tuple[str, ...]]:
    """Return for each successor at an aware instant whose cases it has taken over, through any number of steps."""
    in_force = (successions.c.outcome == CONFIRMED, successions.c.from_at <= at)
    follows = {row.predecessor: row.successor for row in connection.execute(select(successions).where(*in_force))}
    found: dict[str, list[str]] = {}
    for predecessor in sorted(follows):
        for heir in _line(follows, predecessor):
            found.setdefault(heir, []).append(predecessor)
    return {heir: tuple(names) for heir, names in found.items()}


def _line(follows: Mapping[str, str], name: str) -> list[str]:
    """Return who follows a body, and who follows them."""
    line: list[str] = []
    while (name := follows.get(name, "")) and name not in line:
        line.append(name)
    return line


def all_bodies(connection: Connection) -> list[Mapping[str, object]]:
    """Return the area teams and their successors, by name."""
    return [dict(row) for row in connection.execute(select(bodies).order_by(bodies.c.name)).mappings()]


def all_successions(connection: Connection) -> list[Mapping[str, object]]:
    """Return the successions with how they were answered, newest first."""
    return [dict(row) for row in connection.execute(select(successions).order_by(successions.c.id.desc())).mappings()]


def ask_succession(connection: Connection, one: Succession, by: str, now: datetime) -> int:
    """Keep a succession until a second officer answers it, and return its number."""
    key = connection.execute(insert(successions).values(_row(one, by, now))).inserted_primary_key
    number = int(key[0]) if key else 0
    detail = {"succession": number, "predecessor": one.predecessor, "successor": one.successor, "source": one.source}
    append(connection, [Entry("succession-asked", now, by=by, detail=detail)], now)
    return number


def waiting_succession(connection: Connection, number: int) -> Mapping[str, object]:
    """Return a succession that waits. Raises NoSuchSuccession."""
    query = select(successions).where(successions.c.id == number, successions.c.outcome == "").with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchSuccession(f"There is no succession {number} that waits for a second officer.")
    return dict(row)


def answer_succession(connection: Connection, number: int, outcome: str, second: str, now: datetime) -> None:
    """Answer a succession; a confirmed one ends the predecessor and begins the successor. Raises NoSuchSuccession."""
    row = waiting_succession(connection, number)
    answered = {"outcome": outcome, "second": second, "answered_at": now}
    connection.execute(update(successions).where(successions.c.id == number).values(answered))
    if outcome == CONFIRMED:
        _come_into_being(connection, row)
    detail = {"succession": number, "outcome": outcome}
    append(connection, [Entry("succession-answered", now, by=second, detail=detail)], now)


def _come_into_being(connection: Connection, row: Mapping[str, object]) -> None:
    ending = update(bodies).where(bodies.c.name == row["predecessor"])
    connection.execute(ending.values(until_at=row["from_at"]))
    there = connection.execute(select(bodies.c.name).where(bodies.c.name == row["successor"])).first()
    if there is None:
        region = connection.execute(select(bodies.c.region).where(bodies.c.name == row["predecessor"])).scalar_one()
        new = {"name": row["successor"], "region": region, "from_at": row["from_at"], "until_at": None}
        connection.execute(insert(bodies).values(new))
