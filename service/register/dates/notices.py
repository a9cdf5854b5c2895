"""The letters that tell people of a new date: one for each date of each case and each reader, with a calendar file."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from deadlines.calendar import due_wording, london_date
from deadlines.rounds import START, Round
from processes.instants import from_micros
from service.mail.calendars import Appointment, calendar_file
from service.mail.message import Attachment, Letter, Recipient
from service.register.dates.plans import Plan
from service.register.dates.wish import Touched, Wish
from service.register.recipients import Directory
from service.register.register import Register
from service.register.tables import cases, dues, organisations
from service.register.wording import case_words

CaseRow = Row[Any]


def notices(
    register: Register, connection: Connection, change: int, wish: Wish, plan: Plan, now: datetime
) -> list[Letter]:
    """Return the letters about a change that is applied at `now`; a holiday moves no date and tells nobody."""
    touched = plan.preview.cases
    rows = {row.id: row for row in connection.execute(_CASES.where(cases.c.id.in_({one.case_id for one in touched})))}
    sequences = _sequences(connection, touched)
    directory = Directory(connection, london_date(now))
    letters = []
    for one in touched:
        row = rows[one.case_id]
        round_ = plan.calendar or register.calendars.load(connection, row.calendar)
        for to in _told(directory, row, plan.preview.roles):
            sequence = sequences.get((one.case_id, one.element), -1) + 1
            letters.append(_letter(register, change, wish, one, row, round_, to, sequence, now))
    return letters


def _told(directory: Directory, row: CaseRow, roles: list[str]) -> list[Recipient]:
    """Return who is told of a case, each address once."""
    told = [to for role in roles for to in directory.told(role, dict(row._mapping))]
    return list({to.address.lower(): to for to in reversed(told)}.values())[::-1]


def _letter(
    register: Register, change: int, wish: Wish, one: Touched, row: CaseRow, round_: Round, to: Recipient,
    sequence: int, now: datetime,
) -> Letter:  # fmt: skip
    deadline = round_.deadline(one.deadline.removesuffix(START))
    values = {
        **case_words(dict(row._mapping), round_), "title": deadline.title, "was": _words(one.was),
        "when": _words(one.becomes), "because": wish.because, "authority": wish.authority,
    }  # fmt: skip
    subject, text = round_.template("stopped" if one.becomes is None else "moved").filled(values)
    return Letter(
        key=f"change/{change}/{one.case_id}/{one.element or one.deadline}/{to.address.lower()}", kind="notice", to=to,
        subject=subject, text=text, case_id=one.case_id, thread=one.reference,
        attachments=[_calendar(register, one, deadline.title, row, sequence, now)],
    )  # fmt: skip


def _calendar(register: Register, one: Touched, title: str, row: CaseRow, sequence: int, now: datetime) -> Attachment:
    at = from_micros(one.becomes or one.was or 0)
    entry = Appointment(
        one.case_id, one.element or one.deadline, f"{title}: {row.organisation_name}", at, sequence, now,
        cancelled=one.becomes is None, text=one.reference,
    )  # fmt: skip
    method = "CANCEL" if entry.cancelled else "REQUEST"
    content = calendar_file([entry], method, register.mail_from)
    return Attachment("deadline.ics", f"text/calendar; method={method}", content)


def _sequences(connection: Connection, touched: list[Touched]) -> dict[tuple[int, str], int]:
    """Return how often each date has moved so far, as its event in people's calendars counts it."""
    wanted = [(one.case_id, one.element) for one in touched]
    query = select(dues.c.case_id, dues.c.element, dues.c.sequence)
    found = connection.execute(query.where(tuple_(dues.c.case_id, dues.c.element).in_(wanted)))
    return {(row.case_id, row.element): row.sequence for row in found}


def _words(micros: int | None) -> str:
    return "a date still to be said" if micros is None else due_wording(from_micros(micros))


_CASES = select(cases, organisations.c.name.label("organisation_name")).join(
    organisations, organisations.c.code == cases.c.organisation
)
