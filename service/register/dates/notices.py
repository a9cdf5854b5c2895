"""The letters that tell people of a new date: one for each date of each case and each reader, with a calendar file."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from deadlines.calendar import due_wording
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
from service.roles import ALL, ROLES

CaseRow = Row[Any]


def notices(
    register: Register, connection: Connection, change: int, wish: Wish, plan: Plan, now: datetime
) -> list[Letter]:
    """Return the letters about a change that is applied at `now`; a holiday moves no date and tells nobody.

    Whoever sees only some cases gets a letter about each of them; whoever sees all gets one about the whole change.
    """
    touched = plan.preview.cases
    if not touched:
        return []
    rows = {row.id: row for row in connection.execute(_CASES.where(cases.c.id.in_({one.case_id for one in touched})))}
    sequences = _sequences(connection, touched)
    directory = Directory(connection, now)
    far = [role for role in plan.preview.roles if ROLES[role].sees == ALL]
    near = [role for role in plan.preview.roles if role not in far]
    letters = []
    for one in touched:
        row = rows[one.case_id]
        round_ = plan.calendar or register.calendars.load(connection, row.calendar)
        for to in _told(directory, row, near):
            sequence = sequences.get((one.case_id, one.element), -1) + 1
            letters.append(_letter(register, change, wish, one, row, round_, to, sequence, now))
    round_ = plan.calendar or register.calendars.load(connection, rows[touched[0].case_id].calendar)
    return letters + [_summary(change, wish, plan, round_, to) for to in _told(directory, None, far)]


def _told(directory: Directory, row: CaseRow | None, roles: list[str]) -> list[Recipient]:
    """Return who is told of a case, or of the whole, each address once."""
    case = None if row is None else dict(row._mapping)
    told = [to for role in roles for to in directory.told(role, case)]
    return list({to.address.lower(): to for to in reversed(told)}.values())[::-1]


def _summary(change: int, wish: Wish, plan: Plan, round_: Round, to: Recipient) -> Letter:
    """Return the letter about the whole of a change, with the cases whose dates it moves."""
    first = plan.preview.cases[0]
    values = {
        "organisation": f"{len(plan.preview.cases)} cases", "reference": f"change {change}",
        "title": round_.deadline(first.deadline.removesuffix(START)).title, "was": _words(first.was),
        "when": _words(first.becomes), "because": wish.because, "authority": wish.authority,
        "mailbox": round_.body("mailbox"), "round_title": round_.title,
    }  # fmt: skip
    subject, text = round_.template("stopped" if first.becomes is None else "moved-for-all").filled(values)
    listed = "\n".join(f"{one.reference}  {one.organisation}" for one in plan.preview.cases)
    key = f"change/{change}/all/{to.address.lower()}"
    return Letter(key, "notice", to, subject, f"{text}\n{listed}\n", case_id=wish.case_id)


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
