"""Signing in with the organisation's account, against a real OpenID provider on this machine."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import User, run_server_in_thread

from service.front.single_sign_on import Identity, Provider, SignInAway, SignInRefused
from service.register.identities import account_of
from service.register.ledger import read
from tests.web.conftest import Visitor

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider: it runs in a thread here
SECRET = "a secret that is long enough for tests"
PEOPLE = (
    User(sub="ann", claims={"email": "ann@example.org", "email_verified": True}),
    User(sub="bob", claims={"email": "ann@example.org", "email_verified": False}),
    User(sub="cleo", claims={"email": "cleo@example.org", "email_verified": True}),
)
ANN = {"username": "ann.officer", "name": "Ann", "email": "ann@example.org", "role": "ccg", "scope": "03L"}
BACK = "http://localhost/sign-in/organisation/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that is served."""
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def office(app, issuer):
    """The application with that provider."""
    app.extensions["single_sign_on"] = Provider(issuer, "approvals", "secret", SECRET)
    yield app
    del app.extensions["single_sign_on"]


def comes_back(browser: Visitor, who: str, wanted: str = "") -> str:
    """Go to the provider, sign in there, and return the address that it sends the browser back to."""
    browser.gets(f"/sign-in/organisation?next={wanted}", 302)
    answer = requests.post(browser.goes_to, data={"sub": who}, allow_redirects=False, timeout=5)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"].removeprefix("http://localhost")


@pytest.fixture
def browser(office) -> Visitor:
    return Visitor(office.test_client())


@pytest.fixture
def invited(visitor, office) -> Visitor:
    """The officer who has invited Ann."""
    officer = visitor("programme-office")
    officer.posts("/accounts", **ANN)
    return officer


def test_the_request_carries_state_nonce_and_a_challenge(browser, issuer):
    browser.gets("/sign-in/organisation", 302)
    asked = parse_qs(urlsplit(browser.goes_to).query)
    assert browser.goes_to.startswith(f"{issuer}/oauth2/authorize?")
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [BACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["nonce"] != asked["state"]


def test_somebody_whose_identity_an_officer_has_linked_comes_in(invited, browser, register, issuer):
    invited.posts("/accounts/auditor/identities", subject="cleo")
    browser.gets(comes_back(browser, "cleo", "/reports"), 302)
    assert browser.goes_to == "/reports"
    assert "auditor" in browser.gets("/account")
    assert account_of(register, issuer, "cleo") == "auditor"


def test_the_first_sign_in_at_an_invited_address_links_it(invited, browser, register, issuer):
    browser.gets(comes_back(browser, "ann"), 302)
    assert account_of(register, issuer, "ann") == "ann.officer"
    with register.database.read() as connection:
        assert [row["kind"] for row in read(connection)][-1] == "identity-linked"
    again = Visitor(browser.client.application.test_client())
    again.gets(comes_back(again, "ann"), 302)


def test_an_address_that_the_issuer_has_not_verified_links_nothing(invited, browser, register, issuer):
    assert "No account here is linked to you" in browser.gets(comes_back(browser, "bob"), 403)
    assert account_of(register, issuer, "bob") is None


def test_an_account_that_was_not_invited_is_not_taken_by_its_address(invited, browser, register, clock):
    clock.advance(timedelta(hours=72))
    browser.gets(comes_back(browser, "ann"), 403)


@pytest.mark.parametrize("who", ["cleo", "nobody"])
def test_somebody_whom_nobody_here_knows_is_told_whom_to_ask(who, invited, browser):
    assert "Ask the programme office to link it" in browser.gets(comes_back(browser, who), 403)
    browser.gets("/cases", 302)


def test_an_identity_stands_for_one_account_and_can_be_taken_away(invited, browser):
    invited.posts("/accounts/auditor/identities", subject="cleo")
    invited.posts("/accounts/ann.officer/identities", 409, subject="cleo")
    invited.posts("/accounts/ann.officer/identities", 422, subject=" ")
    assert "cleo" in invited.gets("/accounts/auditor")
    invited.posts("/accounts/auditor/identities/1/remove")
    invited.posts("/accounts/auditor/identities/1/remove", 404)
    browser.gets(comes_back(browser, "cleo"), 403)


def test_an_answer_is_worth_nothing_in_another_browser(invited, browser, office):
    """Login forgery: somebody must not be signed in as the one who sends them a link."""
    there = comes_back(browser, "ann")
    other = Visitor(office.test_client())
    assert "not begun in this browser" in other.gets(there, 403)


def test_a_state_that_was_changed_is_refused(invited, browser):
    there = comes_back(browser, "ann")
    assert "not begun in this browser" in browser.gets(re.sub("state=...", "state=abc", there), 403)
    browser.gets(re.sub("[?&]state=[^&]+", "?", there), 403)


def test_the_answer_of_another_issuer_is_refused(invited, browser):
    there = comes_back(browser, "ann")
    assert "another sign-in service" in browser.gets(f"{there}&iss=https://evil.example", 403)


def test_a_refusal_of_the_provider_and_a_false_code_let_nobody_in(invited, browser):
    there = comes_back(browser, "ann")
    browser.gets(re.sub("code=[^&]+", "error=access_denied", there), 403)
    browser.gets(re.sub("code=[^&]+", "code=made-up", there), 403)
    browser.gets(there, 302)


def test_a_code_works_once(invited, browser):
    there = comes_back(browser, "ann")
    browser.gets(there, 302)
    browser.gets("/sign-in")
    Visitor(browser.client.application.test_client()).gets(there, 403)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example"])
def test_signing_in_never_leads_out_of_the_service(elsewhere, invited, browser):
    browser.gets(comes_back(browser, "ann", elsewhere), 302)
    assert browser.goes_to == "/"


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_said(office, browser, issuer):
    office.extensions["single_sign_on"] = Provider("http://localhost:9", "approvals", "secret", SECRET)
    assert "does not answer" in browser.gets("/sign-in/organisation", 503)
    office.extensions["single_sign_on"] = Provider(f"{issuer}/", "approvals", "secret", SECRET)
    assert "another name" in browser.gets("/sign-in/organisation", 503)


def test_a_provider_that_goes_away_meanwhile_is_said(invited, browser, office, issuer):
    there = comes_back(browser, "ann")
    gone = Provider(issuer, "approvals", "secret", SECRET)
    gone.__dict__["found"] = {**gone.found, "token_endpoint": "http://localhost:9/token"}
    office.extensions["single_sign_on"] = gone
    assert "does not answer" in browser.gets(there, 503)


def test_without_a_provider_there_is_no_such_page(app):
    Visitor(app.test_client()).gets("/sign-in/organisation", 404)
    Visitor(app.test_client()).gets("/sign-in/organisation/back", 404)


# --- what an ID token must say ---------------------------------------------------------------------------------------

KEY = RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)
GOOD = {"iss": "https://issuer.example", "sub": "ann", "aud": "approvals", "iat": 1, "exp": 4_000_000_000, "nonce": "n"}


