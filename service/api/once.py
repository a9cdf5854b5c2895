"""Doing what a program asks only once, however often it sends it: the header Idempotency-Key (an IETF draft).

Where the act is one transaction, key, act and answer are kept in that one transaction. Where what people sent must be
committed before it is judged, the act keeps the key itself, and the answer follows it.
"""

import hashlib
from collections.abc import Callable

from flask import Response, request

from service.front.reading import HEADER, UnusableKey
from service.front.state import me, the_register
from service.register.keys import First, claim, give_back, keep

NEEDED, TAKEN, OWN, OWN_NEEDED, REPEATABLE = "needed", "taken", "own", "own-needed", "repeatable"
"""What an endpoint does with a key: it must be sent; it may be; the act keeps it itself (may, must); it has no use."""
NAME, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
LONGEST = 80
_HEADERS = ("Content-Type", "Location")


def once(manner: str, act: Callable[[], Response]) -> Response:
    """Do something once under the key of the request. Raises UnusableKey, KeyOfAnother."""
    key = "" if manner == REPEATABLE else the_key(needed=manner in (NEEDED, OWN_NEEDED))
    if not key:
        return act()
    return _claimed(key, act) if manner in (OWN, OWN_NEEDED) else _together(key, act)


def the_key(*, needed: bool = False) -> str:
    """Return the key of this request, empty without one. Raises UnusableKey."""
    key = request.headers.get(NAME, "").strip().strip('"')
    if needed and not key:
        raise UnusableKey({NAME: f"Send a key of your own, at most {LONGEST} characters; it makes sending again safe."},
                          HEADER)  # fmt: skip
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise UnusableKey({NAME: f"A key has at most {LONGEST} printable ASCII characters."}, HEADER)
    return key


def _together(key: str, act: Callable[[], Response]) -> Response:
    """Claim the key, act and keep the answer in one transaction."""
    register, account = the_register(), me().username
    with register.database.together() as connection:
        first = claim(connection, account, key, fingerprint(), register.clock())
        if first is not None:
            return _again(first)
        answer = act()
        keep(connection, account, key, _first(answer))
    return answer


def _claimed(key: str, act: Callable[[], Response]) -> Response:
    """Claim the key, act, then keep the answer; what broke off between is found by the key that the act keeps."""
    register, account = the_register(), me().username
    with register.database.write() as connection:
        first = claim(connection, account, key, fingerprint(), register.clock())
    if first is not None:
        return _again(first)
    try:
        answer = act()
    except Exception:  # whatever it was, nothing was answered under this key
        give_back(register, account, key)
        raise
    with register.database.write() as connection:
        keep(connection, account, key, _first(answer))
    return answer


def _first(answer: Response) -> First:
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    return First(answer.status_code, headers, answer.get_data())


def _again(first: First) -> Response:
    answer = Response(first.body, first.status, headers=dict(first.headers))
    answer.headers[REPLAYED] = "true"
    return answer


def fingerprint() -> str:
    """Return the SHA-256 in hex of what this request asks: method, address and body, or the fields of a form."""
    asked = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype != "multipart/form-data":
        asked.update(request.get_data(cache=True))
        return asked.hexdigest()
    for name, value in sorted((str(name), value) for name, value in request.form.items(multi=True)):
        asked.update(f"{len(name)} {name} {len(value.encode())} {value}\n".encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: str(pair[0])):
        asked.update(f"{name} {file.filename} {file.mimetype} ".encode() + hashlib.sha256(file.read()).digest())
        file.seek(0)
    return asked.hexdigest()
