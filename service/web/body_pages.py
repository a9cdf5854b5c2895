"""Area teams and who follows them: what is known, and the form by which two officers enter what is not."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import successions
from service.actions.office import OFFICERS
from service.actions.successions import UnusableSuccession
from service.front.doors import only
from service.front.reading import date_parts
from service.front.state import me, the_register
from service.register.bodies import CONFIRMED

pages = Blueprint("body_pages", __name__)


@pages.get("/bodies")
@only(*OFFICERS)
def bodies() -> str:
    """Show the bodies and their successions."""
    return _page({})


@pages.post("/bodies/successions")
@only(*OFFICERS)
def ask() -> ResponseReturnValue:
    """Ask for a succession; another officer confirms it."""
    form = request.form
    predecessor, successor, source = (form.get(name, "") for name in ("predecessor", "successor", "source"))
    try:
        successions.ask(the_register(), me(), predecessor, successor, date_parts("first"), source)
    except UnusableSuccession as problem:
        return _page(problem.errors), 422
    return redirect(url_for("body_pages.bodies"))


@pages.post("/bodies/successions/<int:succession_id>/confirm")
@only(*OFFICERS)
def confirm(succession_id: int) -> ResponseReturnValue:
    """Confirm what another officer asked for. Raises NotAllowed, NoSuchSuccession."""
    successions.answer(the_register(), me(), succession_id, confirmed=True)
    return redirect(url_for("body_pages.bodies"))


@pages.post("/bodies/successions/<int:succession_id>/decline")
@only(*OFFICERS)
def decline(succession_id: int) -> ResponseReturnValue:
    """Decline a succession. Raises NotAllowed, NoSuchSuccession."""
    successions.answer(the_register(), me(), succession_id, confirmed=False)
    return redirect(url_for("body_pages.bodies"))


def _page(errors: dict[str, str]) -> str:
    known, found = successions.listed(the_register())
    anchors = {"first_day": "first-day"}
    return render_template(
        "bodies.html", page_title="Area teams and who follows them", bodies=known, own=errors, form=request.form,
        waiting=[row for row in found if not row["outcome"]],
        confirmed=[row for row in found if row["outcome"] == CONFIRMED],
        username=me().username,
        errors=[{"text": said, "href": f"#{anchors.get(name, name)}"} for name, said in errors.items()],
    )  # fmt: skip
