"""Who may come in: the session or a token says who asks, and every view says whose it is. Without a word it is shut.

A view is marked with `public`, `everybody` (anyone signed in) or `only(roles)`; `door_of` tells the mark to the tests.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer

from service.actions import accounts
from service.front.state import NotSignedIn, me, signed_in, the_register

PUBLIC, EVERYBODY = "public", "everybody"
TOKEN_SECONDS = 3600
API = "/api/"
CALLBACK = "notify_callback.notify_callback"

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
    name = _token_holder() if "Authorization" in request.headers else session.get("username")
    g.person = accounts.person(the_register(), name) if isinstance(name, str) else None


def _token_holder() -> str | None:
    """Return the name on a bearer token; a request that carries one is never judged by its cookies."""
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer" or not request.path.startswith(API):
        return None
    try:
        name = _tokens().loads(token.strip(), max_age=TOKEN_SECONDS)
    except BadSignature:
        return None
    return name if isinstance(name, str) else None


def token_for(username: str) -> str:
    """Return a signed token that stands for an account for an hour."""
    return str(_tokens().dumps(username))


def _tokens() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="api-token")


def _may_enter() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    door = door_of(current_app, request.endpoint)
    if door == (PUBLIC,):
        return None
    if signed_in() is None:
        return _to_sign_in()
    if door != (EVERYBODY,):
        me().require(*door)
    return None


def _to_sign_in() -> ResponseReturnValue:
    if request.path.startswith(API) or request.method != "GET":
        raise NotSignedIn("Sign in first; nothing was received.")
    return redirect(url_for("signing.sign_in", next=request.full_path.rstrip("?")))
