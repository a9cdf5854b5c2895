"""Registers to look at: one where there is much at every place, one after the deadline, with what went wrong.

Everything in them was done by the acts of the service itself. Each returns the numbers that addresses need.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select, update

from deadlines.planning import RoundWish, When, asked_dates
from deadlines.rounds import shipped_round
from service.actions import (
    access,
    accounts,
    asking,
    documents,
    drafts,
    hooks,
    interests,
    office,
    procurement,
    publication,
    rounds,
    setting_up,
    successions,
    takeover,
)
from service.actions.access import Invited, NewRole
from service.actions.calendar import tick
from service.actions.deciding import Line, decide
from service.formats.setup_in import ACTS, CASES, TAKEOVER
from service.formats.sheets import Sheet, written_xlsx
from service.mail.message import text_of
from service.register import hooks as kept_hooks
from service.register import queries
from service.register.holding import hold
from service.register.holds import Hold
from service.register.preferences import add_mailbox
from service.register.procurements import Procurement
from service.register.reads import Reading, note_read
from service.register.register import Register
from service.register.saved_filters import save_filter
from service.register.sittings import records
from service.register.sittings.interests import Interest
from service.register.tables import cases, outbox
from service.roles import Person
from tests.browser.walking import CCG, Office
from tests.browser.walks import Walk
from tests.sittings.conftest import SOUND, TO_THE_COMMITTEE, TO_THE_PANEL, begun, moved, planned
from tests.web.filling import good_answers
from tests.web.test_homes import SUBMIT, does
from tests.web.workbooks import whole

FIRST, SECOND = (Person(name, name, "programme-office") for name in ("programme-office", "office-2"))
APPLICANT = Person("ccg", "ccg", "ccg", CCG)
SEATED = tuple(Person(name, name.capitalize(), "regional-panel", "North") for name in ("regional-panel", "bob", "cleo"))
MAIL = ("message.eml", b"From: a CCG\n\nOur pack")
BEFORE_THE_PANEL = (CCG, "02P", "02X")
BEFORE_THE_COMMITTEE = ("99A", "01J")
WHEN = ("day", "starts", "ends")
LINK = re.compile(r"/link/(\S+)")

Facts = Mapping[str, object]


def full(walked: Office) -> Facts:
    """Make a register with much in it: cases at many places, everything that waits for somebody, a sitting."""
    register = walked.register
    case, live = _proposals(walked)
    facts = {"case": case, "live": live, "digest": _beside(register, case), "receipt": _first_answer(register, case)}
    walked.has_moved_a_date()
    walked.refused(case)
    _set_up(register)
    _published(walked)
    _known_to_programs(register)
    return {**facts, **_waiting(register), **_sittings(register, case), "token": _invited(register)}


def _proposals(walked: Office) -> tuple[int, int]:
    """Open cases and bring them to different places; return one before the panel and one at its transfer."""
    at_panel = [walked.opens(organisation=code) for code in BEFORE_THE_PANEL]
    further = [walked.opens(organisation=code) for code in BEFORE_THE_COMMITTEE]
    moved(walked.register, at_panel, TO_THE_PANEL)
    moved(walked.register, further, (*TO_THE_PANEL, *TO_THE_COMMITTEE))
    walk = Walk(walked)
    walk.comes_to(further[0], "arrange_transfer")
    walk.comes_to(further[1], "sign_for_ccg")
    walked.opens("joint")
    walked.opens(organisation="07K")
    return at_panel[0], further[0]


def _beside(register: Register, case: int) -> str:
    """Put everything beside a case that can be: a document, queries, a draft; return the document's digest."""
    digest = documents.add_document(register, APPLICANT, case, "structure.pdf", b"%PDF-1.4 a structure")
    asking.ask(register, FIRST, case, "Who chairs the committee?", 3)
    asking.ask(register, APPLICANT, case, "May we add a document?", 3)
    save_filter(register, FIRST.username, "Delegated", "model=delegated")
    add_mailbox(register, "ccg", CCG, "primary.care@rotherham.example.org", "test")
    return digest


def _first_answer(register: Register, case: int) -> int:
    return int(str(next(one["id"] for one in queries.arrivals_of(register, case) if one["kind"] == "answer")))


def _published(walked: Office) -> None:
    """Publish an edition of the register and let another one wait."""
    register = walked.register
    for code in (CCG, "07K"):
        live = walked.opens("greater-involvement", code)
        does(register, live, "acknowledge_by_ccg")
        does(register, live, "acknowledge_by_area_team")
        asked = publication.ask(register, FIRST, 0 if code == CCG else 1, "" if code == CCG else "One was left out.")
        if code == CCG:
            publication.publish(register, SECOND, asked)


def _known_to_programs(register: Register) -> None:
    long = "https://hooks.example.org/a-long-address/" + "of-a-program" * 12
    hooks.add_hook(register, FIRST, long, ["status"], "North")
    told = kept_hooks.Told(7, "status", taken=False, answered=500, note="It answered with 500.")
    kept_hooks.record(register, kept_hooks.one_hook(register, 1), told, register.clock())


