"""Signing in and out. In the demonstration the accounts are listed, named for roles, one button each."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import accounts
from service.front.doors import enter_as, leave, limiter, public
from service.front.single_sign_on import the_provider
from service.front.state import office, the_register
from service.roles import ROLES, Person

pages = Blueprint("signing", __name__)
ATTEMPTS = "20 per minute"


@pages.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form and, in the demonstration, the accounts."""
    return _form()


@pages.post("/sign-in")
@limiter.limit(ATTEMPTS)
@public
def enter() -> ResponseReturnValue:
    """Sign in with name and password."""
    if not office().local_accounts:
        abort(404)
    name, password = request.form.get("username", "").strip(), request.form.get("password", "")
    try:
        username = accounts.sign_in(the_register(), name, password, request.remote_addr or "")
    except (accounts.WrongPassword, accounts.AccountLocked) as problem:
        return _form(str(problem), name), 429 if isinstance(problem, accounts.AccountLocked) else 401
    return welcome(username, "password", inside(request.form.get("next", "")))


@pages.post("/sign-in/demonstration")
@public
def enter_demonstration() -> ResponseReturnValue:
    """Sign in as one of the demonstration's accounts, which need no password and exist only there."""
    if not office().demonstration:
        abort(404)
    wanted = request.form.get("account", "")
    person = next((p for p in accounts.demonstration_people(the_register()) if p.username == wanted), None)
    if person is None:
        abort(422, "There is no such demonstration account; choose one of the list.")
    return welcome(wanted, "demonstration", inside(request.form.get("next", "")))


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    leave()
    answer = redirect(url_for("signing.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _form(problem: str = "", username: str = "") -> str:
    people = accounts.demonstration_people(the_register()) if office().demonstration else []
    listed = [{"person": person, "note": _note(person)} for person in people]
    return render_template(
        "sign_in.html", page_title="Sign in", listed=listed, username=username,
        next=inside(request.values.get("next", "")), errors=[{"text": problem, "href": "#username"}] if problem else [],
        local=office().local_accounts, single=the_provider() is not None,
    )  # fmt: skip


def _note(person: Person) -> str:
    """Say of an account what its name does not say: the role, and for whom."""
    role = ROLES[person.role].name
    said = [] if person.name.startswith(role) else [role]
    return ", ".join([*said, person.scope] if person.scope and person.scope not in person.name else said)


def welcome(username: str, manner: str, wanted: str) -> ResponseReturnValue:
    """Begin a session and show the page that was wanted, or the first one."""
    enter_as(username, manner)
    return redirect(wanted or url_for("home.home"))


def inside(wanted: str) -> str:
    """Return where a person wanted to go, if that is a page of this service; else nothing."""
    own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if own and wanted.isprintable() else ""
