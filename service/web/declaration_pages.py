"""Declaring interests for a sitting in the browser: a member for themselves, the secretary for others."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import secretaries, sittings
from service.actions.sittings import UnusableSitting
from service.front.doors import only
from service.front.state import me, the_register
from service.register.sittings import records
from service.web.sitting_pages import KEEPERS, error_links

pages = Blueprint("declaration_pages", __name__)
DECLARERS = (*KEEPERS, "regional-panel", "accountable-officer", "audit-chair")


@pages.route("/sittings/<int:sitting_id>/declare", methods=["GET", "POST"])
@only(*DECLARERS)
def declare(sitting_id: int) -> ResponseReturnValue:
    """Ask a member for interests in each case of the agenda, and record them."""
    register = the_register()
    found = sittings.held(register, me(), sitting_id)
    keeps = sittings.may_keep(me(), found.sitting.body, found.sitting.scope)
    own = found.member_of(me().username)
    members = found.members if keeps else [one for one in (own,) if one]
    cases: list[Any] = [*found.items] or [*records.agenda_of(register, found.sitting)]
    errors: dict[str, str] = {}
    if request.method == "POST":
        text = request.form.get("member", "")
        try:
            secretaries.declare(
                register, me(), sitting_id, int(text) if text.isascii() and text.isdigit() else 0, _natures(cases)
            )
        except UnusableSitting as problem:
            errors = problem.errors
        else:
            return redirect(url_for("sitting_pages.one", sitting_id=sitting_id))
    page = render_template(
        "sitting_declare.html", page_title="Declare interests", sitting=found.sitting, members=members, cases=cases,
        form=request.form, errors=error_links(errors, {"nature": "cases"}), mine=str(own.id) if own else "",
    )  # fmt: skip
    return (page, 422) if errors else page


def _natures(cases: list[Any]) -> dict[int, str]:
    given = {one.case_id: request.form.get(f"nature-{one.case_id}", "").strip()[:2000] for one in cases}
    return {case_id: nature for case_id, nature in given.items() if nature}
