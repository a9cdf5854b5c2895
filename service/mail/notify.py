"""Sending through GOV.UK Notify: its REST API, with the documented token and nothing but the standard library.

Notify does not refuse the same message twice, but it can be asked for our reference; so after a doubtful attempt it is
asked before anything is sent again. Source: alphagov/notifications-tech-docs, "REST API documentation".
"""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from deadlines.clock import Clock, machine_clock
from service.mail.mailer import Claimed, Outcome, Permanent, Sent, Temporary, Unknown
from service.mail.message import attachments_of, text_of

SECONDS = 30.0
UUID_LENGTH = 36
KEPT_FOR = timedelta(days=6)  # after seven days, unless it is set otherwise, Notify forgets
BUSY, BROKEN = 429, 500
FAILED = ("permanent-failure", "technical-failure", "temporary-failure")


@dataclass(frozen=True)
class NotifyAccount:
    """A service at Notify: where it is, its key and the template, which has the fields `subject` and `body`."""

    host: str
    port: int
    template: str
    key: str = field(repr=False)
    plain: bool = False


class NotifyMailer:
    """Sends one notification for each message, under the message's own reference."""

    dedupes = True

    def __init__(self, account: NotifyAccount, clock: Clock = machine_clock, seconds: float = SECONDS) -> None:
        self._account = account
        self._clock = clock
        self._seconds = seconds

    def send(self, claimed: Claimed) -> Outcome:
        """Post the message once."""
        body = text_of(claimed.body)
        if attachments_of(claimed.body):
            body += "\n\nA file belongs to this message. Sign in to read it there."
        asked = {
            "email_address": claimed.address, "template_id": self._account.template, "reference": claimed.reference,
            "personalisation": {"subject": claimed.subject, "body": body},
        }  # fmt: skip
        try:
            status, said = self._ask("POST", "/v2/notifications/email", asked)
        except _NotConnected as problem:
            return Temporary(f"GOV.UK Notify cannot be reached: {problem}", everybody=True)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return Unknown(f"GOV.UK Notify did not answer: {_said(problem)}")
        return _judged(status, said)

    def looked_up(self, claimed: Claimed) -> Outcome | None:
        """Ask for the reference. What is older than Notify remembers stays unknown."""
        if claimed.claimed_at - claimed.made_at > KEPT_FOR:
            return Unknown("GOV.UK Notify does not remember messages that are so old.")
        try:
            status, said = self._ask("GET", f"/v2/notifications?reference={quote(claimed.reference)}")
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return Unknown(f"GOV.UK Notify could not be asked: {_said(problem)}")
        if status != http.HTTPStatus.OK:
            return Unknown(f"GOV.UK Notify could not be asked: it answered {status}.")
        found = [one for one in said.get("notifications", []) if one.get("reference") == claimed.reference]
        return _known(found[0]) if found else Temporary("GOV.UK Notify does not know this message.")

    def close(self) -> None:
        """Nothing is kept open: a kept connection that went away would leave a doubt."""

    def _ask(self, method: str, path: str, content: Mapping[str, object] | None = None) -> tuple[int, dict[str, Any]]:
        account = self._account
        kind = http.client.HTTPConnection if account.plain else http.client.HTTPSConnection
        headers = {"Authorization": f"Bearer {token(account.key, self._clock)}", "Content-Type": "application/json"}
        with closing(kind(account.host, account.port, timeout=self._seconds)) as connection:
            try:
                connection.connect()
            except OSError as problem:
                raise _NotConnected(_said(problem)) from None
            connection.request(method, path, json.dumps(content) if content else None, headers)
            answer = connection.getresponse()
            read = json.loads(answer.read() or b"{}")
        return answer.status, read if isinstance(read, dict) else {}


class _NotConnected(OSError):
    """No connection was made, so nothing was sent."""


def _judged(status: int, said: Mapping[str, Any]) -> Outcome:
    why = f"GOV.UK Notify answered {status}: {_messages(said)}"
    if status == http.HTTPStatus.CREATED:
        return Sent(str(said.get("id", "")))
    if status in (http.HTTPStatus.FORBIDDEN, http.HTTPStatus.UNAUTHORIZED, BUSY):  # about the service, not the message
        return Temporary(why, everybody=True)
    if status == BROKEN:  # "Notify was unable to process the request, resend your notification"
        return Temporary(why)
    return Unknown(why) if status > BROKEN or status < http.HTTPStatus.BAD_REQUEST else Permanent(why)


def _known(notification: Mapping[str, Any]) -> Outcome:
    if notification.get("status") in FAILED:
        return Permanent(f"GOV.UK Notify says {notification['status']}.")
    return Sent(str(notification.get("id", "")))


def _messages(said: Mapping[str, Any]) -> str:
    errors = said.get("errors", [])
    told = [str(one.get("message", "")) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return "; ".join(told)[:300] or "no reason given"


def _said(problem: Exception) -> str:
    return str(problem)[:300] or type(problem).__name__


def token(key: str, clock: Clock = machine_clock) -> str:
    """Return the token of a request: JSON Web Token with HS256, valid for 30 seconds.

    A key is `{key_name}-{iss-uuid}-{secret-key-uuid}` (Notify, "Authorisation header").
    """
    secret, issuer = key[-UUID_LENGTH:], key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1]
    header = {"typ": "JWT", "alg": "HS256"}
    payload = {"iss": issuer, "iat": int(clock().timestamp())}
    signed = b".".join(_base64(json.dumps(part).encode()) for part in (header, payload))
    return (signed + b"." + _base64(hmac.new(secret.encode(), signed, hashlib.sha256).digest())).decode()


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