@pytest.fixture
def judged(monkeypatch):
    """Judge the claims of an ID token that somebody has signed."""
    provider = Provider("https://issuer.example", "approvals", "secret", SECRET)
    provider.__dict__["found"] = {"jwks_uri": "keys"}
    keys = {"keys": [KEY.as_dict(private=False)]}
    monkeypatch.setattr("service.front.single_sign_on._fetched", lambda _: keys)

    def judge(claims, key=KEY, header=None):
        signed = jwt.encode(header or {"alg": "RS256", "kid": "one"}, claims, key)
        return provider._claims({"id_token": signed, "access_token": "a"}, "n")

    return judge


def test_a_good_id_token_is_believed(judged):
    assert judged(GOOD)["sub"] == "ann"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"nonce": None}, {"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 100},
        {"exp": None}, {"sub": None}, {"iat": None}, {"azp": "another"}, {"at_hash": "of another token"},
    ],
)  # fmt: skip
def test_an_id_token_with_a_wrong_claim_is_refused(wrong, judged):
    claims = {name: value for name, value in {**GOOD, **wrong}.items() if value is not None}
    with pytest.raises(SignInRefused):
        judged(claims)


def test_an_id_token_of_another_key_is_refused(judged):
    with pytest.raises(SignInRefused):
        judged(GOOD, RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True))


def test_an_id_token_that_is_none_is_refused():
    provider = Provider("https://issuer.example", "approvals", "secret", SECRET)
    provider.__dict__["found"] = {"jwks_uri": "http://localhost:9"}
    with pytest.raises(SignInAway):
        provider._claims({}, "n")


def test_a_secret_is_never_shown():
    assert "secret" not in repr(Provider("https://issuer.example", "approvals", "secret", SECRET)).replace(SECRET, "x")
    assert repr(Identity("i", "s", "")) == "Identity(issuer='i', subject='s', email='')"
