"""A server that behaves as the documentation of GOV.UK Notify says, and fails as it is told. Kept in memory."""

import base64
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deadlines.clock import machine_clock

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"my_test_key-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
REQUIRED = {"email_address", "template_id"}
ALLOWED = REQUIRED | {"personalisation", "reference", "email_reply_to_id", "one_click_unsubscribe_url"}


class Notify:
    """What it took, by id. `faults` are scripts of the next posts: a status, "cut" or "take and cut"; then it works."""

    def __init__(self, faults: list[str] | None = None) -> None:
        self.faults = list(faults or [])
        self.lookup_faults: list[str] = []
        self.taken: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    def next_fault(self) -> str:
        """Return what happens to the next post; empty when it works."""
        return self.faults.pop(0) if self.faults else ""

    def take(self, asked: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            one = {"id": f"{len(self.taken):08d}-0000-4000-8000-000000000000", "status": "created", **asked}
            self.taken.append(one)
        return one


class _Handler(BaseHTTPRequestHandler):
    notify: Notify

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it was killed
            return
        asked = json.loads(body)
        fault = self.notify.next_fault()
        if fault == "take and cut":
            self.notify.take(asked)
        if "cut" in fault:
            self.close_connection = True
            return
        if problem := self._refused(asked, fault):
            self._answer(*problem)
            return
        one = self.notify.take(asked)
        self._answer(201, {"id": one["id"], "reference": asked.get("reference"), "content": {}, "template": {}})

    def do_GET(self) -> None:
        fault = self.notify.lookup_faults.pop(0) if self.notify.lookup_faults else ""
        if fault == "cut":
            self.close_connection = True
            return
        if problem := self._refused(None, fault):
            self._answer(*problem)
            return
        wanted = parse_qs(urlsplit(self.path).query)["reference"][0]
        found = [one for one in self.notify.taken if one.get("reference") == wanted]
        self._answer(200, {"notifications": found, "links": {"current": self.path}})

    def _refused(self, asked: dict[str, Any] | None, fault: str) -> tuple[int, dict[str, Any]] | None:
        if fault:
            return int(fault), _problem(int(fault), "as the script says")
        if not self._token_holds():
            return 403, _problem(403, "Invalid token: signature, api token not found")
        if asked is not None and (not asked.keys() >= REQUIRED or not asked.keys() <= ALLOWED):
            return 400, _problem(400, "Additional properties are not allowed")
        if asked is not None and "@" not in asked["email_address"]:
            return 400, _problem(400, "email_address Not a valid email address")
        return None

    def _token_holds(self) -> bool:
        signed, _, signature = self.headers["Authorization"].removeprefix("Bearer ").rpartition(".")
        header, payload = (json.loads(_decoded(part)) for part in signed.split("."))
        right = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
        fresh = abs(machine_clock().timestamp() - payload["iat"]) <= 30
        known = header == {"typ": "JWT", "alg": "HS256"} and payload["iss"] == SERVICE
        return hmac.compare_digest(right, _decoded(signature)) and fresh and known

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _problem(status: int, message: str) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": "Problem", "message": message}]}


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over somebody who went away before the answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def notify_server(notify: Notify) -> Iterator[int]:
    """Serve until the end of the block; gives the port."""
    handler = type("Handler", (_Handler,), {"notify": notify})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
