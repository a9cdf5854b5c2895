"""Changing dates: asked by one officer, applied by another in one transaction, or declined; rulings on what had fallen.

Applying writes the calendar, an arrival for every case that is to know, the letters to whom it concerns and the ledger.
The cases take the change when they are settled, each in its own order of time.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, literal_column, select, update

from processes.instants import from_micros
from service.register.dates.notices import notices
from service.register.dates.plans import Plan, plan_of
from service.register.dates.wish import NotPossible, Preview, Touched, Wish
from service.register.ledger import Entry, append
from service.register.outbox import post
from service.register.receive import arrival_row
from service.register.register import Register
from service.register.tables import arrivals, cases, changes, rulings

_UNJUDGED = arrivals.c.outcome == literal_column("''")
APPLIED, DECLINED = "applied", "declined"
STANDS, NEW_DATE = "stands", "new-date"


class NoSuchChange(LookupError):
    """There is no such change that waits for a second person."""


class SomethingElseNow(Exception):
    """What was previewed is not what would happen now; `preview` says what would."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Cases have moved since this was previewed, so nothing was applied. Look at it again.")
        self.preview = preview


def ask(register: Register, wish: Wish, shown: Preview, by: str) -> int:
    """Keep a change until a second officer applies it, and return its number.

    shown: the preview that the asking officer has seen. Raises SomethingElseNow; what `plan_of` raises.
    """
    now = register.clock()
    with register.database.write() as connection:
        plan = plan_of(register, connection, wish, now)
        _require_same(plan.preview, shown)
        row = {
            "kind": wish.kind, "round": wish.round, "deadline": wish.deadline, "case_id": wish.case_id,
            "content": orjson.dumps(wish.written()).decode(), "because": wish.because, "authority": wish.authority,
            "preview": shown.written(), "by": by, "asked_at": now, "reverts": wish.reverts,
        }  # fmt: skip
        key = connection.execute(insert(changes).values(row)).inserted_primary_key
        change = int(key[0]) if key else 0
        append(connection, [Entry("change-asked", now, wish.case_id, by=by, detail=_detail(change, wish, shown))], now)
    return change


def renew(register: Register, change: int, by: str) -> Preview:
    """Put the preview of a change that waits in line with what would happen now; `by` has seen it and asks anew."""
    now = register.clock()
    with register.database.write() as connection:
        row = waiting(connection, change)
        preview = plan_of(register, connection, Wish.kept(row), now, change).preview
        connection.execute(update(changes).where(changes.c.id == change).values(preview=preview.written(), by=by))
        detail = _detail(change, Wish.kept(row), preview)
        append(connection, [Entry("change-asked", now, row["case_id"], by=by, detail=detail)], now)
    return preview


def apply(register: Register, change: int, second: str) -> Preview:
    """Apply a change as its second officer and return what it does. The cases are settled by the caller.

    Raises NoSuchChange; NotPossible, when the same person asked for it; SomethingElseNow.
    """
    with register.database.write() as connection:
        now = register.clock()
        row = waiting(connection, change)
        if row["by"] == second:
            raise NotPossible("You asked for this yourself; another officer must apply it.")
        wish, shown = Wish.kept(row), Preview.kept(row["preview"])
        plan = plan_of(register, connection, wish, now, change)
        _require_same(plan.preview, shown)
        _require_judged(connection, plan.preview)
        _mark(register, connection, change, wish, plan, second, now)
        _tell_cases(register, connection, change, wish, plan, second, now)
        post(register, connection, notices(register, connection, change, wish, plan, now), now)
        detail = {**_detail(change, wish, shown), "asked_by": row["by"]}
        append(connection, [Entry("change-applied", now, wish.case_id, by=second, detail=detail)], now)
    return shown


def decline(register: Register, change: int, second: str) -> None:
    """Decline a change, or withdraw one's own. Raises NoSuchChange."""
    now = register.clock()
    with register.database.write() as connection:
        row = waiting(connection, change)
        values = {"outcome": DECLINED, "second": second, "answered_at": now}
        connection.execute(update(changes).where(changes.c.id == change).values(values))
        append(connection, [Entry("change-declined", now, row["case_id"], by=second, detail={"change": change})], now)


def waiting(connection: Connection, change: int) -> Mapping[str, Any]:
    """Return the row of a change that waits for a second officer. Raises NoSuchChange."""
    row = connection.execute(select(changes).where(changes.c.id == change)).mappings().one_or_none()
    if row is None or row["outcome"]:
        raise NoSuchChange(f"There is no change {change} that waits for a second officer.")
    return dict(row)


