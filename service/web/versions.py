"""What was sent for a step, each time beside the others: what stands, what replaced it, and what came too late."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from processes.case import Case
from processes.forms import Form
from service.actions.people import sight_of
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register import queries
from service.register.queries import Row
from service.web.asked import NO_FORM, content_of
from service.web.questions import document_names, in_words
from service.web.words import OUTCOMES

pages = Blueprint("versions", __name__)


@pages.get("/cases/<int:case_id>/versions/<element>")
@everybody
def versions(case_id: int, element: str) -> str:
    """Show everything that was sent for a step, question by question."""
    register = the_register()
    row = queries.case_row(register, sight_of(me()), case_id)
    case = queries.live_case(register, row)
    taking = _steps_of(case, element)
    sent = [one for one in queries.arrivals_of(register, case_id) if one["kind"] == "answer" and one["step"] in taking]
    if not sent:
        raise NotFound
    names = document_names(queries.documents_of(register, case_id))
    return render_template(
        "versions.html", page_title="What was sent", case=row, versions=[_version(one) for one in sent],
        name=case.definition.diagram.elements[element].name or element,
        rows=_beside(case.form(element) or NO_FORM, [content_of(one) for one in sent], names),
    )  # fmt: skip


def _steps_of(case: Case, element: str) -> set[str]:
    """Return the step and those that go on with it when its deadline has passed."""
    elements = case.definition.diagram.elements
    return {element} | {other.id for other in elements.values() if other.continues == element}


def _version(arrival: Row) -> Mapping[str, object]:
    words, tone = OUTCOMES[str(arrival["outcome"])]
    if arrival["withdrawn_by"] is not None:
        words, tone = f"Replaced by number {arrival['withdrawn_by']}", "withdrawn"
    return {**arrival, "words": words, "tone": tone}


def _beside(form: Form, sent: Sequence[Mapping[str, object]], names: Mapping[str, str]) -> list[Mapping[str, object]]:
    """Return each question with its answer in every version, and whether they differ."""
    rows: list[Mapping[str, object]] = []
    for field in form.questions:
        said = [in_words(field, answers.get(field.key), names) for answers in sent]
        rows.append({"question": field.label, "said": said, "differs": len(set(said)) > 1})
    return rows
