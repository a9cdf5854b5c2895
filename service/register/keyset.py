"""Lists in pages that stand still: a page begins where the last one ended, whatever was added meanwhile.

A place is the values by which a list is ordered, as whole numbers; the last of them is unique. Knows no HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, literal, select, tuple_, type_coerce

from service.register.mail_entries import PARTS
from service.register.queries import Filter, Row, Sight, filtered
from service.register.register import Register
from service.register.tables import cases, documents, ledger, organisations, outbox, tasks

NEVER = 2**62
Place = tuple[int, ...]


@dataclass(frozen=True)
class Page:
    """Which page of a list is wanted: what comes after a place (the beginning, when there is none), and how much."""

    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True)
class Found:
    """One page: its rows, and the place at which the next one begins; none, when this is the last."""

    rows: Sequence[Row]
    next: Place | None


def page_by(
    register: Register, query: Select[Any], by: Sequence[ColumnElement[Any]], page: Page, *, down: bool
) -> Found:  # fmt: skip
    """Return a page of a query in the order of some columns. down: the greatest first."""
    columns = [type_coerce(column, BigInteger) for column in by]
    if page.after is not None:
        here, there = tuple_(*columns), tuple_(*(literal(value, BigInteger) for value in page.after))
        query = query.where(here < there if down else here > there)
    order = [column.desc() if down else column.asc() for column in columns]
    marks = [column.label(f"place_{number}") for number, column in enumerate(columns)]
    with register.database.read() as connection:
        wanted = query.add_columns(*marks).order_by(*order).limit(page.limit + 1)
        rows = [dict(row) for row in connection.execute(wanted).mappings()]
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Found(shown, tuple(int(shown[-1][mark.name]) for mark in marks) if more else None)


def cases_page(register: Register, sight: Sight, wanted: Filter, page: Page) -> tuple[int, Found]:
    """Return how many cases fit, and a page of them: open ones first, soonest deadline first."""
    query = filtered(_CASES, sight, wanted)
    with register.database.read() as connection:
        chosen = filtered(select(cases.c.id), sight, wanted).subquery()
        count = connection.execute(select(func.count()).select_from(chosen)).scalar_one()
    due = func.coalesce(type_coerce(cases.c.next_due, BigInteger), NEVER)
    by = (case((cases.c.ended, 1), else_=0), due, cases.c.id)
    return int(count), page_by(register, query, by, page, down=False)


_CASES = select(
    *(column for column in cases.c if column.name != "state"), organisations.c.name.label("organisation_name")
).join(organisations, organisations.c.code == cases.c.organisation)


def mail_page(register: Register, state: str, reference: str, page: Page) -> Found:
    """Return a page of the messages, newest first, without their text; empty means no limit."""
    query = select(*PARTS, cases.c.reference.label("case_reference")).outerjoin(cases, cases.c.id == outbox.c.case_id)
    if state:
        query = query.where(outbox.c.state == state)
    if reference:
        query = query.where(cases.c.reference == reference)
    return page_by(register, query, (outbox.c.made_at, outbox.c.id), page, down=True)


def documents_page(register: Register, case_id: int, page: Page) -> Found:
    """Return a page of a case's documents without their content, oldest first."""
    columns = [column for column in documents.c if column.name != "content"]
    return page_by(
        register, select(*columns).where(documents.c.case_id == case_id), (documents.c.id,), page, down=False
    )


def tasks_page(register: Register, page: Page) -> Found:
    """Return a page of the tasks that wait, oldest first."""
    query = select(tasks, cases.c.reference).outerjoin(cases, cases.c.id == tasks.c.case_id)
    return page_by(register, query.where(tasks.c.done_at.is_(None)), (tasks.c.id,), page, down=False)


@dataclass(frozen=True)
class Readable:
    """Which entries of the ledger somebody may read.

    outside: also those that belong to no case. but: kinds that are not for them; each stands for all that begin so.
    """

    sight: Sight
    outside: bool
    but: tuple[str, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions that every query about entries carries."""
        found = [~ledger.c.kind.startswith(kind, autoescape=True) for kind in self.but]
        if self.sight.column or self.sight.nothing:
            found.append(ledger.c.case_id.in_(select(cases.c.id).where(self.sight.condition())))
        elif not self.outside:
            found.append(ledger.c.case_id.is_not(None))
        return found


def entries_page(
    register: Register, readable: Readable, page: Page, *, case_id: int | None = None, kinds: Sequence[str] = ()
) -> Found:  # fmt: skip
    """Return a page of the ledger in order: of everything that somebody may read, or of one case or some kinds."""
    query = select(ledger, cases.c.reference).outerjoin(cases, cases.c.id == ledger.c.case_id)
    query = query.where(*readable.conditions())
    if case_id is not None:
        query = query.where(ledger.c.case_id == case_id)
    if kinds:
        query = query.where(ledger.c.kind.in_(kinds))
    return page_by(register, query, (ledger.c.seq,), page, down=False)
