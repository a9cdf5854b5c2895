"""Who may come in: the session or a token says who asks, and every view says whose it is. Without a word it is shut.

A session is a row of the register; the cookie and the API's bearer token carry nothing but its random name.

A view is marked with `public`, `everybody` (anyone signed in) or `only(roles)`; `door_of` tells the mark to the tests.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from service.actions.accounts import NoRole
from service.front.agents import family
from service.front.cookies import Carried, TokenCookie
from service.front.state import NotSignedIn, asks, me, signed_in, the_register
from service.register.accounts import Asking, who_asks
from service.register.database import DatabaseTrouble
from service.register.sessions import API_LASTS, NewSession, NoSuchSession, begin_session, end_session, touch

PUBLIC, EVERYBODY = "public", "everybody"
TOKEN_SECONDS = int(API_LASTS.total_seconds())
API = "/api/"
UNASKED = ("static", "health.healthz", "health.metrics")
"""What is answered to anybody in the same way, without asking who they are."""
CALLBACK = "notify_callback.notify_callback"

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=False)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Let anybody in."""
    return _marked(view, (PUBLIC,))


def everybody(view: Callable[P, R]) -> Callable[P, R]:
    """Let everybody in who is signed in; the action decides the rest."""
    return _marked(view, (EVERYBODY,))


def only(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only these roles in."""
    return lambda view: _marked(view, roles)


def _marked(view: Callable[P, R], door: tuple[str, ...]) -> Callable[P, R]:
    view.door = door  # type: ignore[attr-defined]
    return view


def door_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Return whose a view is; nobody's, when nothing was said."""
    if endpoint == "static":
        return (PUBLIC,)
    return getattr(app.view_functions.get(endpoint), "door", ())


def install_doors(app: Flask) -> None:
    """Find out who asks and keep everybody else out."""
    app.session_interface = TokenCookie()
    limiter.init_app(app)
    app.before_request(_who_asks)
    app.before_request(_may_enter)


def install_forgery_protection(app: Flask) -> None:
    """Ask for the page's token with everything that changes something; a bearer token needs none."""
    csrf.init_app(app)
    app.before_request(_no_forgery)


def _no_forgery() -> None:
    if request.endpoint == CALLBACK:  # Notify has its own token and no page to take one from
        return
    if request.path.startswith(API) and ("Authorization" in request.headers or request.endpoint == "api.make_token"):
        return
    csrf.protect()


def _who_asks() -> None:
    if request.endpoint in UNASKED:
        return
    token = _bearer() if "Authorization" in request.headers else session["token"]
    g.asking = who_asks(the_register(), token) if token else None
    g.person = g.asking.person if g.asking is not None else None
    if g.asking is not None:
        _note_use(g.asking)


def _note_use(asking: Asking) -> None:
    try:
        touch(the_register(), asking.session)
    except DatabaseTrouble as trouble:
        log.warning("that a session is in use could not be noted: %s", trouble)


def _bearer() -> str:
    """Return a bearer token; a request that carries one is never judged by its cookies."""
    scheme, _, token = request.headers["Authorization"].partition(" ")
    return token.strip() if scheme.lower() == "bearer" and request.path.startswith(API) else ""


def token_for(username: str) -> str:
    """Begin a session of a program for an hour and return its bearer token."""
    agent = family(request.user_agent.string) if has_request_context() else ""
    return begin_session(the_register(), NewSession(username, "api", agent, API_LASTS))


def enter_as(username: str, manner: str) -> None:
    """Begin a session for the browser that asks; whatever session it had ends, and its token with it."""
    leave()
    token = begin_session(the_register(), NewSession(username, manner, family(request.user_agent.string)))
    carried().renew(token)


def leave() -> None:
    """End the session of the browser that asks."""
    if (asking := asks()) is not None:
        with suppress(NoSuchSession):  # it may have ended by itself meanwhile
            end_session(the_register(), asking.session["username"], asking.session["id"], asking.session["username"])
    carried().renew()


def carried() -> Carried:
    """Return what the browser's cookie carries."""
    found = session._get_current_object()  # type: ignore[attr-defined]
    if not isinstance(found, Carried):
        raise TypeError("The application was not made by create_app.")
    return found


def _may_enter() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    door = door_of(current_app, request.endpoint)
    if door == (PUBLIC,):
        return None
    if asks() is None:
        return _to_sign_in()
    if signed_in() is None:
        raise NoRole("Your account holds no role today. Ask the programme office for one.")
    if door != (EVERYBODY,):
        me().require(*door)
    return None


def _to_sign_in() -> ResponseReturnValue:
    if request.path.startswith(API) or request.method != "GET":
        raise NotSignedIn("Sign in first; nothing was received.")
    return redirect(url_for("signing.sign_in", next=request.full_path.rstrip("?")))
