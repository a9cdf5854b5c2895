"""The organisations that cases are about: entered, and changed, with what stood before in the ledger.

A case keeps the region and the area team under which it was opened; a change here is for cases that are opened later.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from service.register.bodies import BEGAN
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.tables import bodies, organisations

FIELDS = ("name", "region", "area_team", "opened_on", "closed_on")


def put(register: Register, row: Mapping[str, str], by: str) -> dict[str, tuple[str, str]]:
    """Enter an organisation, or change it; return what is another now, with what stood before and what stands now.

    row: `code` and FIELDS; days are ISO days in London, both inclusive, an empty `closed_on` is no end.
    """
    with register.database.write() as connection:
        there = connection.execute(select(organisations).where(organisations.c.code == row["code"])).one_or_none()
        before = {name: str(getattr(there, name)) if there else "" for name in FIELDS}
        other = {name: (before[name], row[name]) for name in FIELDS if before[name] != row[name]}
        if other:
            _write(connection, row, known=there is not None)
            _know_body(connection, row)
            kind = "organisation-changed" if there else "organisation-added"
            detail = {"code": row["code"], "changes": {name: list(pair) for name, pair in other.items()}}
            now = register.clock()
            append(connection, [Entry(kind, now, by=by, detail=detail)], now)
    return other


def _write(connection: Connection, row: Mapping[str, str], *, known: bool) -> None:
    values = {name: row[name] for name in FIELDS}
    if known:
        connection.execute(update(organisations).where(organisations.c.code == row["code"]).values(values))
    else:
        connection.execute(insert(organisations).values(code=row["code"], successor="", **values))


def _know_body(connection: Connection, row: Mapping[str, str]) -> None:
    """Enter the area team of an organisation, if it is not known yet: it was there from the beginning."""
    there = connection.execute(select(bodies.c.name).where(bodies.c.name == row["area_team"])).first()
    if there is None:
        new = {"name": row["area_team"], "region": row["region"], "from_at": BEGAN, "until_at": None}
        connection.execute(insert(bodies).values(new))
