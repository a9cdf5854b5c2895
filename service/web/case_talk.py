"""What is written beside the process on a case: notes of the office, and queries between office and applicant."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import asking
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.front.doors import everybody, only
from service.front.state import me, the_register
from service.register import notes, queries
from service.register.notes import NoteChange, Noted

pages = Blueprint("case_talk", __name__)
ASKERS = tuple(asking.ASKERS)


@pages.post("/cases/<int:case_id>/note")
@only(*OFFICERS)
def note(case_id: int) -> ResponseReturnValue:
    """Keep the note of a case and whom it is assigned to. Raises NoSuchCase, NotedMeanwhile."""
    register, person = the_register(), me()
    queries.case_row(register, sight_of(person), case_id)
    was = Noted(_plain("was_note"), _plain("was_officer"))
    becomes = Noted(_plain("note"), _plain("officer")[:80])
    notes.note_all(register, [NoteChange(case_id, was, becomes)], person.username)
    return redirect(url_for("cases.case", case_id=case_id, _anchor="notes"))


def _plain(name: str) -> str:
    """Return a posted text with the line ends that are kept."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()[:4000]


@pages.post("/cases/<int:case_id>/queries")
@only(*ASKERS)
def ask(case_id: int) -> ResponseReturnValue:
    """Ask the other side. Raises NoSuchCase, UnusableQuery."""
    days = request.form.get("days", "")
    within = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    asking.ask(the_register(), me(), case_id, request.form.get("question", ""), within)
    return redirect(url_for("cases.case", case_id=case_id, _anchor="queries"))


@pages.post("/cases/<int:case_id>/queries/<int:query_id>/answer")
@everybody
def answer(case_id: int, query_id: int) -> ResponseReturnValue:
    """Answer a query. Raises NotAllowed, NoSuchCase, NoSuchQuery, UnusableQuery."""
    asking.answer(the_register(), me(), case_id, query_id, request.form.get("answer", ""))
    return redirect(url_for("cases.case", case_id=case_id, _anchor="queries"))
