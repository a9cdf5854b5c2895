"""Whether a document of a case may be published: officers say it, with the reason of an exemption."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions.documents import MARKERS, SHARINGS, UnusableMark, mark_document, read_document
from service.actions.people import sight_of
from service.front.doors import only
from service.front.state import me, the_register
from service.register import queries

pages = Blueprint("document_pages", __name__)


@pages.get("/cases/<int:case_id>/documents/<digest>/mark")
@only(*MARKERS)
def mark(case_id: int, digest: str) -> str:
    """Ask whether a document may be published. Raises NoSuchCase."""
    document = read_document(the_register(), me(), case_id, digest)
    return _page(case_id, digest, str(document["sharing"]), str(document["exempt_because"]), "")


def _page(case_id: int, digest: str, sharing: str, reason: str, problem: str) -> str:
    document = read_document(the_register(), me(), case_id, digest)
    return render_template(
        "document_mark.html", page_title="May it be published?", document=document, sharings=SHARINGS, sharing=sharing,
        case=queries.case_row(the_register(), sight_of(me()), case_id), reason=reason,
        errors=[{"text": problem, "href": "#reason"}] if problem else [],
    )  # fmt: skip


@pages.post("/cases/<int:case_id>/documents/<digest>/mark")
@only(*MARKERS)
def marked(case_id: int, digest: str) -> ResponseReturnValue:
    """Keep whether a document may be published. Raises NoSuchCase."""
    sharing, reason = request.form.get("sharing", ""), request.form.get("reason", "")
    try:
        mark_document(the_register(), me(), case_id, digest, sharing, reason)
    except UnusableMark as problem:
        return _page(case_id, digest, sharing, reason, str(problem)), 422
    return redirect(url_for("cases.case", case_id=case_id))
