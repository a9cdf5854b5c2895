"""The cookie: one random token and nothing else. What it stands for lies in the register.

Before somebody signs in the token stands for nobody; it only ties a form to the browser that it was shown to. The token
against forgery is made from the cookie's, so it is worth nothing in another session.
"""

import hashlib
import hmac
import re
import secrets
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

NAME = "approvals"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Carried(dict[str, Any], SessionMixin):
    """What one request carries: `token`, and the `csrf_token` that follows from it."""

    def __init__(self, token: str, key: str, *, fresh: bool) -> None:
        super().__init__(token=token, csrf_token=_forgery_token(token, key))
        self.fresh = fresh
        self.kept = token
        self.tied = False

    def __getitem__(self, name: str) -> Any:
        self.tied = self.tied or name == "csrf_token"
        return super().__getitem__(name)

    def ties(self) -> str:
        """Return the token to something that only this browser may come back with."""
        self.tied = True
        return str(self["token"])

    @property
    def must_be_sent(self) -> bool:
        """Whether the browser needs this token and does not have it yet.

        A new one that no form is tied to is not sent: it would take the place of the one that the form of another page,
        asked for in the same moment, is tied to.
        """
        return (self.fresh and self.tied) or self["token"] != self.kept

    def renew(self, token: str = "") -> None:
        """Carry another token from now on: that of a session, or a new one that stands for nobody."""
        self["token"] = token or secrets.token_urlsafe(32)


def _forgery_token(token: str, key: str) -> str:
    return hmac.new(key.encode(), b"forgery" + token.encode(), hashlib.sha256).hexdigest()


class TokenCookie(SessionInterface):
    """Reads and writes the cookie. With HTTPS its name forbids every other host and path to set it.

    Source of the rule: RFC 6265bis, 4.1.3.2.
    """

    session_class = Carried

    def open_session(self, app: Flask, request: Request) -> Carried:
        """Read the token, or make one that stands for nobody."""
        token = request.cookies.get(self.get_cookie_name(app), "")
        known = TOKEN.fullmatch(token) is not None
        return Carried(token if known else secrets.token_urlsafe(32), str(app.secret_key), fresh=not known)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the token to a browser that does not have it. It has no date: the register says when it ends."""
        if not isinstance(session, Carried) or not session.must_be_sent:
            return
        response.vary.add("Cookie")
        response.set_cookie(
            self.get_cookie_name(app), session["token"], path="/", httponly=True, samesite="Lax",
            secure=self.get_cookie_secure(app),
        )  # fmt: skip


def cookie_name(*, secure: bool) -> str:
    """Return the name of the cookie."""
    return f"__Host-{NAME}" if secure else NAME
