"""Holding a sitting: planned, its papers frozen, begun, adjourned, closed; each act is entered in the ledger.

Knows what state a sitting must be in, not who may do what. Decisions are in `deciding`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from processes.instants import to_micros
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.sittings.bodies import Quorum
from service.register.sittings.quorum import Member
from service.register.sittings.records import Sitting, Waiting, read_agenda, read_sitting
from service.register.tables import declarations, sitting_items, sitting_members, sitting_overrides, sittings

STATUS_WORDS = {
    "planned": "planned, its papers are not frozen",
    "frozen": "not begun",
    "sitting": "under way",
    "closed": "closed",
}


class SittingNotReady(Exception):
    """The sitting is in no state for this; the message says what is possible instead."""


def plan(
    register: Register, body: str, scope: str, held_at: datetime, place: str, quorum: Quorum, by: str
) -> int:  # fmt: skip
    """Plan a sitting and return its number. held_at: aware UTC."""
    now = register.clock()
    row = {
        "body": body, "scope": scope, "held_at": held_at, "place": place, "by": by, "planned_at": now,
        "quorum": orjson.dumps(asdict(quorum)).decode(),
    }  # fmt: skip
    with register.database.write() as connection:
        key = connection.execute(insert(sittings).values(row)).inserted_primary_key
        number = int(key[0]) if key else 0
        detail = {"body": body, "scope": scope, "held_at": to_micros(held_at), "quorum": asdict(quorum)}
        _enter(connection, "sitting-planned", now, number, by, detail)
    return number


def seat(register: Register, sitting_id: int, member: Member, by: str) -> int:
    """Give somebody a seat and return its number; a new chair takes the place of the former one."""

    def seated(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        if member.chair:
            former = update(sitting_members).where(sitting_members.c.sitting_id == sitting_id)
            connection.execute(former.values(chair=False))
        row = asdict(member)
        for name in ("id", "declared", "present"):
            del row[name]
        key = connection.execute(insert(sitting_members).values(sitting_id=sitting_id, **row)).inserted_primary_key
        return {"member": int(key[0]) if key else 0, **row}

    detail = _change(register, sitting_id, "sitting-member-seated", by, ("planned", "frozen", "sitting"), seated)
    return int(str(detail["member"]))


def unseat(register: Register, sitting_id: int, member_id: int, by: str) -> None:
    """Take a seat away before the sitting begins; not from a member who has declared an interest, which stands."""

    def unseated(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        mine = (sitting_members.c.sitting_id == sitting_id, sitting_members.c.id == member_id)
        name = connection.execute(select(sitting_members.c.name).where(*mine)).scalar()
        if name is None:
            raise SittingNotReady("That seat is not there any more.")
        if connection.execute(select(declarations.c.id).where(declarations.c.member_id == member_id)).first():
            raise SittingNotReady(f"{name} has declared an interest, which stands; leave the seat and do not count it.")
        connection.execute(delete(sitting_members).where(*mine))
        return {"member": member_id, "name": name}

    _change(register, sitting_id, "sitting-member-unseated", by, ("planned", "frozen"), unseated)


def declare(register: Register, sitting_id: int, member_id: int, natures: Mapping[int, str], by: str) -> None:
    """Record what a member declares for a sitting: an interest for each case, or none at all.

    Declaring again adds cases; what was declared is never taken back.
    """

    def declared(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        now = register.clock()
        known = select(declarations.c.case_id).where(declarations.c.member_id == member_id)
        before = set(connection.execute(known).scalars())
        rows = [
            {"sitting_id": sitting_id, "member_id": member_id, "case_id": case_id, "nature": nature, "by": by,
             "declared_at": now}
            for case_id, nature in natures.items() if case_id not in before
        ]  # fmt: skip
        if rows:
            connection.execute(insert(declarations), rows)
        said = update(sitting_members).where(sitting_members.c.id == member_id)
        connection.execute(said.values(declared_at=now))
        return {"member": member_id, "interests": {str(case_id): nature for case_id, nature in natures.items()}}

    _change(register, sitting_id, "interests-declared", by, ("planned", "frozen", "sitting"), declared)


def attend(register: Register, sitting_id: int, present: Sequence[int], by: str) -> None:
    """Record which members are present now; everybody else is not."""

    def attended(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        table = sitting_members.c
        everybody = update(sitting_members).where(table.sitting_id == sitting_id)
        connection.execute(everybody.values(present=False))
        connection.execute(everybody.where(table.id.in_(present)).values(present=True))
        return {"present": sorted(present)}

    _change(register, sitting_id, "sitting-attendance", by, ("frozen", "sitting"), attended)


def freeze(
    register: Register, sitting_id: int, papers: Sequence[tuple[Waiting, Mapping[str, Any]]], at: datetime, by: str
) -> None:
    """Freeze agenda and papers as they stood at an instant (aware UTC).

    papers: what is read for each case, in order. Raises SittingNotReady, when a case has moved since they were read.
    """

    def frozen(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
        now = {one.case_id: one for one in read_agenda(connection, sitting)}
        if moved := [one.reference for one, _ in papers if now.get(one.case_id) != one]:
            raise SittingNotReady(f"{moved[0]} has moved while its papers were read. Freeze the papers again.")
        rows = [
            {"sitting_id": sitting_id, "case_id": one.case_id, "number": number, "element": one.element,
             "papers": orjson.dumps(read, option=orjson.OPT_SORT_KEYS).decode()}
            for number, (one, read) in enumerate(papers, 1)
        ]  # fmt: skip
        if rows:
            connection.execute(insert(sitting_items), rows)
        connection.execute(_of(sitting_id).values(status="frozen", papers_at=at))
        return {"papers_at": to_micros(at), "cases": [one.case_id for one, _ in papers]}

    _change(register, sitting_id, "sitting-papers-frozen", by, ("planned",), frozen)


def begin(register: Register, sitting_id: int, by: str) -> None:
    """Begin the sitting."""

    def begun(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        connection.execute(_of(sitting_id).values(status="sitting", begun_at=register.clock()))
        return {}

    _change(register, sitting_id, "sitting-begun", by, ("frozen",), begun)


def adjourn(
    register: Register, sitting_id: int, until: datetime, reason: str, at_risk: Sequence[Mapping[str, object]], by: str
) -> None:
    """Adjourn to a later instant (aware UTC): what is undecided stays on the agenda, under the same papers.

    at_risk: the deadlines that fall before then, as they were shown.
    """

    def adjourned(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
        connection.execute(_of(sitting_id).values(status="frozen", held_at=until))
        everybody = update(sitting_members).where(sitting_members.c.sitting_id == sitting_id)
        connection.execute(everybody.values(present=False))
        moved = {"was": to_micros(sitting.held_at), "until": to_micros(until)}
        return {**moved, "reason": reason, "at_risk": list(at_risk)}

    _change(register, sitting_id, "sitting-adjourned", by, ("frozen", "sitting"), adjourned)


def override(register: Register, sitting_id: int, rule: str, reason: str, by: str) -> None:
    """Set a rule about the membership aside for one sitting, with the reason."""

    def overridden(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        there = select(sitting_overrides.c.rule).where(
            sitting_overrides.c.sitting_id == sitting_id, sitting_overrides.c.rule == rule
        )
        if connection.execute(there).first() is not None:
            raise SittingNotReady("That rule is set aside already.")
        row = {"sitting_id": sitting_id, "rule": rule, "reason": reason, "by": by, "at": register.clock()}
        connection.execute(insert(sitting_overrides).values(row))
        return {"rule": rule, "reason": reason}

    _change(register, sitting_id, "sitting-rule-overridden", by, ("planned", "frozen", "sitting"), overridden)


def keep_minutes(register: Register, sitting_id: int, minutes: str, by: str) -> None:
    """Keep the minutes; the ledger keeps each version of them."""

    def kept(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        connection.execute(_of(sitting_id).values(minutes=minutes))
        return {"minutes": minutes}

    _change(register, sitting_id, "sitting-minutes", by, ("frozen", "sitting", "closed"), kept)


def close(register: Register, sitting_id: int, by: str) -> None:
    """Close the sitting: what is undecided waits for another one."""

    def closed(connection: Connection, _sitting: Sitting) -> Mapping[str, object]:
        undecided = (sitting_items.c.sitting_id == sitting_id, sitting_items.c.outcome == "")
        under_way = select(sitting_items.c.case_id).where(*undecided, sitting_items.c.act_id.is_not(None))
        if connection.execute(under_way).first() is not None:
            raise SittingNotReady("Decisions are still being recorded; close the sitting when they are.")
        left = list(connection.execute(select(sitting_items.c.case_id).where(*undecided)).scalars())
        connection.execute(update(sitting_items).where(*undecided).values(outcome="adjourned"))
        connection.execute(_of(sitting_id).values(status="closed", closed_at=register.clock()))
        return {"undecided": left}

    _change(register, sitting_id, "sitting-closed", by, ("frozen", "sitting"), closed)


def must_be(sitting: Sitting, *statuses: str) -> None:
    """Raise SittingNotReady, when a sitting is in none of these statuses."""
    if sitting.status not in statuses:
        wanted = " or ".join(STATUS_WORDS[status] for status in statuses)
        raise SittingNotReady(f"This can be done while a sitting is {wanted}; it is {STATUS_WORDS[sitting.status]}.")


def _change(
    register: Register, sitting_id: int, kind: str, by: str, statuses: tuple[str, ...],
    change: Callable[[Connection, Sitting], Mapping[str, object]],
) -> Mapping[str, object]:  # fmt: skip
    """Change a sitting that is in one of these statuses and enter it, in one transaction."""
    now = register.clock()
    with register.database.write() as connection:
        connection.execute(select(sittings.c.id).where(sittings.c.id == sitting_id).with_for_update())
        sitting = read_sitting(connection, sitting_id)
        must_be(sitting, *statuses)
        detail = change(connection, sitting)
        _enter(connection, kind, now, sitting_id, by, detail)
    return detail


def _enter(
    connection: Connection, kind: str, now: datetime, sitting_id: int, by: str, detail: Mapping[str, object]
) -> None:
    append(connection, [Entry(kind, now, by=by, detail={"sitting": sitting_id, **detail})], now)


def _of(sitting_id: int) -> Any:
    return update(sittings).where(sittings.c.id == sitting_id)
