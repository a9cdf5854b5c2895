"""What the service says to browsers and proxies: cookies, transport, caching, and whom it believes."""

import dataclasses

import pytest

from service.register.attempts import keys_of
from service.register.tables import attempts
from service.web import create_app
from tests.web.conftest import Started, Visitor


def started(register, **changed):
    """The application, started otherwise."""
    return create_app(register, dataclasses.replace(Started(), **changed))


def test_with_https_the_cookie_is_bound_to_host_and_path(register):
    answer = started(register, secure_cookies=True).test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-approvals=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    for part in ("Domain", "Expires", "Max-Age"):
        assert part not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_without_https_no_browser_is_told_to_use_it(app):
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


@pytest.mark.parametrize("address", ["/cases", "/account", "/timeline", "/api/v1/cases", "/no-such-page"])
def test_what_somebody_signed_in_sees_is_stored_nowhere(address, visitor):
    assert visitor("ccg").client.get(address).headers["Cache-Control"] == "private, no-store"


def test_every_answer_says_what_it_may_load_and_who_may_frame_it(app):
    headers = app.test_client().get("/sign-in").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_signing_out_clears_what_the_browser_has_kept(visitor):
    someone = visitor("ccg")
    someone.posts("/sign-out")
    assert someone.page.headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "192.0.2.9"), (2, "192.0.2.1")])
def test_as_many_proxies_are_believed_as_there_are(proxies, believed, register):
    visitor = Visitor(started(register, trusted_proxies=proxies).test_client())
    visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.1, 192.0.2.9"
    visitor.posts("/sign-in", 401, username="ccg", password="wrong")
    with register.database.read() as connection:
        kept = set(connection.execute(attempts.select()).scalars())
    assert kept == set(keys_of("ccg", believed))


def test_a_cookie_that_is_no_token_is_replaced(app):
    client = app.test_client()
    client.set_cookie("approvals", "<script>")
    assert len(client.get("/sign-in").headers["Set-Cookie"].partition(";")[0]) == len("approvals=") + 43
    assert "Set-Cookie" not in client.get("/sign-in").headers


@pytest.mark.parametrize("address", ["/static/favicon.svg", "/healthz", "/api/v1/openapi.json"])
def test_what_shows_no_form_sets_no_cookie(address, app):
    """Else the picture of one page would take the place of the cookie that another page's form is tied to."""
    with app.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_who_was_refused_what_is_logged(visitor, app, case_id, caplog):
    visitor("ccg").gets("/audit/reads", 403)
    visitor("other-ccg").gets(f"/cases/{case_id}", 404)
    app.test_client().post("/sign-out")
    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("refused")]
    assert said == [
        "refused NotAllowed: GET '/audit/reads', session 1, from 127.0.0.1",
        f"refused NoSuchCase: GET '/cases/{case_id}', session 2, from 127.0.0.1",
        "refused CSRFError: POST '/sign-out', nobody signed in, from 127.0.0.1",
    ]
