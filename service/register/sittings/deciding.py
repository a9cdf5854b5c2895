"""Acts of a sitting: a line for each case under one stamp, written down before any line is carried out.

An act that was interrupted is carried on from where it stopped; each line is recorded once. Judges nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.register.ledger import Entry, append
from service.register.receive import KeyUsed
from service.register.register import Register
from service.register.sittings.holding import SittingNotReady, must_be
from service.register.sittings.records import Act, Item, act_of_key, read_sitting
from service.register.tables import sitting_acts, sitting_items, sittings


def write_act(
    register: Register, sitting_id: int, key: str, manner: str, content: Mapping[str, Any], *, by: str,
    received_at: datetime, statuses: tuple[str, ...],
) -> Act:  # fmt: skip
    """Write an act down and return it; the same key again returns the first one, nothing is written twice.

    Each case of the act must lie before the sitting undecided and in no other act. Raises SittingNotReady, KeyUsed.
    """
    row = {
        "sitting_id": sitting_id, "key": key, "manner": manner, "by": by, "received_at": received_at,
        "content": orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode(),
    }  # fmt: skip
    try:
        with register.database.write() as connection:
            connection.execute(select(sittings.c.id).where(sittings.c.id == sitting_id).with_for_update())
            if (first := act_of_key(connection, key)) is not None:
                return _same(first, sitting_id, manner, content["lines"])
            must_be(read_sitting(connection, sitting_id), *statuses)
            number = connection.execute(insert(sitting_acts).values(row)).inserted_primary_key
            case_ids = [line["case"] for line in content["lines"]]
            free = and_(sitting_items.c.outcome == "", sitting_items.c.act_id.is_(None))
            of_act = (sitting_items.c.sitting_id == sitting_id, sitting_items.c.case_id.in_(case_ids), free)
            taken = connection.execute(update(sitting_items).where(*of_act).values(act_id=number and number[0]))
            if taken.rowcount != len(case_ids):
                raise SittingNotReady("One of these cases has been decided meanwhile; look at the agenda again.")
            return Act(int(number[0]) if number else 0, sitting_id, key, manner, content, by, received_at, None)
    except IntegrityError:
        first = first_act(register, key, sitting_id, manner, content["lines"])
        if first is None:
            raise
        return first


def first_act(
    register: Register, key: str, sitting_id: int, manner: str, lines: Sequence[Mapping[str, Any]]
) -> Act | None:
    """Return the act that was written down under a key; None, when none was. Raises KeyUsed for another one."""
    with register.database.read() as connection:
        first = act_of_key(connection, key)
    return None if first is None else _same(first, sitting_id, manner, lines)


def _same(first: Act, sitting_id: int, manner: str, lines: Sequence[Mapping[str, Any]]) -> Act:
    if (first.sitting_id, first.manner, _asked(first.content["lines"])) != (sitting_id, manner, _asked(lines)):
        raise KeyUsed("That key was used for something else; nothing was decided. Send it with another key.")
    return first


def _asked(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """Return what was asked for, without what was computed of it."""
    asked = [{name: line[name] for name in ("case", "answers", "against", "abstained")} for line in lines]
    return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)


def record_line(
    register: Register, act: Act, item: Item, *, outcome: str, arrival_id: int | None, record: Mapping[str, Any]
) -> bool:
    """Record what came of one line with the item, and enter it in the ledger of the case; only the first time counts.

    Returns whether it was recorded now.
    """
    now = register.clock()
    change = {
        "outcome": outcome, "arrival_id": arrival_id, "decided_at": act.received_at,
        "record": orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode(),
    }  # fmt: skip
    mine = (
        sitting_items.c.sitting_id == act.sitting_id, sitting_items.c.case_id == item.case_id,
        sitting_items.c.act_id == act.id, sitting_items.c.outcome == "",
    )  # fmt: skip
    with register.database.write() as connection:
        if not connection.execute(update(sitting_items).where(*mine).values(change)).rowcount:
            return False
        detail = {"sitting": act.sitting_id, "act": act.id, "arrival": arrival_id, **record}
        kind = "sitting-decided" if outcome == "decided" else "sitting-not-recorded"
        append(connection, [Entry(kind, act.received_at, item.case_id, item.element, by=act.by, detail=detail)], now)
    return True


def finish_act(register: Register, act: Act) -> None:
    """Note that every line of an act is recorded."""
    undone = update(sitting_acts).where(sitting_acts.c.id == act.id, sitting_acts.c.done_at.is_(None))
    with register.database.write() as connection:
        connection.execute(undone.values(done_at=register.clock()))
