"""Queries between the office and an applicant about a case, each with its own clock; none changes the case's state.

One side asks, the other one answers once. When an answer is wanted by is counted in working days; nothing happens to
the case when that day passes, but the office sees it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from deadlines.calendar import due_wording, london_date, london_day_end
from processes.instants import to_micros
from service.mail.message import Letter
from service.register.ledger import Entry, append
from service.register.outbox import post
from service.register.queries import Row, Sight
from service.register.recipients import recipients_of
from service.register.register import Register
from service.register.tables import case_queries, cases, organisations
from service.register.tasks import open_task

APPLICANT, OFFICE = "ccg", "programme-office"
MICROSECOND = timedelta(microseconds=1)


class NoSuchQuery(LookupError):
    """There is no such query, or it is answered already."""


def wanted_by(register: Register, round_: str, asked_at: datetime, working_days: int) -> datetime:
    """Return until when an answer is wanted: the end, in London, of so many working days after the day it was asked.

    Raises CalendarDoesNotReach, UnknownRound.
    """
    day = register.round(round_).working_days.after(london_date(asked_at), working_days)
    return london_day_end(day) - MICROSECOND


def ask_query(register: Register, case_id: int, to_role: str, question: str, by: str, wanted: datetime) -> int:
    """Keep a query, enter it in the ledger and tell the other side by mail: all of it or nothing. Returns its number.

    wanted: until when an answer is wanted (aware UTC, inclusive).
    """
    now = register.clock()
    with register.database.write() as connection:
        row = {"case_id": case_id, "to_role": to_role, "question": question, "by": by, "asked_at": now}
        key = connection.execute(insert(case_queries).values(**row, wanted_by=wanted)).inserted_primary_key
        identity = int(key[0]) if key else 0
        detail = {"query": identity, "to": to_role, "said": question, "wanted_by": to_micros(wanted)}
        append(connection, [Entry("query-asked", now, case_id, by=by, detail=detail)], now)
        text = f"{question}\n\nAn answer is wanted by {due_wording(wanted)}. Answer it on the page of the case."
        _tell(register, connection, case_id, to_role, f"query/{identity}", "A query about", text, now)
    return identity


def answer_query(register: Register, case_id: int, identity: int, answer: str, by: str) -> None:
    """Answer a query once and tell who asked. Raises NoSuchQuery, when somebody else was quicker."""
    now = register.clock()
    with register.database.write() as connection:
        one = (case_queries.c.id == identity, case_queries.c.case_id == case_id)
        open_ = update(case_queries).where(*one, case_queries.c.answered_at.is_(None))
        if not connection.execute(open_.values(answer=answer, answered_by=by, answered_at=now)).rowcount:
            raise NoSuchQuery(f"There is no query {identity} that waits for an answer; it may be answered already.")
        row = connection.execute(select(case_queries).where(*one)).one()
        detail = {"query": identity, "said": answer, "in_time": now <= row.wanted_by}
        append(connection, [Entry("query-answered", now, case_id, by=by, detail=detail)], now)
        asker = OFFICE if row.to_role == APPLICANT else APPLICANT
        text = f"You asked: {row.question}\n\nThe answer: {answer}"
        _tell(register, connection, case_id, asker, f"query/{identity}/answer", "Answered: a query about", text, now)


def one_query(register: Register, case_id: int, identity: int) -> Row:
    """Return a query of a case. Raises NoSuchQuery."""
    found = [row for row in queries_of(register, case_id) if row["id"] == identity]
    if not found:
        raise NoSuchQuery(f"Case {case_id} has no query {identity}.")
    return found[0]


def queries_of(register: Register, case_id: int) -> list[Row]:
    """Return the queries of a case, oldest first."""
    query = select(case_queries).where(case_queries.c.case_id == case_id).order_by(case_queries.c.id)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def open_queries(register: Register, sight: Sight, limit: int = 100) -> list[Row]:
    """Return the queries that wait for an answer, the one wanted soonest first."""
    columns = (cases.c.reference, organisations.c.name.label("organisation_name"))
    query = select(case_queries, *columns).join(cases, cases.c.id == case_queries.c.case_id)
    query = query.join(organisations, organisations.c.code == cases.c.organisation)
    query = query.where(case_queries.c.answered_at.is_(None), sight.condition())
    with register.database.read() as connection:
        found = connection.execute(query.order_by(case_queries.c.wanted_by, case_queries.c.id).limit(limit))
        return [dict(row) for row in found.mappings()]


def overdue_queries(register: Register, sight: Sight, now: datetime) -> int:
    """Return how many queries should have been answered before `now` (aware UTC) and were not."""
    query = select(func.count()).select_from(case_queries).join(cases, cases.c.id == case_queries.c.case_id)
    query = query.where(case_queries.c.answered_at.is_(None), case_queries.c.wanted_by < now, sight.condition())
    with register.database.read() as connection:
        return connection.execute(query).scalar_one()


def _tell(
    register: Register, connection: Connection, case_id: int, role: str, key: str, subject: str, text: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write a letter to each person of a role; open a task for the office, when nobody can be told."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one()
    told = recipients_of(connection, role, dict(row), now)
    letters = [
        Letter(f"{key}/{to.address.lower()}", "notice", to, f"{subject} {row['reference']}", text, case_id,
               str(row["reference"]))
        for to in told
    ]  # fmt: skip
    post(register, connection, letters, now)
    if not told:
        said = f"Nobody can be told by mail of a query about {row['reference']}: no address is known. Tell them another"
        open_task(connection, key, "nobody", f"{said} way, and add an address.", now, case_id)


__all__ = [
    "APPLICANT", "OFFICE", "NoSuchQuery", "answer_query", "ask_query", "one_query", "open_queries", "overdue_queries",
    "queries_of", "wanted_by",
]  # fmt: skip
