"""The register of interests: read by those who sit and the auditor, entered by whom they concern or the office."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions.interests import HOLDERS, KEEPERS, READERS, UnusableInterest, end_interest, record_interest
from service.actions.sittings import READERS as SITTERS
from service.front.doors import only
from service.front.reading import date_parts
from service.front.state import me, the_register
from service.register import queries
from service.register.accounts import all_accounts
from service.register.sittings.interests import KINDS, Interest, all_interests

pages = Blueprint("interest_pages", __name__)
ANCHORS = {"from_day": "from-day", "until_day": "until-day"}


@pages.get("/interests")
@only(*READERS)
def register_of_interests() -> str:
    """Show every interest, ended ones included, and the form for a new one."""
    return _page({})


@pages.post("/interests")
@only(*HOLDERS)
def enter() -> ResponseReturnValue:
    """Enter an interest."""
    form = request.form
    keeper = me().role in KEEPERS
    interest = Interest(
        form.get("username", "") if keeper else me().username, form.get("kind", ""),
        form.get("nature", "").strip()[:2000], tuple(sorted(set(form.getlist("parties")))),
        date_parts("from"), date_parts("until"),
    )  # fmt: skip
    try:
        record_interest(the_register(), me(), interest)
    except UnusableInterest as problem:
        return _page(problem.errors), 422
    return redirect(url_for("interest_pages.register_of_interests"))


@pages.post("/interests/<int:interest_id>/end")
@only(*HOLDERS)
def end(interest_id: int) -> ResponseReturnValue:
    """Say that an interest lasted until today. Raises NoSuchInterest."""
    end_interest(the_register(), me(), interest_id)
    return redirect(url_for("interest_pages.register_of_interests"))


def _page(errors: Mapping[str, str]) -> str:
    register, person = the_register(), me()
    places = queries.organisations_of(register)
    people = {str(row["username"]): str(row["name"] or row["username"]) for row in all_accounts(register)}
    keeper = person.role in KEEPERS
    holders = [str(row["username"]) for row in all_accounts(register) if row["role"] in HOLDERS and row["active"]]
    return render_template(
        "interests.html", page_title="Register of interests", interests=all_interests(register), people=people,
        kinds=KINDS, names={str(place["code"]): str(place["name"]) for place in places}, keeper=keeper,
        may_enter=person.role in HOLDERS, sits=person.role in SITTERS, own=errors, username=person.username,
        holders=[(name, people[name]) for name in holders], form=request.form,
        errors=[{"text": text, "href": f"#{ANCHORS.get(field, field)}"} for field, text in errors.items()],
    )  # fmt: skip
