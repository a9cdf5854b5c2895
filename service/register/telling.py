"""Telling people of deadlines: the reminders that have come, as letters in the outbox, in one transaction a batch.

Runs after everything that fell due has been settled. A reminder whose case has something unjudged, or a deadline before
it that has not fallen yet, waits for the next time; so none is sent for a step that was done in time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, Connection, and_, bindparam, exists, literal_column, select

from deadlines.calendar import due_wording
from processes.instants import to_micros
from service.mail.message import Letter, Recipient
from service.register.ledger import Entry, append
from service.register.outbox import post
from service.register.recipients import Directory
from service.register.register import Register
from service.register.reminders import CANCELLED, SKIPPED, TOLD, settle_rows
from service.register.tables import arrivals, cases, dues, organisations, reminders
from service.register.tasks import open_task
from service.register.wording import case_words, words_left
from service.roles import AUDIENCES

BATCH = 100
Row = Mapping[str, Any]


def remind(register: Register, now: datetime, limit: int = BATCH) -> int:
    """Tell people what `now` (aware UTC) has brought, and return how many reminders were settled.

    Of several rungs of one deadline that have come only the last is sent; one whose deadline has passed is not.
    """
    with register.database.write() as connection:
        rows = [dict(row) for row in connection.execute(_COME, {"now": now, "limit": limit}).mappings()]
        _Telling(register, connection, now).tell(rows)
    return len(rows)


def some_have_come(connection: Connection, now: datetime) -> bool:
    """Return whether there is a reminder to tell people of."""
    return connection.execute(_COME, {"now": now, "limit": 1}).first() is not None


class _Telling:
    """One batch: what is decided about each row, and what is written of it."""

    def __init__(self, register: Register, connection: Connection, now: datetime) -> None:
        self._register = register
        self._connection = connection
        self._now = now
        self._entries: list[Entry] = []
        self._letters: list[Letter] = []
        self._directory = Directory(connection, now)

    def tell(self, rows: Sequence[Row]) -> None:
        """Settle the rows of the batch, oldest first, and write it all down."""
        decided = [(row, *_decided(row, self._now)) for row in rows]
        settle_rows(self._connection, decided, self._now)
        for row, state, note in decided:
            kind = "escalation" if row["escalation"] else "reminder"
            self._enter(row, f"{kind}-{state}", self._said(row, state, note))
        post(self._register, self._connection, self._letters, self._now)
        append(self._connection, self._entries, self._now)

    def _said(self, row: Row, state: str, note: str) -> Mapping[str, object]:
        """Write the letters of a row that is to be said; return what the record says of it."""
        if state != TOLD:
            return {"note": note}
        told = self._directory.told(AUDIENCES[row["audience"]], row)
        self._letters += [self._letter(row, one) for one in told]
        if not told:
            said = f"Nobody can be told by mail of '{row['deadline']}' in {row['reference']}: no address is known."
            said += f" Tell the {row['audience']} another way, and add an address."
            open_task(self._connection, f"nobody/{row['id']}", "nobody", said, self._now, row["case_id"])
        return {"told": [one.person or one.address for one in told]}

    def _letter(self, row: Row, to: Recipient) -> Letter:
        round_ = self._register.calendars.load(self._connection, row["calendar"])
        deadline = round_.deadline(row["deadline"])
        values = {
            **case_words(row, round_), "title": deadline.title, "wording": deadline.wording,
            "source": f"{deadline.document}, {deadline.section}", "when": due_wording(row["due_at"]),
            "left": words_left(self._now, row["due_at"], round_.working_days), "step": self._step(row),
        }  # fmt: skip
        kind = "escalation" if row["escalation"] else "reminder"
        subject, text = round_.template(kind).filled(values)
        return Letter(
            key=f"{row['case_id']}/{row['element']}/{to_micros(row['due_at'])}/{row['rung']}/{to.address.lower()}",
            kind=kind, to=to, subject=subject, text=text, case_id=row["case_id"], thread=row["reference"],
            reminder_id=row["id"], valid_until=None if row["escalation"] else row["due_at"],
        )  # fmt: skip

    def _step(self, row: Row) -> str:
        """Return the name of the step that the deadline limits; the deadline itself, when it limits none."""
        elements = self._register.versions.load(self._connection, row["definition_id"]).diagram.elements
        element = elements.get(row["covers"] or row["element"])
        return (element.name if element else "") or str(row["deadline"])

    def _enter(self, row: Row, kind: str, detail: Mapping[str, object]) -> None:
        said = {"deadline": row["deadline"], "due_at": to_micros(row["due_at"]), "rung": row["rung"], **detail}
        self._entries.append(Entry(kind, row["at"], row["case_id"], row["element"], detail=said))


def _decided(row: Row, now: datetime) -> tuple[str, str]:
    """Return what becomes of a row that has come, and why."""
    if row["escalation"]:
        return TOLD, ""
    if not row["waits"]:
        return CANCELLED, "The case waits for it no more."
    if row["due_at"] <= now:
        return SKIPPED, "The deadline had passed."
    return (SKIPPED, "Several had come; only the last was sent.") if row["later"] else (TOLD, "")


_UNJUDGED = exists().where(arrivals.c.case_id == reminders.c.case_id, arrivals.c.outcome == literal_column("''"))
_FALLS_FIRST = exists().where(
    dues.c.case_id == reminders.c.case_id, dues.c.over_at.is_(None), dues.c.at < reminders.c.at
)
_ITS_DUE = and_(
    dues.c.case_id == reminders.c.case_id, dues.c.element == reminders.c.element, dues.c.at == reminders.c.due_at,
    dues.c.over_at.is_(None),
)  # fmt: skip
_PLANNED: ColumnClause[str] = literal_column("'planned'")  # written out: a partial index is not used for a parameter
_LATER = reminders.alias("later")
_HAS_LATER = exists().where(
    _LATER.c.case_id == reminders.c.case_id, _LATER.c.element == reminders.c.element, ~_LATER.c.escalation,
    _LATER.c.due_at == reminders.c.due_at, _LATER.c.state == _PLANNED, _LATER.c.at > reminders.c.at,
    _LATER.c.at <= bindparam("now"),
)  # fmt: skip
_COME = (
    select(
        reminders, cases.c.reference, cases.c.organisation, cases.c.region, cases.c.area_team, cases.c.calendar,
        cases.c.definition_id, organisations.c.name.label("organisation_name"),
        exists().where(_ITS_DUE).label("waits"), _HAS_LATER.label("later"),
    )
    .join(cases, cases.c.id == reminders.c.case_id)
    .join(organisations, organisations.c.code == cases.c.organisation)
    .where(reminders.c.state == _PLANNED, reminders.c.at <= bindparam("now"), cases.c.incident.is_(None))
    .where(~_UNJUDGED, ~_FALLS_FIRST)
    .order_by(reminders.c.at, reminders.c.id)
    .limit(bindparam("limit"))
)  # fmt: skip