def _require_same(now: Preview, shown: Preview) -> None:
    if now.written() != shown.written():
        raise SomethingElseNow(now)


def _require_judged(connection: Connection, preview: Preview) -> None:
    """Raise NotPossible, while something that arrived for a case that moves is not judged yet."""
    ids = {one.case_id for one in preview.cases}
    query = select(arrivals.c.id).where(_UNJUDGED, arrivals.c.case_id.in_(ids))
    if connection.execute(query.limit(1)).first() is not None:
        raise NotPossible("Something that has just arrived for these cases is being judged. Try again in ten seconds.")


def _detail(change: int, wish: Wish, preview: Preview) -> Mapping[str, object]:
    return {
        "change": change, "kind": wish.kind, "round": wish.round, "deadline": wish.deadline, **wish.written(),
        "because": wish.because, "authority": wish.authority, "reverts": wish.reverts, "dates": preview.dates,
        "cases": len(preview.cases), "fallen": len(preview.fallen), "reminders_cancelled": preview.cancelled,
        "reminders_planned": sum(preview.planned.values()),
    }  # fmt: skip


def _mark(
    register: Register, connection: Connection, change: int, wish: Wish, plan: Plan, second: str, now: datetime
) -> None:
    """Write the calendar that holds from now on, the outcome of the change, and what a person must rule on."""
    values: dict[str, object] = {"outcome": APPLIED, "second": second, "answered_at": now}
    if plan.calendar is not None and plan.base is not None:
        values["was"] = register.calendars.now(connection, wish.round).digest
        values["becomes"] = plan.calendar.digest
        register.calendars.replace(connection, plan.base, plan.calendar, plan.changes, now)
    connection.execute(update(changes).where(changes.c.id == change).values(values))
    if wish.reverts is not None:
        connection.execute(update(changes).where(changes.c.id == wish.reverts).values(reverted_by=change))
    to_rule = [
        {"change_id": change, "case_id": one.case_id, "element": one.element, "due_at": from_micros(one.was)}
        for one in plan.preview.fallen
        if one.was is not None
    ]
    if to_rule:
        connection.execute(insert(rulings), to_rule)


def _tell_cases(
    register: Register, connection: Connection, change: int, wish: Wish, plan: Plan, by: str, now: datetime
) -> None:
    """Write an arrival for each case that is to know: all open ones of the round, or the one that it is for."""
    if plan.calendar is not None:
        told = connection.execute(
            select(cases.c.id).where(cases.c.round == wish.round, cases.c.ended.is_(False)).order_by(cases.c.id)
        ).scalars()
        content: Mapping[str, object] = {"change": change, "calendar": plan.calendar.digest}
        rows = [arrival_row(c, "calendar", content, by=by, received_at=now, kind="calendar") for c in told]
    else:
        [one, *_] = plan.preview.cases
        rows = [arrival_row(one.case_id, "own-date", _own(change, one), by=by, received_at=now, kind="own-date")]
    if rows:
        connection.execute(insert(arrivals), rows)


def _own(change: int, touched: Touched) -> Mapping[str, object]:
    return {"change": change, "act": "give", "deadline": touched.deadline, "due": touched.becomes}


def rule(register: Register, change: int, case_id: int, element: str, ruling: str, reason: str, by: str) -> None:
    """Rule on a deadline that had fallen before it was moved: the old date stands, or the new one holds for this case.

    Raises NoSuchChange, when nothing waits to be ruled on; NotPossible without a reason.
    """
    if ruling not in (STANDS, NEW_DATE) or not reason.strip():
        raise NotPossible("Say whether the old date stands or the new one holds for this case, and why.")
    now = register.clock()
    with register.database.write() as connection:
        mine = (rulings.c.change_id == change, rulings.c.case_id == case_id, rulings.c.element == element)
        row = connection.execute(select(rulings, changes.c.deadline).join(changes).where(*mine)).one_or_none()
        if row is None or row.ruling:
            raise NoSuchChange("There is nothing to rule on here, or somebody has ruled already.")
        values = {"ruling": ruling, "reason": reason, "by": by, "ruled_at": now}
        connection.execute(update(rulings).where(*mine).values(values))
        if ruling == NEW_DATE:
            content = {"change": change, "act": "forget", "deadline": row.deadline, "due": None}
            arrival = arrival_row(case_id, "own-date", content, by=by, received_at=now, kind="own-date")
            connection.execute(insert(arrivals), arrival)
        detail = {"change": change, "deadline": row.deadline, "ruling": ruling, "reason": reason}
        append(connection, [Entry("fallen-ruled", now, case_id, element, by=by, detail=detail)], now)
