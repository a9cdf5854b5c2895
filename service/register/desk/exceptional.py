"""What an auditor asks for first: rulings on late packs, what was received elsewhere, corrections, overrides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, select, text

from service.register.packs import RULING, meanings, standing_acts
from service.register.register import Register
from service.register.sight import Sight
from service.register.tables import arrivals, cases, sitting_overrides, sittings

LATE, ELSEWHERE, CORRECTION, OVERRIDE = "late", "elsewhere", "correction", "override"
SHOWN = 30
_EXCEPTIONAL = text("(arrivals.claimed_at IS NOT NULL OR arrivals.kind = 'correction')")  # as its index says it


@dataclass(frozen=True)
class Exceptional:
    """One act beside the ordinary way: when (aware UTC), by whom, why; `number` is that of its case or sitting."""

    kind: str
    number: int
    title: str
    at: datetime
    by: str
    said: str


def exceptional(register: Register, sight: Sight, limit: int = SHOWN) -> list[Exceptional]:
    """Return the latest such acts, newest first, in four statements."""
    with register.database.read() as connection:
        rulings = meanings(register, connection).steps(RULING)
        late = [_ruling(row) for row in connection.execute(_acts(sight, limit, steps=rulings))]
        others = [_other(row) for row in connection.execute(_acts(sight, limit))]
        overrides = [] if sight.column or sight.nothing else [_override(row) for row in connection.execute(_OVERRIDES)]
    return sorted([*late, *others, *overrides], key=lambda one: one.at, reverse=True)[:limit]


def _acts(sight: Sight, limit: int, steps: list[str] | None = None) -> Select[Any]:
    query = select(arrivals.c.id).where(_EXCEPTIONAL) if steps is None else standing_acts(steps)
    columns = ("case_id", "kind", "content", "by", "second", "received_at", "claimed_at", "channel")
    query = query.with_only_columns(*(arrivals.c[name] for name in columns), cases.c.reference)
    query = query.join(cases, cases.c.id == arrivals.c.case_id).where(sight.condition())
    return query.order_by(arrivals.c.received_at.desc()).limit(limit)


def _ruling(row: Any) -> Exceptional:
    content = orjson.loads(row.content)
    said = ": ".join(str(content[name]) for name in ("late_ruling", "late_reason") if content.get(name))
    return Exceptional(LATE, row.case_id, row.reference, row.received_at, row.by, said)


def _other(row: Any) -> Exceptional:
    by = f"{row.by} and {row.second}" if row.second else row.by
    if row.kind == CORRECTION:
        content = orjson.loads(row.content)
        by, said = f"{row.by} and {content.get('second', '')}", str(content.get("reason", ""))
        return Exceptional(CORRECTION, row.case_id, row.reference, row.received_at, by, said)
    return Exceptional(ELSEWHERE, row.case_id, row.reference, row.received_at, by, row.channel)


def _override(row: Any) -> Exceptional:
    return Exceptional(OVERRIDE, row.sitting_id, row.body, row.at, row.by, f"{row.rule}: {row.reason}")


_OVERRIDES = (
    select(sitting_overrides, sittings.c.body)
    .join(sittings, sittings.c.id == sitting_overrides.c.sitting_id)
    .order_by(sitting_overrides.c.at.desc())
    .limit(SHOWN)
)
