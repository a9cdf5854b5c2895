"""Signing in and out. In the demonstration the accounts are listed, named for roles, one button each."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from service.actions import accounts
from service.front.doors import limiter, public
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
    name, password = request.form.get("username", "").strip(), request.form.get("password", "")
    try:
        person = accounts.sign_in(the_register(), name, password)
    except (accounts.WrongPassword, accounts.AccountLocked) as problem:
        return _form(str(problem), name), 429 if isinstance(problem, accounts.AccountLocked) else 401
    return _welcome(person)


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
    return _welcome(person)


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    return redirect(url_for("signing.sign_in"))


def _form(problem: str = "", username: str = "") -> str:
    people = accounts.demonstration_people(the_register()) if office().demonstration else []
    listed = [{"person": person, "note": _note(person)} for person in people]
    return render_template(
        "sign_in.html", page_title="Sign in", listed=listed, username=username, next=_next(),
        errors=[{"text": problem, "href": "#username"}] if problem else [],
    )  # fmt: skip


def _note(person: Person) -> str:
    """Say of an account what its name does not say: the role, and for whom."""
    role = ROLES[person.role].name
    said = [] if person.name.startswith(role) else [role]
    return ", ".join([*said, person.scope] if person.scope and person.scope not in person.name else said)


def _welcome(person: Person) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["username"] = person.username
    return redirect(_next() or url_for("home.home"))


def _next() -> str:
    """Return where the person wanted to go, if that is a page of this service."""
    wanted = request.values.get("next", "")
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if inside and wanted.isprintable() else ""
