"""Where GOV.UK Notify says what became of a message. A bearer token lets it in; the same call again changes nothing.

Source: alphagov/notifications-tech-docs, "Callbacks", "Delivery receipts".
"""

import hmac

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from service.front.doors import public
from service.front.reading import UnusableRequest
from service.front.state import received_at, the_register
from service.mail.message import at_sender
from service.mail.notify import FAILED
from service.register.returned import came_back, was_accepted

pages = Blueprint("notify_callback", __name__)
DELIVERED = "delivered"


@pages.post("/mail/notify-callback")
@public
def notify_callback() -> ResponseReturnValue:
    """Take a delivery receipt. Answers 404 for a message that is not ours, so that the sender's log shows it."""
    _must_be_notify()
    given = request.get_json(silent=True)
    said = {name: given.get(name) for name in ("id", "reference", "status")} if isinstance(given, dict) else {}
    if not said or not all(isinstance(value, str) for value in said.values()):
        raise UnusableRequest({"body": "A receipt gives id, reference and status as text."})
    known = _heard(str(said["id"]), str(said["reference"]), str(said["status"]))
    return ("", 204) if known else ("", 404)


def _must_be_notify() -> None:
    """Let nobody in without the token; where no token is set, the page is not there."""
    token = str(current_app.config["MAIL_CALLBACK"])
    if not token:
        abort(404)
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        abort(403)


def _heard(identity: str, reference: str, status: str) -> bool:
    register = the_register()
    message_id = at_sender(reference, register.mail_from)
    if status == DELIVERED:
        return was_accepted(register, message_id, identity, received_at())
    if status in FAILED:
        return came_back(register, message_id, f"GOV.UK Notify says {status}.", received_at())
    raise UnusableRequest({"status": f"'{status[:40]}' is no status of a delivery receipt."})
