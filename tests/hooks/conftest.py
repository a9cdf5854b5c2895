"""A program that is told: a real HTTPS server on the loopback with a certificate of a throw-away authority."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from service.hooks.places import networks
from service.hooks.sending import Post

LOOPBACK = networks("127.0.0.0/8,::1/128")


class Receiver:
    """What it was told, and what it answers: a status, or a function that writes the answer by itself."""

    def __init__(self, port: int) -> None:
        self.url = f"https://localhost:{port}/hook"
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[object] = []
        self.arrived = threading.Event()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority that nobody else trusts."""
    return trustme.CA()


@pytest.fixture
def receiver(authority: trustme.CA) -> Iterator[Receiver]:
    """A server that takes everything, until it is told to answer otherwise."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
            found.arrived.set()
            answer = found.answers.pop(0) if found.answers else 204
            if callable(answer):
                answer(self)
                return
            self.send_response(answer)
            if answer in (301, 302, 307):
                self.send_header("Location", found.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found = Receiver(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def post(authority: trustme.CA) -> Post:
    """A way to post that trusts the authority and may tell the loopback."""
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return Post(LOOPBACK, trust)
