"""What approved and signed proposals move: the budget in the agreement and the transfer, as finance recorded them.

An allocation of an area team is in no source that we have, so none is shown; what finance said about it stands in the
reconciliation.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Select, func, select

from service.register.packs import SIGNED, meanings, standing_acts
from service.register.register import Register
from service.register.sight import Sight
from service.register.tables import arrivals, cases, definitions, organisations

DECIDED = ("approved", "conditional", "signed", "live")
AGREED, ARRANGED = "reconciliation", "transfer"
ANSWERS = {AGREED: "amount_agreed", ARRANGED: "transfer_amount"}


class Money(NamedTuple):
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
        rows = connection.execute(_proposals(sight)).all()
        ids = select(cases.c.id).where(*_approved(sight))
        signed = _signatures(connection, meanings(register, connection).steps(SIGNED), ids)
        answers = _answers(connection, _steps(register, connection), ids)
    return [_money(row, signed.get(row[0], 0), answers.get(row[0], {})) for row in rows]


def by_area_team(found: Sequence[Money]) -> list[tuple[str, int, Decimal, Decimal]]:
    """Return area team, number of proposals, sum agreed and sum arranged."""
    own: dict[str, list[Money]] = {}
    for one in found:
        own.setdefault(one.area_team, []).append(one)
    return [
        (team, len(there), _sum(one.agreed for one in there), _sum(one.arranged for one in there))
        for team, there in own.items()
    ]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _approved(sight: Sight) -> tuple[Any, ...]:
    return cases.c.model == "delegated", cases.c.status.in_(DECIDED), sight.condition()


def _proposals(sight: Sight) -> Select[Any]:
    name = organisations.c.name.label("organisation_name")
    query = select(cases.c.id.label("case_id"), cases.c.reference, name, cases.c.area_team, cases.c.status)
    query = query.join(organisations, organisations.c.code == cases.c.organisation).where(*_approved(sight))
    return query.order_by(cases.c.area_team, organisations.c.name, cases.c.id)


def _steps(register: Register, connection: Connection) -> dict[str, str]:
    """Return the form of each step in which finance records an amount."""
    found: dict[str, str] = {}
    for identity in connection.execute(select(definitions.c.id).where(definitions.c.model == "delegated")).scalars():
        elements = register.versions.load(connection, identity).diagram.elements.values()
        found |= {one.id: one.form for one in elements if one.is_step and one.form in ANSWERS}
    return found


def _signatures(connection: Connection, steps: list[str], ids: Select[Any]) -> dict[int, int]:
    """Return how many of the parties have signed, by case."""
    signed: Any = standing_acts(steps).where(arrivals.c.case_id.in_(ids))
    query = signed.with_only_columns(arrivals.c.case_id, func.count(arrivals.c.step.distinct()))
    return {row[0]: row[1] for row in connection.execute(query.group_by(arrivals.c.case_id))}


def _answers(connection: Connection, steps: Mapping[str, str], ids: Select[Any]) -> dict[int, dict[str, Any]]:
    """Return what finance answered, by case; the later answer counts."""
    counted = func.coalesce(arrivals.c.claimed_at, arrivals.c.received_at)
    query: Any = standing_acts(sorted(steps)).where(arrivals.c.case_id.in_(ids))
    query = query.with_only_columns(arrivals.c.case_id, arrivals.c.content).order_by(counted, arrivals.c.id)
    found: dict[int, dict[str, Any]] = {}
    for case_id, content in connection.execute(query):
        found.setdefault(case_id, {}).update(orjson.loads(content))
    return found


def _money(row: Any, signatures: int, answers: Mapping[str, Any]) -> Money:
    """Return a row of `_proposals` with what is known of its money."""
    case_id, reference, organisation, area_team, status = row
    agreed, arranged = (_pounds(answers.get(key)) for key in ANSWERS.values()) if answers else (None, None)
    said = str(answers.get("amounts_reconciled", ""))
    return Money(case_id, reference, organisation, area_team, status, signatures, agreed, arranged, said)


def _pounds(answer: object) -> Decimal | None:
    """Return an amount as it was typed; None for what is no amount."""
    try:
        return Decimal(str(answer).replace(",", "").removeprefix("£")) if answer not in (None, "") else None
    except InvalidOperation:
        return None
