"""Taking a wrongly recorded act back to its step: the reason, what would be withdrawn, and a second officer."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions.office import OFFICERS, UnusableClaim, ask_correction, preview_correction
from service.actions.people import sight_of
from service.front.doors import only
from service.front.state import me, the_register
from service.register import queries

pages = Blueprint("corrections", __name__)


@pages.get("/cases/<int:case_id>/correct/<int:arrival_id>")
@only(*OFFICERS)
def preview(case_id: int, arrival_id: int) -> str:
    """Show what a correction would withdraw and ask for the reason."""
    return _page(case_id, arrival_id, "")


@pages.post("/cases/<int:case_id>/correct/<int:arrival_id>")
@only(*OFFICERS)
def ask(case_id: int, arrival_id: int) -> ResponseReturnValue:
    """Ask for the correction; it waits for a second officer."""
    reason = request.form.get("reason", "")[:4000]
    try:
        ask_correction(the_register(), me(), case_id, arrival_id, reason)
    except UnusableClaim as problem:
        return _page(case_id, arrival_id, str(problem)), 422
    return redirect(url_for("office.desk"))


def _page(case_id: int, arrival_id: int, problem: str) -> str:
    register = the_register()
    row = queries.case_row(register, sight_of(me()), case_id)
    seen = preview_correction(register, me(), case_id, arrival_id)
    elements = queries.definition_of(register, row).diagram.elements
    names = {step: element.name or step for step, element in elements.items()}
    return render_template(
        "correct.html", page_title="Correct an act", case=row, preview=seen, names=names, arrival_id=arrival_id,
        errors=[{"text": problem, "href": "#reason"}] if problem else [],
    )  # fmt: skip
