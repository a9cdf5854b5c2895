"""A case as the record had it at a past instant: folded from the ledger and what arrived, nothing that came later.

An entry is known from the instant at which it was recorded; what it says may count from an earlier one. So there are
two questions: what was recorded by then, and what counts from before though it was recorded later. Both are answered
apart. Deadlines are told by their rows and the moves that the ledger holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from processes.instants import from_micros
from service.register.desk.covering import stages_of
from service.register.register import Register
from service.register.sight import Row
from service.register.tables import dues


@dataclass(frozen=True)
class Standing:
    """Where a case stood: its status, the open steps with since when, the steps done, whether it had ended."""

    status: str = ""
    open: Mapping[str, datetime] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    ended: bool = False


@dataclass(frozen=True)
class Waited:
    """A deadline that waited then: its name, what it stands over, its instant; None, when its clock stood."""

    deadline: str
    covers: str
    at: datetime | None


@dataclass(frozen=True)
class AsWas:
    """A case at an instant (aware UTC): what was recorded by then, and what was recorded later but counts before."""

    at: datetime
    standing: Standing
    entries: Sequence[Row]
    later: Sequence[Row]
    deadlines: Sequence[Waited]
    arrivals: Sequence[Row]
    documents: Sequence[Row]


class NotThereYet(ValueError):
    """The case was opened later than the instant asked for, or that lies in the future."""


def folded(entries: Iterable[Row]) -> Standing:
    """Return where a case stands after these entries of its ledger, in their order.

    What a correction or a later pack takes back is folded as it stood before the act that it takes back.
    """
    now, before = Standing(), dict[int, Standing]()
    for entry in entries:
        detail = orjson.loads(str(entry["detail"]))
        if entry["kind"] == "step-completed" and "arrival" in detail:
            before[int(detail["arrival"])] = now
        now = _after(now, entry, detail, before)
    return now


def _after(now: Standing, entry: Row, detail: Mapping[str, Any], before: Mapping[int, Standing]) -> Standing:
    kind, element = entry["kind"], str(entry["element"])
    if kind in ("superseded", "corrected"):
        return before.get(int(detail["earlier"] if kind == "superseded" else detail["withdrawn"][0]), now)
    if kind == "step-opened":
        return Standing(now.status, {**now.open, element: _instant(entry["at"])}, now.done, now.ended)
    if kind in ("step-completed", "step-withdrawn"):
        left = {name: since for name, since in now.open.items() if name != element}
        done = now.done | {element} if kind == "step-completed" else now.done
        return Standing(now.status, left, done, now.ended)
    if kind == "status":
        return Standing(str(detail["status"]), now.open, now.done, now.ended)
    return Standing(now.status, {}, now.done, ended=True) if kind == "ended" else now


def as_it_was(
    register: Register, row: Row, at: datetime, *, entries: Sequence[Row], arrivals: Sequence[Row],
    documents: Sequence[Row],
) -> AsWas:  # fmt: skip
    """Return a case at an instant (aware UTC, inclusive) from its whole record. Two statements more than its record.

    Raises NotThereYet.
    """
    if at > register.clock():
        raise NotThereYet("That instant lies in the future; nothing is recorded of it yet.")
    if at < _instant(row["opened_at"]):
        raise NotThereYet("The case was opened later than that; there was nothing of it yet.")
    known = [entry for entry in entries if _instant(entry["recorded_at"]) <= at]
    later = [entry for entry in entries if _instant(entry["at"]) <= at < _instant(entry["recorded_at"])]
    standing = folded(known)
    return AsWas(
        at, standing, known, later, _waited(register, row, at, entries, standing),
        [_known(one, arrivals, at) for one in arrivals if _instant(one["received_at"]) <= at],
        [one for one in documents if _instant(one["added_at"]) <= at],
    )  # fmt: skip


def _known(arrival: Row, arrivals: Sequence[Row], at: datetime) -> Row:
    """Return an arrival with what had come of it by then."""
    judged = arrival["judged_at"]
    if isinstance(judged, datetime) and judged > at:
        return {**arrival, "outcome": "", "note": "", "withdrawn_by": None}
    takers = {one["id"]: one["judged_at"] for one in arrivals}
    taken = takers.get(arrival["withdrawn_by"])
    gone = isinstance(taken, datetime) and taken <= at
    return {**arrival, "withdrawn_by": arrival["withdrawn_by"] if gone else None}


def _waited(register: Register, row: Row, at: datetime, entries: Sequence[Row], standing: Standing) -> list[Waited]:
    """Return the deadlines that waited then, soonest first, those whose clock stood last."""
    moved = _moved_since(entries, at)
    with register.database.read() as connection:
        stages = stages_of(register, connection)
        rows = [dict(one) for one in connection.execute(select(dues).where(dues.c.case_id == row["id"])).mappings()]
    limited = {*standing.open, *(call for call, steps in stages.items() if set(steps) & set(standing.open))}
    there = [one for one in rows if one["over_at"] is None or one["over_at"] > at]
    armed = [one for one in there if one["element"] in moved or _was_armed(one, at, limited)]
    found = [Waited(one["deadline"], one["covers"], moved.get(one["element"], one["at"])) for one in armed]
    return sorted(found, key=lambda one: (one.at is None, one.at or at, one.deadline))


def _was_armed(due: Row, at: datetime, limited: Collection[str]) -> bool:
    """Tell whether a deadline waited already: its last change is older, or it only ended since and limited a step."""
    if due["changed_at"] is None or _instant(due["changed_at"]) <= at:
        return True
    return due["changed_at"] == due["over_at"] and due["covers"] in limited


def _moved_since(entries: Sequence[Row], at: datetime) -> dict[str, datetime | None]:
    """Return where each deadline stood that was moved later than an instant, by its element: before its first move."""
    found: dict[str, datetime | None] = {}
    for entry in entries:
        if entry["kind"] == "deadline-moved" and _instant(entry["recorded_at"]) > at:
            was = orjson.loads(str(entry["detail"]))["was"]
            found.setdefault(str(entry["element"]), from_micros(was) if isinstance(was, int) else None)
    return found


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"An instant is needed, not {value!r}.")
    return value
