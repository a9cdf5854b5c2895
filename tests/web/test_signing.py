"""Signing in and out, tokens against forgery, and what every page says about itself."""

import pytest

from deadlines.clock import DemonstrationClock
from service.actions import accounts
from service.front.state import OfficeState
from tests.web.conftest import BEGINS, PASSWORD, TOKEN, Visitor


def token_of(client):
    return TOKEN.search(client.get("/sign-in").text)[1]


def signs_in(client, username, password=PASSWORD, **more):
    return client.post(
        "/sign-in", data={"csrf_token": token_of(client), "username": username, "password": password, **more}
    )


def test_the_right_password_opens_the_list_of_cases(app):
    client = app.test_client()
    assert signs_in(client, "ccg").headers["Location"] == "/"
    assert client.get("/", follow_redirects=True).status_code == 200


def test_a_wrong_password_is_said_without_saying_which_part_is_wrong(app):
    for name in ("ccg", "nobody"):
        answer = signs_in(app.test_client(), name, "wrong")
        assert answer.status_code == 401
        assert "The name or the password is wrong." in answer.text


def test_after_many_wrong_passwords_even_the_right_one_must_wait(app):
    for _ in range(5):
        signs_in(app.test_client(), "ccg", "wrong")
    assert signs_in(app.test_client(), "ccg").status_code == 429


@pytest.mark.timeout(60)
def test_signing_in_is_limited_in_number(app):
    client = app.test_client()
    token = token_of(client)
    answers = [client.post("/sign-in", data={"csrf_token": token}).status_code for _ in range(22)]
    assert answers[-1] == 429


def test_a_person_comes_back_to_where_they_wanted_to_go(app):
    client = app.test_client()
    assert client.get("/cases?mine=1").headers["Location"] == "/sign-in?next=/cases?mine%3D1"
    assert signs_in(client, "ccg", next="/cases?mine=1").headers["Location"] == "/cases?mine=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:0", "/a\nb"]
)
def test_signing_in_never_leads_out_of_the_service(elsewhere, app):
    assert signs_in(app.test_client(), "ccg", next=elsewhere).headers["Location"] == "/"


def test_signing_out_ends_the_session(visitor):
    someone = visitor("ccg")
    someone.posts("/sign-out")
    assert someone.client.get("/cases").status_code == 302


def test_a_post_without_the_pages_token_is_refused(visitor, case_id):
    client = visitor("ccg").client
    answer = client.post(f"/cases/{case_id}/steps/submit_proforma_delegated", data={"do": "send"})
    assert answer.status_code == 400
    assert "nothing was received" in answer.text


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(app):
    cookie = signs_in(app.test_client(), "ccg").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("address", ["/sign-in", "/no-such-page", "/api/v1/openapi.json", "/healthz", "/cases"])
def test_every_answer_forbids_what_it_does_not_need(address, app):
    answer = app.test_client().get(address)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_there_are_no_demonstration_accounts_outside_the_demonstration(app, register):
    accounts.add_account(register, "demo", "", "auditor", "", "demo", by="test", demonstration=True)
    client = app.test_client()
    answer = client.post("/sign-in/demonstration", data={"csrf_token": token_of(client), "account": "demo"})
    assert answer.status_code == 404
    assert Visitor(app.test_client()).enters("auditor").client.get("/demonstration/clock").status_code == 404


@pytest.fixture
def demonstration(app, register):
    """The application as a demonstration, its clock at the morning of 9 January 2015."""
    accounts.add_account(register, "demo", "Auditor", "auditor", "", "demo", by="test", demonstration=True)
    clock = DemonstrationClock(BEGINS.replace(year=2015, month=1, day=9, hour=9))
    register.clock = clock
    app.extensions["office"] = OfficeState(register, demonstration=True, clock=clock)
    return app


def test_the_demonstrations_accounts_are_listed_and_need_no_password(demonstration):
    client = demonstration.test_client()
    assert 'value="demo"' in client.get("/sign-in").text
    entered = client.post("/sign-in/demonstration", data={"csrf_token": token_of(client), "account": "demo"})
    assert entered.headers["Location"] == "/"
    other = client.post("/sign-in/demonstration", data={"csrf_token": token_of(client), "account": "ccg"})
    assert other.status_code == 422


def test_the_demonstrations_clock_goes_forward_and_never_back(demonstration, register):
    someone = Visitor(demonstration.test_client()).enters("demo")
    someone.posts("/demonstration/clock", to="midday")
    assert f"{register.clock():%d %H:%M}" == "09 12:00"
    someone.posts("/demonstration/clock", to="day")
    assert f"{register.clock():%d %H:%M}" == "10 12:00"
    someone.posts("/demonstration/clock", 422, to="midday")
    back = {"at-day": "1", "at-month": "1", "at-year": "2015", "at-time": "12:00"}
    someone.posts("/demonstration/clock", 422, to="at", **back)
    someone.posts("/demonstration/clock", to="at", **{**back, "at-day": "12", "at-time": "9:30"})
    assert f"{register.clock():%d %H:%M}" == "12 09:30"
