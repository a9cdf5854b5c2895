"""The receipt of what reached us: its number, its stamp, what was sent and what happens next. And the documents."""

from datetime import datetime

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from processes.case import Case
from service.actions.documents import read_document
from service.actions.people import sight_of
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register import queries
from service.register.queries import Row
from service.web.asked import recorded_rows
from service.web.questions import document_names
from service.web.whereabouts import why_waiting
from service.web.words import CHANNELS, OUTCOMES

pages = Blueprint("receipts", __name__)
WAITING, LATE, REFUSED, OUT_OF_ORDER, ON_TIME = "waiting", "late", "refused", "out-of-order", "accepted"


@pages.get("/cases/<int:case_id>/receipts/<int:arrival_id>")
@everybody
def receipt(case_id: int, arrival_id: int) -> str:
    """Show the receipt of an arrival."""
    register = the_register()
    row = queries.case_row(register, sight_of(me()), case_id)
    arrival = queries.arrival(register, case_id, arrival_id)
    case = queries.live_case(register, row)
    element = case.definition.diagram.elements.get(str(arrival["step"]))
    form = case.form(element.id) if element and arrival["kind"] == "answer" else None
    names = document_names(queries.documents_of(register, case_id))
    words, tone = OUTCOMES[str(arrival["outcome"])]
    return render_template(
        "receipt.html", page_title="Receipt", case=row, arrival=arrival, state=_state(case, arrival), words=words,
        tone=tone, name=(element.name if element else "") or arrival["step"],
        rows=recorded_rows(form, arrival, names), why=why_waiting(case, row["incident"], 0),
        channel=CHANNELS.get(str(arrival["channel"]), ""),
        opens_next=[s.element for s in case.steps() if not s.offer and me().may_do(s.element.role)],
    )  # fmt: skip


def _state(case: Case, arrival: Row) -> str:
    """Say how an arrival stands: waiting, accepted, late, refused or out of order."""
    outcome = str(arrival["outcome"])
    if outcome == "":
        return WAITING
    return LATE if outcome == ON_TIME and _was_late(case, arrival) else outcome


def _was_late(case: Case, arrival: Row) -> bool:
    """Whether a deadline on the step, or on the stage around it, had passed by the instant that counts."""
    counts_at = arrival["claimed_at"] or arrival["received_at"]
    elements = case.definition.diagram.elements
    step = elements.get(str(arrival["step"]))
    taken_late = step is not None and any(e.continues == step.id and case.passed.get(e.id) for e in elements.values())
    return taken_late and isinstance(counts_at, datetime) and arrival["withdrawn_by"] is None


@pages.get("/cases/<int:case_id>/documents/<digest>")
@everybody
def document(case_id: int, digest: str) -> ResponseReturnValue:
    """Hand a document out, always as a download: what others uploaded is never shown as a page of this service."""
    row = read_document(the_register(), me(), case_id, digest)
    content = row["content"]
    answer = Response(content if isinstance(content, bytes) else b"", mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=str(row["name"]))
    return answer
