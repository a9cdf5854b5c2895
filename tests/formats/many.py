"""Many cases for tests of lists: copies of one real case with all that it has, each with a reference of its own.

The ledger of the copies is no chain: who verifies it must not use this.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func, insert, select, update

from service.register.register import Register
from service.register.tables import arrivals, case_search, cases, dues, ledger, ledger_head, organisations, steps


def multiply(register: Register, case_id: int, count: int) -> None:
    """Add so many copies of a case, spread over all organisations."""
    with register.database.write() as connection:
        places = list(connection.execute(select(organisations).order_by(organisations.c.code)))
        first = connection.execute(select(func.max(cases.c.id))).scalar_one() + 1
        ids = range(first, first + count)
        row = dict(connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one())
        connection.execute(insert(cases), [_copy(row, one, places[one % len(places)]) for one in ids])
        for table in (steps, dues):
            found = [dict(r) for r in connection.execute(select(table).where(table.c.case_id == case_id)).mappings()]
            rows = [{**r, "case_id": one} for one in ids for r in found]
            if rows:
                connection.execute(insert(table), rows)
        _copy_acts(connection, case_id, ids)
        _copy_ledger(connection, case_id, ids)
        _copy_words(connection, case_id, ids, places)


@contextmanager
def counted(register: Register) -> Iterator[list[str]]:
    """Give the list of statements that are read while the block runs."""
    told: list[str] = []

    def tell(_connection, _cursor, statement, *_more):
        told.append(statement)

    engine = register.database._reader
    event.listen(engine, "before_cursor_execute", tell)
    yield told
    event.remove(engine, "before_cursor_execute", tell)


def _copy(row, one, place):
    where = {"organisation": place.code, "region": place.region, "area_team": place.area_team}
    return {**row, "id": one, "bundle": one, "reference": f"{place.code}-copy-{one}", **where}


def _copy_words(connection, case_id, ids, places):
    words = connection.execute(select(case_search.c.words).where(case_search.c.case_id == case_id)).scalar() or ""
    rows = [{"case_id": one, "words": f"{places[one % len(places)].name} copy {one} {words}"} for one in ids]
    connection.execute(insert(case_search), rows)


def _copy_acts(connection, case_id, ids):
    found = [dict(row) for row in connection.execute(select(arrivals).where(arrivals.c.case_id == case_id)).mappings()]
    rows = [{**row, "id": None, "key": None, "case_id": one} for one in ids for row in found]
    for row in rows:
        del row["id"]
    if rows:
        connection.execute(insert(arrivals), rows)


def _copy_ledger(connection, case_id, ids):
    last = connection.execute(select(func.max(ledger.c.seq))).scalar_one()
    found = [dict(row) for row in connection.execute(select(ledger).where(ledger.c.case_id == case_id)).mappings()]
    rows = [{**row, "case_id": one} for one in ids for row in found]
    connection.execute(insert(ledger), [{**row, "seq": last + n} for n, row in enumerate(rows, start=1)])
    connection.execute(update(ledger_head).values(seq=last + len(rows)))
