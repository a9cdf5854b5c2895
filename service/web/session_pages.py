"""My way in: where I am signed in, the role in which I act, my password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import sessions
from service.actions.accounts import AccountLocked, UnusableAccount, WrongPassword
from service.front.doors import carried, everybody, limiter
from service.front.reading import number_of
from service.front.state import NotSignedIn, asks, the_register
from service.register.accounts import Asking
from service.register.sessions import sessions_of
from service.web.links import local_only

pages = Blueprint("session_pages", __name__)
MANNERS = {
    "password": "With a password", "single-sign-on": "With the organisation's account",
    "demonstration": "As a demonstration account", "api": "A program, by a token",
}  # fmt: skip


@pages.get("/account/sessions")
@everybody
def my_sessions() -> str:
    """Show where I am signed in."""
    mine = _mine()
    return render_template(
        "sessions.html", page_title="Where I am signed in", manners=MANNERS, own=mine.session["id"],
        sessions=sessions_of(the_register(), str(mine.session["username"])),
    )  # fmt: skip


@pages.post("/account/sessions/<int:session_id>/end")
@everybody
def end(session_id: int) -> ResponseReturnValue:
    """End one of my sessions. Raises NoSuchSession."""
    sessions.end_one(the_register(), _mine(), session_id)
    return redirect(url_for("session_pages.my_sessions"))


@pages.post("/account/sessions/end-others")
@everybody
def end_others() -> ResponseReturnValue:
    """End all my sessions but this one."""
    sessions.end_others(the_register(), _mine())
    return redirect(url_for("session_pages.my_sessions"))


@pages.post("/account/role")
@everybody
def act() -> ResponseReturnValue:
    """Act in another of my roles. Raises UnusableAccount."""
    sessions.act_in(the_register(), _mine(), number_of("role"))
    return redirect(url_for("home.home"))


@pages.get("/account/password")
@everybody
def password() -> str:
    """Show the form for another password."""
    local_only()
    return _form("")


@pages.post("/account/password")
@limiter.limit("20 per minute")
@everybody
def change() -> ResponseReturnValue:
    """Choose another password; I sign in with it anew."""
    local_only()
    old, new = request.form.get("old", ""), request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _form("The two passwords are not the same."), 422
    try:
        sessions.change_password(the_register(), _mine(), old, new, request.remote_addr or "")
    except (UnusableAccount, WrongPassword, AccountLocked) as problem:
        return _form(str(problem)), 422
    carried().renew()
    return redirect(url_for("signing.sign_in"))


def _form(problem: str) -> str:
    mine = _mine()
    errors = [{"text": problem, "href": "#password"}] if problem else []
    return render_template(
        "password.html", page_title="Choose another password", name=mine.name, username=mine.session["username"],
        errors=errors, old=True, action=url_for("session_pages.change"),
    )  # fmt: skip


def _mine() -> Asking:
    asking = asks()
    if asking is None:
        raise NotSignedIn("Sign in first.")
    return asking
