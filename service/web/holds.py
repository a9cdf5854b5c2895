"""What waits for a person: holds with what their release would do, and a clock that is doubted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deadlines.steady import alarm_of
from service.actions.holding import NoReason, believe_the_clock, release, waiting
from service.actions.office import OFFICERS
from service.front.doors import only
from service.front.state import me, the_register

pages = Blueprint("holds", __name__)


@pages.get("/office/holds")
@only(*OFFICERS)
def standing() -> str:
    """Show what is held and exactly what would happen on its release."""
    return _page(0, "")


@pages.post("/office/holds/<int:hold_id>/release")
@only(*OFFICERS)
def released(hold_id: int) -> ResponseReturnValue:
    """Release a hold; what waited goes on with the next tick. Raises NoSuchHold."""
    try:
        release(the_register(), me(), hold_id, request.form.get("because", "")[:4000])
    except NoReason as problem:
        return _page(hold_id, str(problem)), 422
    return redirect(url_for("holds.standing"))


@pages.post("/office/clock/believe")
@only(*OFFICERS)
def believed() -> ResponseReturnValue:
    """Follow the machine's clock, since the officer has compared it with another."""
    believe_the_clock(the_register(), me())
    return redirect(url_for("holds.standing"))


def _page(wrong: int, problem: str) -> str:
    register = the_register()
    return render_template(
        "holds.html", page_title="Holds", holds=waiting(register), alarm=alarm_of(register.clock), wrong=wrong,
        errors=[{"text": problem, "href": f"#because-{wrong}"}] if problem else [],
    )  # fmt: skip
