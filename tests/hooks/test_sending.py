"""One POST: signed, to the address that was checked and no other, with no redirect followed and no wait without end."""

import socket
import ssl
import time
from datetime import UTC, datetime

from service.hooks import signing
from service.hooks.sending import MOST_BYTES, Post
from tests.hooks.conftest import LOOPBACK


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the specification."""
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)
    told = signing.headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (told["webhook-id"], told["webhook-timestamp"]) == ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")
    assert signing.new_secret() != signing.new_secret()


def test_a_body_arrives_with_its_headers_under_the_name_that_was_asked_for(receiver, post):
    answered = post(receiver.url + "?a=1", {"webhook-id": "x", "Content-Type": "application/json"}, b"{}")
    assert (answered.taken, answered.status, answered.note) == (True, 204, "")
    headers, body = receiver.told[0]
    assert (body, headers["webhook-id"]) == (b"{}", "x")
    assert headers["host"] == receiver.url.split("/")[2]


def test_an_address_of_our_own_is_not_connected_to(receiver, authority):
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    answered = Post((), trust)(receiver.url, {}, b"{}")
    assert (answered.taken, answered.status) == (False, None)
    assert "no public address" in answered.note
    assert receiver.told == []


def test_the_address_that_was_checked_is_connected_to_even_if_the_name_leads_elsewhere_by_then(
    receiver, post, monkeypatch
):
    """Class of bug: the name is looked up again for the connection, and the name server answers otherwise."""
    asked, real = [], socket.getaddrinfo

    def look_up(host, *more, **given):
        asked.append(host)
        return real("127.0.0.1" if asked.count("localhost") == 1 else "127.0.0.9", *more, **given)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert post(receiver.url, {}, b"{}").taken
    assert asked.count("localhost") == 1


def test_a_certificate_of_nobody_or_for_another_name_is_not_trusted(receiver, post):
    assert "certificate verify failed" in Post(LOOPBACK)(receiver.url, {}, b"{}").note
    assert "certificate verify failed" in post(receiver.url.replace("localhost", "127.0.0.1"), {}, b"{}").note
    assert receiver.told == []


def test_a_redirect_is_not_followed(receiver, post):
    receiver.answers = [302]
    answered = post(receiver.url, {}, b"{}")
    assert (answered.taken, answered.status) == (False, 302)
    assert "redirects are not followed" in answered.note
    assert len(receiver.told) == 1


def test_an_answer_that_refuses_is_said(receiver, post):
    receiver.answers = [500]
    assert post(receiver.url, {}, b"{}").note == "It answered with 500."


def test_a_side_that_answers_byte_by_byte_holds_nobody_up(receiver, authority):
    """Class of bug: each byte comes within the time that the socket waits, and all of them take for ever."""

    def drip(handler):
        for _ in range(200):
            try:
                handler.wfile.write(b"H")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)  # the other side is slow here; that is what is tested

    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    receiver.answers, began = [drip], time.monotonic()
    answered = Post(LOOPBACK, trust, seconds=0.5)(receiver.url, {}, b"{}")
    assert time.monotonic() - began < 5
    assert answered.status is None
    assert "more than 0.5 seconds" in answered.note


def test_an_answer_without_end_is_not_read_to_its_end(receiver, post):
    def flood(handler, status=200):
        handler.send_response(status)
        handler.send_header("Content-Length", str(10 * MOST_BYTES))
        handler.end_headers()
        handler.wfile.write(b"x" * (MOST_BYTES + 1))

    receiver.answers = [flood, lambda handler: flood(handler, 500)]
    assert post(receiver.url, {}, b"{}").taken
    assert "too long to read" in post(receiver.url, {}, b"{}").note


def test_a_port_where_nobody_listens_is_said(post):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answered = post(f"https://localhost:{port}/", {}, b"{}")
    assert (answered.status, answered.note[:22]) == (None, "ConnectionRefusedError")