def _set_up(register: Register) -> None:
    """Ask for a set-up and for a case to be taken over; enter a procurement decision and correct it."""
    setting_up.ask(register, FIRST, "set-up.xlsx", whole(), ("http://localhost/link/", "invitation"))
    row = {"case": "1", "organisation": "02X", "path": "greater-involvement", "round": "2014-15",
           "waits_at": "acknowledge_by_ccg", "since": register.clock(), "evidence": "a.pdf"}  # fmt: skip
    rows = {CASES: [row], ACTS: []}
    book = written_xlsx([Sheet(title, TAKEOVER[title], rows[title]) for title in TAKEOVER], register.clock())
    takeover.ask(register, FIRST, "cases.xlsx", book, {"a.pdf": b"%PDF-1.4"})
    said = Procurement("Awarded to the first", "Minor surgery", "Committee", "2014-11-20", "", "None was declared")
    procurement.record(register, APPLICANT, said)
    procurement.correct(register, APPLICANT, 1, 1, replace(said, contract="Minor surgery, 2015/16"), "Named wrongly")


def _waiting(register: Register) -> Facts:
    """Let everything wait for a second person: a claim, a new round, a succession; and let an auditor see reads."""
    other = register.clock()
    unsent = next(one for one in _open_cases(register) if one["path"] == "joint")
    number, step = int(str(unsent["id"])), "submit_proforma_joint"
    answers = good_answers(register, number, step)
    drafts.save_answers(register, APPLICANT, number, step, dict(list(answers.items())[:3]), anew=False)
    claim = office.ask_claim(
        register, FIRST, number, step, answers, claimed_at=other - timedelta(hours=1), channel="mailbox", evidence=MAIL
    )
    successions.ask(register, FIRST, "Wessex", "South East", "2016-04-01", "A letter")
    access.give_role(register, FIRST, "ccg", NewRole("auditor"))
    access.give_role(register, FIRST, "ccg", NewRole("finance", first_day="2016-01-01"))
    interests.record_interest(
        register, FIRST, Interest("national-panel", "indirect", "A partner works there", (CCG,), "2014-01-01")
    )
    for one in range(60):
        note_read(register, Reading("ccg", "ccg", one, "papers", f"/sittings/{one}/pack"))
    return {"request": claim, "unsent": number, "element": step, "round": rounds.ask(register, FIRST, *_next_round())}


def _open_cases(register: Register) -> list[Mapping[str, object]]:
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(cases)).mappings()]


def _next_round() -> tuple[str, RoundWish]:
    """Wish for a round a year after the template's dates."""
    template = shipped_round("template")
    later = {
        one.name: When(**{key: _a_year_later(getattr(one, key)) for key in WHEN}, at=one.at)
        for one in asked_dates(template)
    }
    return "template", RoundWish(
        "2021-22", "Co-commissioning 2021/22", date(2020, 9, 1), date(2022, 3, 31), "Letter of 1 June 2020", when=later
    )


def _a_year_later(day: date | None) -> date | None:
    return None if day is None else day.replace(year=day.year + 1)


def _sittings(register: Register, case: int) -> Facts:
    """Plan a sitting without anybody, and begin another one at which a member has an interest in a case."""
    for one in SEATED[1:]:
        accounts.add_account(register, one.username, one.name, one.role, one.scope, "demo", by="t", demonstration=True)
    empty = planned(register, "regional-panel", "South", ())
    sitting = planned(register, "regional-panel", "North", SEATED)
    begun(register, sitting, {"cleo": case})
    other = next(one.case_id for one in records.items_of(register, sitting) if one.case_id != case)
    act = decide(register, SEATED[0], sitting, [Line(other, SOUND)], key="one", received_at=register.clock())
    return {"planned": empty, "sitting": sitting, "act": act.id}


def _invited(register: Register) -> str:
    """Invite somebody and return the token of the link in the letter."""
    ann = Invited("ann", "Ann Officer", "ann@example.org", NewRole("finance"))
    access.invite(register, FIRST, ann, "http://localhost/link/")
    with register.database.read() as connection:
        letters = connection.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars().all()
    found = LINK.search(text_of(letters[-1]))
    assert found is not None
    return found[1]


def late(walked: Office) -> Facts:
    """Make a register after midday on 9 January: a late pack, one that never came, a case set aside, a hold."""
    register, clock = walked.register, walked.clock
    case, missing, broken = walked.opens(), walked.opens(organisation="07K"), walked.opens(organisation="02P")
    asking.ask(register, FIRST, case, "Who chairs the committee?", 1)
    clock.move_to(register.round("2014-15").due("delegated-submission") + timedelta(seconds=1))
    does(register, case, SUBMIT)
    clock.advance(timedelta(days=5))
    tick(register)
    since = clock() - timedelta(hours=2)
    with register.database.write() as connection:
        connection.execute(update(cases).where(cases.c.id == broken).values(incident="The diagram could not be read."))
        hold(
            connection,
            Hold("downtime", "The service was away.", all_falls=True, from_at=since, until_at=clock()),
            clock(),
        )
    return {"case": case, "missing": missing, "broken": broken, "receipt": _first_answer(register, case)}
