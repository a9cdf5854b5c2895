"""The reminders that are planned: derived from what a case waits for, written with it, never drawn in a diagram.

A row is planned for one instant of one deadline of one case. When the date moves or the step is done, the row is
cancelled with the reason and stays; when the date comes back, it is planned again. `telling` sends what has come.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from deadlines.calendar import due_wording
from deadlines.reminders import reminders_for
from deadlines.rounds import START, Round
from service.register.dues import DueRow, Move
from service.register.tables import reminders

PLANNED, TOLD, SKIPPED, CANCELLED = "planned", "told", "skipped", "cancelled"
Row = Mapping[str, Any]


class Rung(NamedTuple):
    """What makes a planned reminder the one it is: an element, its instant, and the rung of its ladder."""

    element: str
    due_at: datetime
    rung: str


@dataclass(frozen=True)
class Waits:
    """One case whose dues have changed: under which round, since when, what was completed meanwhile.

    fallen_before: whether a deadline of it had fallen at any time. recalendared: whether its calendar is another one.
    """

    round: Round
    move: Move
    since: datetime
    completed: Collection[str]
    fallen_before: bool
    recalendared: bool


def wanted(round_: Round, due: DueRow) -> dict[Rung, dict[str, Any]]:
    """Return the reminders and escalations of a deadline that a case waits for; none when it names no ladder.

    What is only waited for, and limits no step, has nobody to escalate about.
    """
    if due.deadline.endswith(START) or not round_.knows(due.deadline):
        return {}
    deadline, ladder = round_.deadline(due.deadline), round_.ladder(due.deadline)
    if ladder is None:
        return {}
    planned = reminders_for(deadline, due.at, ladder, round_.working_days)
    return {
        Rung(due.element, due.at, one.rung.wording()): {
            "element": due.element, "deadline": due.deadline, "covers": due.covers, "due_at": due.at,
            "rung": one.rung.wording(), "escalation": one.rung.is_escalation, "audience": one.audience, "at": one.at,
        }
        for one in planned
        if due.covers or not one.rung.is_escalation
    }  # fmt: skip


def plan(connection: Connection, cases: Mapping[int, Waits], now: datetime) -> None:
    """Plan anew what the changed cases want, and cancel what they want no more. Three statements at the most."""
    changed = {case_id: case for case_id, case in cases.items() if _concerns(case)}
    if not changed:
        return
    kept: dict[int, dict[Rung, Row]] = {case_id: {} for case_id in changed}
    for row in connection.execute(_KEPT, {"ids": list(changed)}).mappings():
        kept[row["case_id"]][Rung(row["element"], row["due_at"], row["rung"])] = dict(row)
    fresh, moved = [], []
    for case_id, case in changed.items():
        planned = {key: one for due in case.move.after for key, one in wanted(case.round, due).items()}
        fresh += [_fresh(case_id, one, case, now) for key, one in planned.items() if key not in kept[case_id]]
        moved += [c for key, row in kept[case_id].items() if (c := _changed(row, planned.get(key), case, now))]
    if moved:
        connection.execute(_MOVE, moved)
    if fresh:
        connection.execute(insert(reminders), fresh)


def _concerns(case: Waits) -> bool:
    """Tell whether anything planned can change; what was done late matters only where a deadline has fallen."""
    done_late = case.fallen_before and bool(case.completed)
    return case.move.before != case.move.after or bool(case.move.fell) or done_late or case.recalendared


def _fresh(case_id: int, one: Mapping[str, Any], case: Waits, now: datetime) -> dict[str, Any]:
    """Return a new row; what should have been said before the case waited for it is not said afterwards."""
    past = one["at"] < case.since
    note = "It would have been sent before this date was set." if past else ""
    return {"case_id": case_id, **one, "state": SKIPPED if past else PLANNED, "note": note, "changed_at": now}


def _changed(row: Row, planned: Row | None, case: Waits, now: datetime) -> dict[str, Any] | None:
    """Return what becomes of a row, `planned` as the calendar wants it; None, when it stays what it is."""
    if planned is not None:
        return _wanted_again(row, planned, case, now)
    if row["state"] != PLANNED:
        return None
    fell = (row["element"], row["due_at"]) in case.move.fell
    waited = any((due.element, due.at) == (row["element"], row["due_at"]) for due in case.move.before)
    if row["escalation"] and (fell or not waited):  # its deadline fell, now or earlier: the office is told
        done = row["covers"] in case.completed
        return _to(row, CANCELLED, "It was done after its deadline.", now) if done else None
    if fell:
        return _to(row, SKIPPED, "The deadline had passed.", now)
    return _to(row, CANCELLED, _why(row, case), now)


def _wanted_again(row: Row, planned: Row, case: Waits, now: datetime) -> dict[str, Any] | None:
    """Return what becomes of a row that the calendar wants: at another instant, or planned once more."""
    if row["state"] == CANCELLED and planned["at"] >= case.since:
        return _to(row, PLANNED, "Planned again: the date is the same again.", now, planned["at"])
    if row["state"] == PLANNED and row["at"] != planned["at"]:
        return _to(row, PLANNED, "The working days have changed.", now, planned["at"])
    return None


def _why(row: Row, case: Waits) -> str:
    moved = next((due.at for due in case.move.after if due.element == row["element"]), None)
    if moved is not None:
        return f"The date was moved to {due_wording(moved)}."
    return "It was done." if row["covers"] in case.completed else "The case waits for it no more."


def _to(row: Row, state: str, note: str, now: datetime, at: datetime | None = None) -> dict[str, Any]:
    moved = {"new_state": state, "new_note": note, "new_changed_at": now, "new_at": at or row["at"]}
    return {"reminder": row["id"], **moved}


def settle_rows(connection: Connection, decided: Sequence[tuple[Row, str, str]], now: datetime) -> None:
    """Give rows their new state, each with a note that says why."""
    if decided:
        connection.execute(_MOVE, [_to(row, state, note, now) for row, state, note in decided])


_KEPT = select(reminders).where(reminders.c.case_id.in_(bindparam("ids", expanding=True)))
_MOVE = (
    update(reminders)
    .where(reminders.c.id == bindparam("reminder"))
    .values(
        state=bindparam("new_state"),
        note=bindparam("new_note"),
        at=bindparam("new_at"),
        changed_at=bindparam("new_changed_at"),
    )
)
