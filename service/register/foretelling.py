"""What would happen if a hold were released: played for real in a transaction that is rolled back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select, update

from service.register.bundle import Bundle, Held, SetAside, Sitting
from service.register.holds import Hold, covered
from service.register.judging import Judging
from service.register.ledger import Entry
from service.register.register import Register
from service.register.tables import cases, dues, holds, outbox

SHOWN = 50


@dataclass(frozen=True)
class Foretold:
    """What would come of one case: the deadlines that would fall, and its status before and after.

    `problem`: why it cannot be foretold; then it would be set aside.
    """

    case_id: int
    reference: str
    fallen: Sequence[tuple[str, datetime]] = ()
    before: str = ""
    after: str = ""
    ends: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Consequences:
    """What the release of a hold would do: how many cases it touches, the first of them, and how many messages go."""

    cases: int
    shown: Sequence[Foretold]
    messages: int


class _NotForReal(Exception):
    """Rolls the play back."""


def foretell(register: Register, hold: Hold, limit: int = SHOWN) -> Consequences:
    """Return what would happen now if a hold were released. Writes nothing."""
    found: list[Foretold] = []
    bundles: list[int] = []
    messages = 0
    try:
        with register.database.write() as connection:
            bundles = _bundles(register, connection, hold)
            messages = _messages(connection) if hold.mail else 0
            connection.execute(update(holds).where(holds.c.id == hold.id).values(released_at=register.clock()))
            for bundle in bundles[:limit]:
                found += _play(register, connection, bundle)
            raise _NotForReal
    except _NotForReal:
        return Consequences(len(bundles), found, messages)


def _bundles(register: Register, connection: Connection, hold: Hold) -> list[int]:
    query = (
        select(cases.c.bundle)
        .join(dues, dues.c.case_id == cases.c.id)
        .where(dues.c.over_at.is_(None), dues.c.at <= register.clock() - register.pause, cases.c.incident.is_(None))
        .where(covered(dues, [hold]))
        .order_by(dues.c.at, dues.c.case_id)
    )
    return list(dict.fromkeys(row.bundle for row in connection.execute(query)))


def _messages(connection: Connection) -> int:
    """Count what would go out: what waits, and what is in doubt and sent once more; 0 while another hold stands."""
    others = connection.execute(select(func.count()).where(holds.c.released_at.is_(None), holds.c.mail)).scalar_one()
    if others > 1:
        return 0
    again = and_(outbox.c.state == "unknown", outbox.c.confidential.is_(False), outbox.c.twice.is_(False))
    return int(connection.execute(select(func.count()).where(or_(outbox.c.state == "todo", again))).scalar_one())


def _play(register: Register, connection: Connection, case_id: int) -> list[Foretold]:
    now = register.clock()
    try:
        bundle = Bundle.load(Sitting(register, connection), case_id, now)
        judging = Judging(register, bundle, now)
        before = {held.id: held.case.status for held in bundle.held.values()}
        while (event := judging.next()) is not None:
            with bundle.blaming(event.case_id):
                judging.judge(event)
    except SetAside as problem:
        return [Foretold(problem.case_id, _reference(connection, problem.case_id), problem=str(problem))]
    return [_foretold(held, before.get(held.id, ""), bundle.entries) for held in bundle.held.values() if held.changed]


def _foretold(held: Held, before: str, entries: Sequence[Entry]) -> Foretold:
    fallen = [
        (str(entry.detail["deadline"]), entry.at)
        for entry in entries if entry.case_id == held.id and entry.kind == "deadline-passed"
    ]  # fmt: skip
    reference = str(held.row["reference"])
    return Foretold(held.id, reference, fallen, before, held.case.status, held.case.ended)


def _reference(connection: Connection, case_id: int) -> str:
    return str(connection.execute(select(cases.c.reference).where(cases.c.id == case_id)).scalar_one())
