"""The table of due instants: the truth about when something falls due. Whoever rings only asks it.

A row is never taken away: a deadline that waits no more is over, and its row keeps how often its instant has moved: the
SEQUENCE of its event in people's calendars (RFC 5545, 3.8.7.4).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from deadlines.rounds import Round
from processes.case import Case, Due
from service.register.tables import dues


class DueRow(NamedTuple):
    """A deadline that a case waits for. `at` is the last instant on time, aware UTC; an `adverse` one may be held."""

    element: str
    deadline: str
    covers: str
    at: datetime
    adverse: bool


class Move(NamedTuple):
    """What a case waited for, what it waits for now, and what fell in between: the element and its instant."""

    before: Sequence[DueRow]
    after: Sequence[DueRow]
    fell: Sequence[tuple[str, datetime]]


def due_rows(case: Case) -> list[DueRow]:
    """Return what a case waits for, soonest first; an ended case waits for nothing."""
    if case.ended:
        return []
    return [
        DueRow(due.element.id, due.deadline, due.covers, due.at, is_adverse(case.round, due)) for due in case.dues()
    ]


def is_adverse(round_: Round, due: Due) -> bool:
    """Tell whether a fall can end something; of a timer that names no deadline nobody has said that it cannot."""
    name = due.deadline.removesuffix(".start")
    return not round_.knows(name) or round_.deadline(name).adverse


def keep_dues(connection: Connection, moves: Mapping[int, Move], now: datetime) -> None:
    """Write what changed: new and moved instants, and what waits no more. Two statements, however many cases."""
    fresh, over = [], []
    for case_id, (before, after, fell) in moves.items():
        fallen = {element for element, _ in fell}
        fresh += [{"case_id": case_id, "changed_at": now, **row._asdict()} for row in after if row not in before]
        gone = {row.element for row in before} - {row.element for row in after}
        over += [{"case": case_id, "name": one, "now": now, "has_fallen": one in fallen} for one in sorted(gone)]
    if over:
        connection.execute(_OVER, over)
    if fresh:
        connection.execute(_WAITS[connection.dialect.name], fresh)


def _waits(fresh: Any) -> Insert:
    """Return the insert that moves the instant of a row which is there, and counts that."""
    row: Insert = fresh.on_conflict_do_update(
        index_elements=["case_id", "element"],
        set_={
            "deadline": fresh.excluded.deadline, "covers": fresh.excluded.covers, "at": fresh.excluded.at,
            "adverse": fresh.excluded.adverse,
            "sequence": dues.c.sequence + 1, "changed_at": fresh.excluded.changed_at, "over_at": None,
            "fell": False,
        },
    )  # fmt: skip
    return row


_WAITS = {"sqlite": _waits(sqlite.insert(dues)), "postgresql": _waits(postgresql.insert(dues))}
_OVER = (
    update(dues)
    .where(dues.c.case_id == bindparam("case"), dues.c.element == bindparam("name"))
    .values(
        over_at=bindparam("now"),
        fell=bindparam("has_fallen"),
        changed_at=bindparam("now"),
        sequence=dues.c.sequence + 1,
    )
)
