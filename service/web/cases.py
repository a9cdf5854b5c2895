"""One case with everything about it, and opening a case."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import designs
from service.actions.people import CCG_MAY_OPEN, open_case
from service.front.doors import everybody, only
from service.front.state import me, the_register
from service.register import queries
from service.web.case_page import case_page
from service.web.past_case import instant_asked, past_case

pages = Blueprint("cases", __name__)


@pages.get("/cases/<int:case_id>")
@everybody
def case(case_id: int) -> str:
    """Show one case: where it is, whose turn it is, until when, and all that happened; or as it was at an instant."""
    at = instant_asked()
    return case_page(case_id) if at is None else past_case(case_id, at)


@pages.get("/cases/new")
@only("programme-office", "ccg")
def new() -> str:
    """Ask for path, round and organisation."""
    person, register = me(), the_register()
    own = person.role == "ccg"
    paths = [row for row in designs.list_paths(register) if not own or row["path"] in CCG_MAY_OPEN]
    places = [p for p in queries.organisations_of(register) if not own or p["code"] == person.scope]
    rounds = list(register.rounds)
    return render_template(
        "new_case.html", page_title="Open a case", paths=paths, organisations=places, rounds=rounds, errors=[],
    )  # fmt: skip


@pages.post("/cases/new")
@only("programme-office", "ccg")
def open_new() -> ResponseReturnValue:
    """Open a case and show it."""
    given = [request.form.get(name, "").strip() for name in ("path", "round", "organisation")]
    case_id = open_case(the_register(), me(), *given)
    return redirect(url_for("cases.case", case_id=case_id))
