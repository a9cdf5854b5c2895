"""One-time links: asking for a way back in, and choosing a password by a link from a letter."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.actions import access, sessions
from service.actions.access import FIRST_SIGN_IN
from service.actions.accounts import UnusableAccount
from service.front.doors import leave, limiter, public
from service.front.state import office, the_register
from service.register import one_time
from service.register.one_time import INVITATION, UnusableLink

pages = Blueprint("links", __name__)
ASKED = "10 per hour"


def invitation() -> tuple[str, str]:
    """Return where an invitation leads and its words: to a password, or to the organisation's own sign-in."""
    if office().local_accounts:
        return link_address(), INVITATION
    return f"{office().address}{url_for('signing.sign_in')}", FIRST_SIGN_IN


def link_address() -> str:
    """Return where links lead, before the token: by the service's own address, never by what a request says."""
    return f"{office().address}{url_for('links.open_link', token='x')}".removesuffix("x")  # noqa: S106 - a place for one


@pages.get("/forgotten")
@public
def forgotten() -> str:
    """Ask for the e-mail address of somebody who has forgotten their password."""
    local_only()
    return render_template("forgotten.html", page_title="I have forgotten my password", sent=False)


@pages.post("/forgotten")
@limiter.limit(ASKED)
@public
def send() -> str:
    """Send a way back in, if there is an account; the answer is the same either way."""
    local_only()
    access.ask_for_reset(the_register(), request.form.get("email", "")[:254], link_address())
    return render_template("forgotten.html", page_title="Check your mail", sent=True)


@pages.get("/link/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Show the form for a password, if the link works."""
    local_only()
    return _form(token)


@pages.post("/link/<token>")
@limiter.limit("20 per minute")
@public
def use_link(token: str) -> ResponseReturnValue:
    """Choose a password; the link is then used up, and so is every session."""
    local_only()
    given, again = request.form.get("password", ""), request.form.get("again", "")
    if given != again:
        return _form(token, "The two passwords are not the same.", 422)
    try:
        sessions.use_link(the_register(), token, given)
    except UnusableAccount as problem:
        return _form(token, str(problem), 422)
    except UnusableLink as problem:
        return _dead(problem)
    leave()
    return redirect(url_for("signing.sign_in"))


def _form(token: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    try:
        row = one_time.opened(the_register(), token)
    except UnusableLink as dead:
        return _dead(dead)
    errors = [{"text": problem, "href": "#password"}] if problem else []
    page = render_template(
        "password.html", page_title="Choose a password", name=row["name"], username=row["username"], errors=errors,
        old=False, action=url_for("links.use_link", token=token),
    )  # fmt: skip
    return page, status


def _dead(problem: UnusableLink) -> ResponseReturnValue:
    return render_template("forgotten.html", page_title="This link does not work", dead=str(problem), sent=False), 404


def local_only() -> None:
    """Answer as if the page were not there, where passwords let nobody in."""
    if not office().local_accounts:
        abort(404)
