"""Handing mail to a real SMTP server: the phases told apart, one connection for many messages, STARTTLS and names."""

import socket
import threading
from datetime import UTC, datetime

import pytest
import trustme

from service.mail.mailer import Claimed, Permanent, Sent, Temporary, Unknown
from service.mail.message import written
from service.mail.smtp import SmtpMailer, SmtpServer
from tests.mail.conftest import letter
from tests.mail.servers import Post, knows, safe, smtp_server

NOW = datetime(2015, 1, 8, 9, tzinfo=UTC)


def claimed(key: str = "one", text: str = "Hello\n") -> Claimed:
    message_id, body = written(letter(key, text=text), "approvals@nhs.example", NOW)
    return Claimed(1, 1, "reminder", "officer@example.org", "Due", message_id, body, False, NOW, NOW)


def tried(post: Post, times: int = 1) -> list[object]:
    """Send some messages over one mailer and return the outcomes."""
    with smtp_server(post) as port:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", port, security=""), seconds=5)
        outcomes = [mailer.send(claimed(str(number))) for number in range(times)]
        mailer.close()
    return outcomes


def test_a_message_arrives_byte_for_byte():
    post, one = Post(), claimed(text="A line\n.\n..dots\nlast")
    with smtp_server(post) as port:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", port, security=""), seconds=5)
        assert isinstance(mailer.send(one), Sent)
        mailer.close()
    assert post.accepted == [("officer@example.org", one.body)]


def test_many_messages_go_over_one_connection():
    post = Post()
    assert [type(outcome) for outcome in tried(post, 5)] == [Sent] * 5
    assert post.connections == 1


@pytest.mark.parametrize(
    ("phase", "script", "outcome", "accepted"),
    [
        ("mail", "451 later", Temporary, 0), ("mail", "550 not you", Permanent, 0), ("mail", "cut", Temporary, 0),
        ("rcpt", "450 busy", Temporary, 0), ("rcpt", "550 unknown", Permanent, 0), ("rcpt", "cut", Temporary, 0),
        ("rcpt", "421 closing", Temporary, 0), ("data", "451 later", Temporary, 0), ("data", "554 no", Permanent, 0),
        ("data", "cut", Temporary, 0), ("content", "451 later", Temporary, 0), ("content", "552 long", Permanent, 0),
        ("content", "cut", Unknown, 0), ("content", "accept and cut", Unknown, 1),
    ],
)  # fmt: skip
def test_only_what_happens_after_the_message_is_handed_over_is_in_doubt(phase, script, outcome, accepted):
    post = Post({phase: [script]})
    (first,) = tried(post)
    assert type(first) is outcome
    assert len(post.accepted) == accepted


@pytest.mark.parametrize("script", ["451 later", "cut", "421 closing", "550 unknown"])
def test_the_message_after_a_failed_one_goes_out(script):
    post = Post({"rcpt": [script]})
    assert isinstance(tried(post, 2)[1], Sent)
    assert len(post.accepted) == 1


def test_a_kept_connection_that_went_away_meanwhile_is_opened_anew():
    post = Post()
    with smtp_server(post) as port:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", port, security=""), seconds=5)
        mailer.send(claimed("a"))
        mailer._connection.sock.shutdown(socket.SHUT_RDWR)
        assert isinstance(mailer.send(claimed("b")), Sent)
        mailer.close()
    assert post.connections == 2


def test_a_server_that_cannot_be_reached_stops_everybody():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = SmtpMailer(SmtpServer("127.0.0.1", unused.getsockname()[1], security="")).send(claimed())
    assert isinstance(outcome, Temporary)
    assert outcome.everybody


def test_a_server_that_never_answers_the_message_leaves_it_in_doubt():
    """Class of bug: a timeout after the message was handed over, taken for a failure."""
    answers = {b"EHLO": b"250 ok\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"DATA": b"354 go on\r\n"}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=mute_after_data, args=(listening, answers), daemon=True).start()
        mailer = SmtpMailer(SmtpServer("127.0.0.1", listening.getsockname()[1], security=""), seconds=0.5)
        assert isinstance(mailer.send(claimed()), Unknown)
        mailer.close()


def mute_after_data(listening: socket.socket, answers: dict[bytes, bytes]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 hello\r\n")
        for line in lines:
            connection.sendall(answers.get(line[:4].upper(), b""))


def test_starttls_and_a_password_are_used(monkeypatch, tmp_path):
    authority, post = trustme.CA(), Post()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    options = {"tls_context": safe(authority), "require_starttls": True, "auth_required": True}
    with smtp_server(post, authenticator=knows("office", "secret"), **options) as port:
        right = SmtpMailer(SmtpServer("127.0.0.1", port, "office", "secret"), seconds=5)
        wrong = SmtpMailer(SmtpServer("127.0.0.1", port, "office", "guess"), seconds=5)
        assert isinstance(right.send(claimed()), Sent)
        refused = wrong.send(claimed())
        right.close()
    assert isinstance(refused, Temporary)
    assert refused.everybody
    assert refused.why == "The mail server cannot be used: 535 5.7.8 Authentication credentials invalid"
    assert len(post.accepted) == 1


def test_tls_from_the_first_byte_is_used(monkeypatch, tmp_path):
    authority, post = trustme.CA(), Post()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with smtp_server(post, ssl_context=safe(authority)) as port:
        unknown = SmtpMailer(SmtpServer("127.0.0.1", port, security="tls"), seconds=5).send(claimed())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        mailer = SmtpMailer(SmtpServer("127.0.0.1", port, security="tls"), seconds=5)
        assert isinstance(mailer.send(claimed()), Sent)
        mailer.close()
    assert isinstance(unknown, Temporary)  # a certificate that nobody vouches for: nothing is handed over
    assert unknown.everybody


def test_smtp_cannot_be_asked():
    assert SmtpMailer(SmtpServer("127.0.0.1", 1)).looked_up(claimed()) is None
