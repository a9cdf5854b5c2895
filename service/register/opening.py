"""Opening a case: the row, the first state and the first ledger entries in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from processes.expressions import Value
from service.register.bundle import Bundle, Sitting
from service.register.judging import Judging
from service.register.register import Register
from service.register.saving import save


def open_case(
    register: Register, path: str, round_: str, organisation: str, *, by: str, at: datetime,
    facts: Mapping[str, Value] | None = None,
) -> int:  # fmt: skip
    """Open a case on the newest version of a path at an instant (aware UTC) and return its number.

    Raises NotPublished, UnknownRound, NoSuchCase (no such organisation), UnusableDiagram (a deadline that the round
    does not have).
    """
    with register.database.write() as connection:
        sitting = Sitting(register, connection)
        bundle = Bundle(sitting, at)
        held = bundle.open(path, round_, organisation, facts or {}, at=at, by=by)
        Judging(register, bundle, at).opened(held, by)
        save(sitting, [bundle])
    bundle.keep_live()
    return held.id
