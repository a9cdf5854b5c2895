"""What became of each proposal, as the ledger tells it: its pack, the statuses that stand, the ruling on a late pack.

A status that a correction has taken back does not stand. A fixed number of statements, however many cases there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select, text

from service.register.packs import PACK, PROPOSALS, RULING, Meanings, counted_at, meanings, standing_acts
from service.register.queries import Filter, Sight, filtered
from service.register.register import Register
from service.register.tables import arrivals, cases, dues, ledger, organisations

Statuses = Sequence[tuple[str, datetime]]
DECIDED = ("approved", "conditional", "declined", "withdrawn")
_OUTCOMES = text("ledger.kind IN ('status', 'corrected')")


@dataclass(frozen=True)
class Outcome:
    """What became of one proposal. Instants are aware UTC. `statuses`: those that stand, oldest first."""

    case_id: int
    reference: str
    organisation: str
    organisation_name: str
    region: str
    model: str
    round: str
    status: str
    pack_at: datetime | None
    late: bool
    ruling: str
    statuses: Statuses

    def reached(self, *wanted: str) -> datetime | None:
        """Return when one of these statuses was first reached; None, when none was."""
        return next((at for status, at in self.statuses if status in wanted), None)

    def measures(self) -> list[str]:
        """Return the measures in which the proposal counts; a decision is counted once, and only on a pack."""
        names = {status for status, _ in self.statuses}
        decided = [next((one for one in DECIDED if one in names), "")] if self.pack_at else []
        return [*(["applied"] if self.pack_at else []), *(one for one in (*decided, *_endings(names)) if one)]


def _endings(names: set[str]) -> list[str]:
    return [ending for ending in ("lapsed", "live") if ending in names]


def outcomes(register: Register, sight: Sight, round_: str = "") -> list[Outcome]:
    """Return what became of the proposals of a round, or of all rounds, in order of cases."""
    wanted = Filter(ended="all", round=round_)
    chosen = filtered(select(cases.c.id), sight, wanted).where(PROPOSALS)
    with register.database.read() as connection:
        told = meanings(register, connection)
        rows = [dict(row) for row in connection.execute(_proposals(sight, wanted)).mappings()]
        packs = first_packs(connection, chosen, told)
        standing = statuses(connection, chosen)
        rulings = _rulings(connection, chosen, told)
    return [
        Outcome(
            **row, **packs.get(row["case_id"], {"pack_at": None, "late": False}),
            ruling=rulings.get(row["case_id"], ""), statuses=standing.get(row["case_id"], []),
        )
        for row in rows
    ]  # fmt: skip


def _proposals(sight: Sight, wanted: Filter) -> Select[Any]:
    names = ("reference", "organisation", "region", "model", "round", "status")
    columns = (cases.c.id.label("case_id"), *(cases.c[name] for name in names))
    query = select(*columns, organisations.c.name.label("organisation_name"))
    query = query.join(organisations, organisations.c.code == cases.c.organisation).where(PROPOSALS)
    return filtered(query, sight, wanted).order_by(cases.c.id)


def first_packs(connection: Connection, chosen: Select[Any], told: Meanings) -> dict[int, dict[str, Any]]:
    """Return when the first pack of each case counts, and whether it came after its deadline."""
    found: dict[int, dict[str, Any]] = {}
    query = standing_acts(told.steps(PACK)).where(arrivals.c.case_id.in_(chosen))
    fell = _fallen(connection, chosen, told)
    for row in sorted(connection.execute(query), key=counted_at):
        at = counted_at(row)
        found.setdefault(row.case_id, {"pack_at": at, "late": row.case_id in fell and at > fell[row.case_id]})
    return found


def _fallen(connection: Connection, chosen: Select[Any], told: Meanings) -> dict[int, datetime]:
    """Return when the deadline for the pack of each case fell, where it did."""
    covers = (dues.c.fell.is_(True), dues.c.covers.in_(told.covered), dues.c.case_id.in_(chosen))
    return {row.case_id: row.at for row in connection.execute(select(dues.c.case_id, dues.c.at).where(*covers))}


def statuses(connection: Connection, chosen: Select[Any]) -> dict[int, list[tuple[str, datetime]]]:
    """Return the statuses that stand of some cases, oldest first."""
    columns = (ledger.c.case_id, ledger.c.kind, ledger.c.at, ledger.c.detail)
    query = select(*columns).where(_OUTCOMES, ledger.c.case_id.in_(chosen)).order_by(ledger.c.case_id, ledger.c.seq)
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    told = [(row, orjson.loads(row.detail)) for row in connection.execute(query)]
    acts = _counted(connection, [detail["withdrawn"][0] for row, detail in told if row.kind == "corrected"])
    for row, detail in told:
        if row.kind == "corrected":
            found[row.case_id] = [one for one in found[row.case_id] if one[1] < acts[detail["withdrawn"][0]]]
        else:
            found[row.case_id].append((detail["status"], row.at))
    return found


def _counted(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    query = select(arrivals.c.id, arrivals.c.received_at, arrivals.c.claimed_at).where(arrivals.c.id.in_(ids))
    return {row.id: counted_at(row) for row in connection.execute(query)} if ids else {}


def _rulings(connection: Connection, chosen: Select[Any], told: Meanings) -> dict[int, str]:
    """Return the ruling on each late pack as its form calls it."""
    query = standing_acts(told.steps(RULING)).add_columns(arrivals.c.content).where(arrivals.c.case_id.in_(chosen))
    answers = {row.case_id: orjson.loads(row.content) for row in connection.execute(query)}
    return {case_id: str(content.get("late_ruling", "")) for case_id, content in answers.items()}
