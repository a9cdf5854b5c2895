"""What approved and signed proposals move: the budget in the agreement and the transfer, as finance recorded them.

An allocation of an area team is in no source that we have, so none is shown; what finance said about it stands in the
reconciliation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select

from service.register.packs import SIGNED, counted_at, meanings, standing_acts
from service.register.register import Register
from service.register.sight import Row, Sight
from service.register.tables import arrivals, cases, definitions, organisations

DECIDED = ("approved", "conditional", "signed", "live")
AGREED, ARRANGED = "reconciliation", "transfer"
ANSWERS = {AGREED: "amount_agreed", ARRANGED: "transfer_amount"}


@dataclass(frozen=True)
class Money:
    """One proposal with its signatures and amounts in pounds; None, when nothing is recorded yet."""

    case_id: int
    reference: str
    organisation_name: str
    area_team: str
    status: str
    signatures: int
    agreed: Decimal | None
    arranged: Decimal | None
    said: str


def transfers(register: Register, sight: Sight) -> list[Money]:
    """Return the delegated proposals that are approved or further on, by area team and organisation.

    Takes five statements. Only the short answers of finance are read, never the packs.
    """
    with register.database.read() as connection:
        rows = [dict(row) for row in connection.execute(_proposals(sight)).mappings()]
        ids = select(cases.c.id).where(*_approved(sight))
        signed = _signatures(connection, meanings(register, connection).steps(SIGNED), ids)
        answers = _answers(connection, _steps(register, connection), ids)
    return [_money(row, len(signed.get(row["case_id"], ())), answers.get(row["case_id"], {})) for row in rows]


def by_area_team(found: Sequence[Money]) -> list[tuple[str, int, Decimal, Decimal]]:
    """Return area team, number of proposals, sum agreed and sum arranged."""
    teams = dict.fromkeys(one.area_team for one in found)
    return [(team, *_sums([one for one in found if one.area_team == team])) for team in teams]


def _sums(own: Sequence[Money]) -> tuple[int, Decimal, Decimal]:
    agreed = sum((one.agreed for one in own if one.agreed is not None), Decimal(0))
    arranged = sum((one.arranged for one in own if one.arranged is not None), Decimal(0))
    return len(own), agreed, arranged


def _approved(sight: Sight) -> tuple[Any, ...]:
    return cases.c.model == "delegated", cases.c.status.in_(DECIDED), sight.condition()


def _proposals(sight: Sight) -> Select[Any]:
    names = (cases.c.id.label("case_id"), cases.c.reference, cases.c.area_team, cases.c.status)
    query = select(*names, organisations.c.name.label("organisation_name"))
    query = query.join(organisations, organisations.c.code == cases.c.organisation).where(*_approved(sight))
    return query.order_by(cases.c.area_team, organisations.c.name, cases.c.id)


def _steps(register: Register, connection: Connection) -> dict[str, str]:
    """Return the form of each step in which finance records an amount."""
    found: dict[str, str] = {}
    for identity in connection.execute(select(definitions.c.id).where(definitions.c.model == "delegated")).scalars():
        elements = register.versions.load(connection, identity).diagram.elements.values()
        found |= {one.id: one.form for one in elements if one.is_step and one.form in ANSWERS}
    return found


def _signatures(connection: Connection, steps: list[str], ids: Select[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in connection.execute(standing_acts(steps).where(arrivals.c.case_id.in_(ids))):
        found.setdefault(row.case_id, set()).add(row.step)
    return found


def _answers(connection: Connection, steps: Mapping[str, str], ids: Select[Any]) -> dict[int, dict[str, Any]]:
    query = standing_acts(sorted(steps)).add_columns(arrivals.c.content).where(arrivals.c.case_id.in_(ids))
    found: dict[int, dict[str, Any]] = {}
    for row in sorted(connection.execute(query), key=counted_at):
        found.setdefault(row.case_id, {}).update(orjson.loads(row.content))
    return found


def _money(row: Row, signatures: int, answers: Mapping[str, Any]) -> Money:
    amounts = {form: _pounds(answers.get(key)) for form, key in ANSWERS.items()}
    named: dict[str, Any] = dict(row)
    return Money(**named, signatures=signatures, agreed=amounts[AGREED], arranged=amounts[ARRANGED],
                 said=str(answers.get("amounts_reconciled", "")))  # fmt: skip


def _pounds(answer: object) -> Decimal | None:
    """Return an amount as it was typed; None for what is no amount."""
    try:
        return Decimal(str(answer).replace(",", "").removeprefix("£")) if answer not in (None, "") else None
    except InvalidOperation:
        return None
