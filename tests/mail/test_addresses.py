"""The setting of mail: every form that is understood, and one clear message for what is not, without a password."""

from pathlib import Path

import pytest

from service.mail.addresses import UnusableMail, callback_token, checked_sender, mailer_of
from service.mail.folder import FolderMailer
from service.mail.notify import NotifyMailer
from service.mail.smtp import SmtpMailer
from service.settings import UnusableSettings, mail_from, read_settings
from tests.mail.notify_server import KEY, TEMPLATE

SECRET = {"APPROVALS_SECRET_KEY": "a secret key that is long enough for tests"}
NOTIFY = f"notify://{TEMPLATE}:{KEY}@api.notifications.service.gov.uk"


def smtp(address: str):
    mailer = mailer_of(address, "Office <office@nhs.example>")
    assert isinstance(mailer, SmtpMailer)
    return mailer._server


def test_a_mail_server_is_used_with_starttls_unless_it_is_said_otherwise():
    assert (smtp("smtp://mx.example").port, smtp("smtp://mx.example").security) == (587, "starttls")
    assert (smtp("smtp://mx.example:25?starttls=0").port, smtp("smtp://mx.example:25?starttls=0").security) == (25, "")
    assert (smtp("smtps://mx.example").port, smtp("smtps://mx.example").security) == (465, "tls")
    assert smtp("smtp://mx.example").sender == "office@nhs.example"


def test_a_user_and_a_password_may_hold_any_letter():
    server = smtp("smtp://of%40fice:p%2Fw%3Ad@mx.example")
    assert (server.user, server.password) == ("of@fice", "p/w:d")
    assert "p/w:d" not in repr(server)


def test_notify_a_folder_and_nothing_are_understood():
    assert isinstance(mailer_of(NOTIFY, "a@b.c"), NotifyMailer)
    assert isinstance(mailer_of("folder:///var/mail%20out", "a@b.c"), FolderMailer)
    assert mailer_of("", "a@b.c") is None
    assert callback_token(f"{NOTIFY}?callback=sixteen-letters-") == "sixteen-letters-"
    assert callback_token(NOTIFY) == callback_token("") == callback_token("folder:///x?callback=1") == ""


WRONG = {
    "imap://mx.example": "must be empty or begin with smtp, smtps, notify or folder",
    "mx.example": "must be empty or begin with",
    "smtp://": "must name a host and nothing after it",
    "smtp://mx.example/inbox": "must name a host and nothing after it",
    "smtp://mx.example:0": "must name a host",
    "smtp://mx.example:port": "cannot be read",
    "smtp://mx.example?starttls": "cannot be read",
    "smtp://mx.example?tls=1": "says 'tls', which smtp: does not know",
    "smtp://mx.example?starttls=yes": "must say starttls=1 or starttls=0",
    "smtp://office:hidden@mx.example?starttls=0": "would send a password over an open line",
    "folder://here/mail": "must name a folder by its whole path",
    "folder:///": "must name a folder by its whole path",
    "notify://api.notifications.service.gov.uk": "must give the template's id and the API key",
    f"notify://{TEMPLATE}:hidden@host": "must give the template's id and the API key",
    f"{NOTIFY}?callback=short": "must give a callback token of at least 16 characters",
    f"{NOTIFY}?plain=1": "may say plain=1 only for this machine",
}


@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_is_said_without_the_password(address):
    with pytest.raises(UnusableMail) as problem:
        mailer_of(address, "a@b.c")
    assert WRONG[address] in str(problem.value)
    with pytest.raises(UnusableSettings) as setting:
        read_settings({**SECRET, "APPROVALS_MAIL": address})
    assert str(setting.value).startswith("APPROVALS_MAIL ")
    assert "hidden" not in str(setting.value)
    assert KEY not in str(setting.value)


def test_plain_http_is_for_tests_on_this_machine():
    assert isinstance(mailer_of(f"notify://{TEMPLATE}:{KEY}@127.0.0.1:8080?plain=1", "a@b.c"), NotifyMailer)


@pytest.mark.parametrize("sender", ["nobody", "Office <nobody>", "a@b\r\nBcc: c@d", ""])
def test_a_sender_must_be_an_address(sender):
    with pytest.raises(UnusableMail):
        checked_sender(sender)
    with pytest.raises(UnusableSettings, match="APPROVALS_MAIL_FROM must be an e-mail address"):
        mail_from({"APPROVALS_MAIL_FROM": sender})


def test_settings_of_mail_are_taken_from_the_environment(tmp_path):
    given = {"APPROVALS_MAIL": NOTIFY + "?callback=sixteen-letters-", "APPROVALS_MAIL_FROM": "Office <o@nhs.example>"}
    settings = read_settings({**SECRET, **given, "APPROVALS_BOUNCES": str(tmp_path)})
    assert (settings.mail_from, settings.bounces) == ("Office <o@nhs.example>", tmp_path)
    assert settings.mail_callback == "sixteen-letters-"
    assert KEY not in repr(settings)
    plain = read_settings(SECRET)
    assert (plain.mail, plain.mail_from, plain.bounces) == ("", "approvals@localhost", None)


def test_everything_that_is_wrong_with_mail_is_said_at_once():
    given = {"APPROVALS_MAIL": "x://", "APPROVALS_MAIL_FROM": "x", "APPROVALS_BOUNCES": str(Path("/no/such/folder"))}
    with pytest.raises(UnusableSettings) as problem:
        read_settings({**SECRET, **given})
    said = str(problem.value).splitlines()
    assert [line.split(" ")[0] for line in said] == list(given)
    assert said[2] == "APPROVALS_BOUNCES names /no/such/folder, which is no folder; make it first."
