"""Signing in with the organisation's own account: there and back."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from service.front.doors import carried, limiter, public
from service.front.single_sign_on import Identity, Provider, SignInAway, SignInRefused, the_provider
from service.front.state import office, the_register
from service.register.identities import account_of, link_invited
from service.web.signing import inside, welcome

pages = Blueprint("single", __name__)
LIMIT = "30 per minute"


@pages.get("/sign-in/organisation")
@limiter.limit(LIMIT)
@public
def begin() -> ResponseReturnValue:
    """Send the browser to the organisation's sign-in."""
    try:
        there = _provider().begin(carried().ties(), _back(), inside(request.args.get("next", "")))
    except (SignInAway, SignInRefused) as problem:
        return _refused(str(problem), 503)
    return redirect(there)


@pages.get("/sign-in/organisation/back")
@limiter.limit(LIMIT)
@public
def back() -> ResponseReturnValue:
    """Let somebody in whose identity stands for an account, or who was invited at an address that was verified."""
    try:
        identity, wanted = _provider().finish(session["token"], _back(), request.args.to_dict())
    except SignInAway as problem:
        return _refused(str(problem), 503)
    except SignInRefused as problem:
        return _refused(str(problem), 403)
    username = _known(identity)
    if username is None:
        return _refused("No account here is linked to you. Ask the programme office to link it.", 403)
    return welcome(username, "single-sign-on", inside(wanted))


def _known(identity: Identity) -> str | None:
    register = the_register()
    known = account_of(register, identity.issuer, identity.subject)
    if known is None and identity.email:
        return link_invited(register, identity.email, identity.issuer, identity.subject)
    return known


def _provider() -> Provider:
    provider = the_provider()
    return provider if provider is not None else abort(404)


def _back() -> str:
    return f"{office().address}{url_for('single.back')}"


def _refused(said: str, status: int) -> ResponseReturnValue:
    page = render_template("error.html", page_title="You are not signed in", detail=said)
    return page, status
