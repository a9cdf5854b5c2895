"""Invitations and forgotten passwords: links by mail that work once and tell nothing about who has an account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.mail.message import text_of
from service.register.ledger import read
from service.register.tables import one_time_links, outbox
from tests.web.conftest import PASSWORD, Visitor

NEW = {"username": "ann.officer", "name": "Ann Officer", "email": "ann@example.org", "role": "ccg", "scope": "03L"}
WORDS = {"password": "three quiet words", "again": "three quiet words"}
LINK = re.compile(r"http://localhost(/link/[A-Za-z0-9_-]{43})\b")


def letters(register):
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(select(outbox).order_by(outbox.c.id)).mappings()]


def link_of(register):
    return LINK.search(text_of(letters(register)[-1]["body"]))[1]


@pytest.fixture
def officer(visitor):
    return visitor("programme-office")


@pytest.fixture
def guest(app):
    return Visitor(app.test_client())


def test_somebody_who_is_invited_chooses_a_password_and_signs_in(officer, guest, register):
    officer.posts("/accounts", **NEW)
    assert (letters(register)[0]["kind"], letters(register)[0]["confidential"]) == ("link", True)
    link = link_of(register)
    assert "Ann Officer" in guest.gets(link)
    guest.posts(link, 422, **{**WORDS, "again": "another"})
    guest.posts(link, 422, password="short", again="short")
    guest.posts(link, **WORDS)
    guest.posts("/sign-in", username="ann.officer", password=WORDS["password"])
    assert "Ann Officer" in guest.gets("/account")


def test_a_link_works_once(officer, guest, register):
    officer.posts("/accounts", **NEW)
    guest.posts(link_of(register), **WORDS)
    guest.posts(link_of(register), 404, **WORDS)
    assert "does not work" in guest.gets(link_of(register), 404)


def test_only_the_digest_of_a_link_is_kept(officer, register):
    officer.posts("/accounts", **NEW)
    token = link_of(register).rpartition("/")[2]
    with register.database.read() as connection:
        assert token not in str(connection.execute(select(one_time_links)).all())
        assert token not in str(list(read(connection)))


@pytest.mark.parametrize(("hours", "status"), [(72 - 1e-9, 200), (72, 404), (72 + 1e-9, 404)])
def test_an_invitation_ends_after_72_hours(hours, status, officer, guest, register, clock):
    officer.posts("/accounts", **NEW)
    clock.advance(timedelta(hours=hours))
    guest.gets(link_of(register), status)


@pytest.mark.parametrize(("minutes", "status"), [(59.9, 200), (60, 404)])
def test_a_way_back_in_ends_after_an_hour(minutes, status, officer, guest, register, clock):
    officer.posts("/accounts", **NEW)
    guest.posts("/forgotten", 200, email="ANN@example.org")
    clock.advance(timedelta(minutes=minutes))
    guest.gets(link_of(register), status)


def test_a_newer_link_makes_the_older_useless(officer, guest, register):
    officer.posts("/accounts", **NEW)
    old = link_of(register)
    officer.posts("/accounts/ann.officer/invite")
    guest.gets(old, 404)
    guest.gets(link_of(register))


def test_a_link_of_a_closed_account_is_dead(officer, guest, register):
    officer.posts("/accounts", **NEW)
    officer.posts("/accounts/ann.officer/close")
    guest.gets(link_of(register), 404)
    officer.posts("/accounts/ann.officer/invite", 422)


def test_the_answer_is_the_same_whether_or_not_there_is_such_an_address(officer, guest, register):
    officer.posts("/accounts", **NEW)
    guest.gets("/forgotten")
    found = [guest.posts("/forgotten", 200, email=email) for email in ("ann@example.org", "nobody@example.org", "")]
    assert found[0] == found[1] == found[2]
    assert len(letters(register)) == 2


def test_links_lead_to_the_services_own_address_whatever_host_a_request_names(officer, guest, register):
    """Poisoned reset: a request with a false Host header must not send somebody a link to it."""
    officer.posts("/accounts", **NEW)
    token = re.search(r'name="csrf_token" value="([^"]+)"', guest.gets("/forgotten"))[1]
    form = {"csrf_token": token, "email": "ann@example.org"}
    guest.client.post("/forgotten", data=form, headers={"Host": "evil.example"})
    assert "evil.example" not in text_of(letters(register)[-1]["body"])
    guest.gets(link_of(register))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "a b"}, "cannot be a user name"),
        ({"role": "boss"}, "is no role"),
        ({"scope": "99Z"}, "does not fit"),
        ({"email": "nobody"}, "is no e-mail address"),
        ({"username": "ccg"}, "already"),
        ({"first-day": "30", "first-month": "2", "first-year": "2015"}, "real days"),
        ({"last-day": "1", "last-month": "1", "last-year": "2014"}, "must not be before"),
    ],
)
def test_an_invitation_that_cannot_be_is_said_and_nothing_is_kept(wrong, said, officer, register):
    assert said in officer.posts("/accounts", 422, **{**NEW, **wrong}).replace("&#39;", "'")
    assert letters(register) == []
    assert "ann.officer" not in officer.gets("/accounts").replace('value="ann.officer"', "")


def test_every_change_of_an_account_stands_in_the_ledger(officer, register):
    officer.posts("/accounts", **NEW)
    officer.posts("/accounts/ann.officer/roles", role="auditor")
    officer.posts("/accounts/ann.officer/roles", 422, role="auditor", scope="x")
    officer.posts("/accounts/ann.officer/roles/1000/end", 404)
    with register.database.read() as connection:
        before = len(list(read(connection)))
    tenures = re.findall(r"/roles/(\d+)/end", officer.gets("/accounts/ann.officer"))
    officer.posts(f"/accounts/ann.officer/roles/{tenures[0]}/end")
    officer.posts("/accounts/ann.officer/close")
    officer.posts("/accounts/ann.officer/close", 404)
    officer.posts("/accounts/ann.officer/reopen")
    officer.posts("/accounts/ann.officer/sessions/end")
    with register.database.read() as connection:
        kinds = [row["kind"] for row in read(connection)]
    assert kinds[before - 4 : before] == ["account-added", "role-given", "invitation-sent", "role-given"]
    assert kinds[before:] == ["role-ended", "account-closed", "account-reopened", "sessions-ended"]


def test_nobody_changes_their_own_account(officer):
    officer.gets("/accounts/programme-office")
    for what in ("roles", "close", "invite", "sessions/end"):
        officer.posts(f"/accounts/programme-office/{what}", 403, role="auditor")
    officer.posts("/accounts/nobody/close", 404)
    officer.gets("/accounts/nobody", 404)


def test_a_service_without_passwords_has_no_ways_back_in(app, guest, officer, register):
    app.extensions["office"] = app.extensions["office"].__class__(
        guest.register, demonstration=False, clock=None, local_accounts=False
    )
    officer.posts("/accounts", **NEW)
    assert "http://localhost/sign-in\n" in text_of(letters(register)[0]["body"])
    officer.gets("/account/password", 404)
    guest.gets("/forgotten", 404)
    guest.gets("/link/x", 404)
    assert "Password" not in guest.gets("/sign-in")
    token = re.search(r'name="csrf-token" content="([^"]+)"', guest.page.text)[1]
    form = {"csrf_token": token, "username": "ccg", "password": PASSWORD}
    assert guest.client.post("/sign-in", data=form).status_code == 404
    answer = guest.client.post("/api/v1/tokens", json={"username": "ccg", "password": PASSWORD})
    assert answer.status_code == 401
