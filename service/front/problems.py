"""The kinds of problems that programs are told of, and what to do about each: the pages behind their `type`.

Knows which status is which kind; which error is which status is known by `errors`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ADDRESS = "/api/problems/"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name in addresses, its title, its status, and what to do about it."""

    name: str
    status: int
    title: str
    to_do: str


_KINDS = (
    Kind("unreadable", 400, "The request cannot be read", "Send a body that is valid JSON in UTF-8. With a session "
         "instead of a token, send the form's token too. Nothing was received."),
    Kind("key-needed", 400, "A key is needed", "Send the header Idempotency-Key with a key of your own, for example a "
         "random UUID, at most 80 characters. Send the same key again when you repeat the request, and a new one for a "
         "new request."),
    Kind("not-signed-in", 401, "You are not signed in", "Get a token from POST /api/v1/tokens with a user name and a "
         "password, and send it as Authorization: Bearer TOKEN. A token lasts an hour."),
    Kind("not-yours", 403, "This is not yours to do", "The detail says whose it is. Sign in with an account of that "
         "role; who has an interest in a case stands aside from it."),
    Kind("not-found", 404, "There is no such thing", "Check the address and the numbers in it. What may not be seen "
         "is answered like what is not there."),
    Kind("wrong-method", 405, "This cannot be done here", "The header Allow says what can be done at this address."),
    Kind("not-acceptable", 406, "It cannot be answered so", "Ask for the media type that the detail names, or leave "
         "the header Accept out."),
    Kind("moved-on", 409, "Things have moved on", "Read what it is about again; the detail says where it stands. "
         "Nothing was changed."),
    Kind("too-large", 413, "This is too large", "A request has at most 45 megabytes, a document 20, a text 5. Nothing "
         "was received; send less."),
    Kind("wrong-media-type", 415, "The body is of the wrong type", "Send JSON as application/json, and files as "
         "multipart/form-data."),
    Kind("unusable", 422, "This cannot be accepted", "Each of `errors` names a field of the body (pointer), a query "
         "parameter or a header, and what to change. Nothing was received."),
    Kind("key-of-another", 422, "The key belongs to another request", "The key was sent before with another method, "
         "address or body. Send this request with a key of its own. Nothing was done."),
    Kind("too-many", 429, "Too many attempts", "Wait as long as the detail says, then try again."),
    Kind("our-fault", 500, "Sorry, something went wrong here", "Give the reference to the programme office. With an "
         "Idempotency-Key the request can safely be sent again."),
    Kind("trouble", 503, "The register cannot be used just now", "Send it again after as many seconds as the header "
         "Retry-After says. Nothing was received."),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
_USUAL: Mapping[int, Kind] = {kind.status: kind for kind in reversed(_KINDS)}
OF_ERRORS = {"UnusableKey": "key-needed", "KeyOfAnother": "key-of-another"}
"""Errors with a kind of their own, by the name of their class."""


def kind_of(status: int, error: str = "") -> Kind:
    """Return the kind of a problem by its status, or by the class of its error where that says more."""
    if error in OF_ERRORS:
        return KINDS[OF_ERRORS[error]]
    return _USUAL.get(status, Kind("about:blank", status, "This cannot be done", ""))
