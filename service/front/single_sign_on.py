"""Signing in with the organisation's own account: OpenID Connect, authorization code with PKCE, by Authlib.

Knows no account: it says which (issuer, subject) somebody has proved to be, and which address the issuer has verified.
State, nonce and verifier follow from the browser's own token, so an answer is worth nothing in another browser.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.base import OAuth2Error
from authlib.oidc.core import CodeIDToken
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SCOPE = "openid email profile"
TRIP_SECONDS = 600
ANSWERS_WITHIN_SECONDS = 5
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
_SIGNED = {"digest_method": hashlib.sha256}


class SignInRefused(PermissionError):
    """The sign-in service's answer proves nothing; the message says what is wrong with it."""


class SignInAway(Exception):
    """The sign-in service cannot be reached; try again in a minute."""


@dataclass(frozen=True)
class Identity:
    """Who somebody has proved to be. `email` is empty unless the issuer has verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class Provider:
    """The sign-in service of the organisation, found by its issuer (OpenID Connect Discovery 1.0)."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    key: str = field(repr=False)

    @cached_property
    def found(self) -> Mapping[str, Any]:
        """What the issuer says about itself; its name there must be the one that was set."""
        about = _fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer:
            raise SignInRefused("The sign-in service calls itself by another name than the one that was set.")
        return about

    def begin(self, browser: str, back: str, wanted: str) -> str:
        """Return where to send the browser. browser: its token; back: where it returns; wanted: the page after it."""
        state = self._states(browser).dumps([secrets.token_urlsafe(16), wanted])
        with self._client(back) as client:
            verifier = self._made("verifier", state)
            return str(
                client.create_authorization_url(
                    self.found["authorization_endpoint"], state=str(state), nonce=self._made("nonce", state),
                    code_verifier=verifier,
                )[0]
            )  # fmt: skip

    def finish(self, browser: str, back: str, answer: Mapping[str, str]) -> tuple[Identity, str]:
        """Return who came back and the page they wanted. Raises SignInRefused, SignInAway."""
        state = answer.get("state", "")
        wanted = self._wanted(browser, state)
        if answer.get("iss", self.issuer) != self.issuer:  # RFC 9207: mix-up of two providers
            raise SignInRefused("The answer comes from another sign-in service.")
        if "error" in answer or not answer.get("code"):
            raise SignInRefused("The sign-in service did not let you in.")
        token = self._token(back, answer["code"], self._made("verifier", state))
        claims = self._claims(token, self._made("nonce", state))
        email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
        return Identity(self.issuer, str(claims["sub"]), email), wanted

    def _wanted(self, browser: str, state: str) -> str:
        try:
            return str(self._states(browser).loads(state, max_age=TRIP_SECONDS)[1])
        except BadSignature:
            raise SignInRefused("This sign-in was not begun in this browser, or it took too long.") from None

    def _token(self, back: str, code: str, verifier: str) -> Mapping[str, Any]:
        with self._client(back) as client:
            try:
                token: Mapping[str, Any] = client.fetch_token(
                    self.found["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    timeout=ANSWERS_WITHIN_SECONDS,
                )
            except (OAuthError, OAuth2Error):
                raise SignInRefused("The sign-in service did not accept its own answer.") from None
            except requests.RequestException:
                raise SignInAway("The sign-in service does not answer.") from None
        return token

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Return what a valid ID token says (OpenID Connect Core 1.0, 3.1.3.7)."""
        keys = KeySet.import_key_set(_fetched(self.found["jwks_uri"]))  # type: ignore[arg-type]
        options: dict[str, Any] = {
            "iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id},
        }  # fmt: skip
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        try:
            read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as problem:
            raise SignInRefused(f"The sign-in service's proof is not valid ({type(problem).__name__}).") from None
        return dict(claims)

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id, self.client_secret, scope=SCOPE, redirect_uri=back, code_challenge_method="S256"
        )

    def _states(self, browser: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=f"single-sign-on {browser}", signer_kwargs=_SIGNED)

    def _made(self, purpose: str, state: str | bytes) -> str:
        made = hmac.new(self.key.encode(), f"{purpose} {state!s}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _fetched(address: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(address, timeout=ANSWERS_WITHIN_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError):
        raise SignInAway("The sign-in service does not answer.") from None
    return found if isinstance(found, dict) else {}


def the_provider() -> Provider | None:
    """Return the sign-in service that was set; None without one."""
    found = current_app.extensions.get("single_sign_on")
    return found if isinstance(found, Provider) else None
