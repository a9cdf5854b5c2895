"""A running office for tests: a real register in a real file, a hand-moved clock, an account for every role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from processes.paths import shipped_library
from service.actions import people
from service.actions.accounts import hashed
from service.front.doors import limiter
from service.front.state import OfficeState
from service.register import accounts as kept_accounts
from service.register.database import Database
from service.register.register import Register
from service.register.schema import upgrade
from service.register.sessions import NewSession, begin_session
from service.rehearsal.data import organisations
from service.roles import AREA, OWN, REGION, ROLES, Person
from service.web import create_app

BEGINS = datetime(2014, 12, 1, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
OWN_CCG, OTHER_CCG = "03L", "07K"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PLACES = {place["code"]: place for place in organisations()}


@dataclass(frozen=True)
class Started:
    """How the service of a test was started."""

    secret_key: str = "only for tests, but long enough to sign"
    secure_cookies: bool = False
    demonstration: bool = False
    mail_callback: str = "a token of our own"
    address: str = "http://localhost"
    trusted_proxies: int = 0
    local_accounts: bool = True
    oidc: tuple[str, str, str] | None = None


def scope_of(role: str, ccg: str = OWN_CCG) -> str:
    """Return the scope with which a role sees the cases of a CCG."""
    columns = {OWN: "code", AREA: "area_team", REGION: "region"}
    column = columns.get(ROLES[role].sees)
    return PLACES[ccg][column] if column else ""


@pytest.fixture(scope="session")
def begun(tmp_path_factory) -> tuple[Path, Register]:
    """A register with the shipped library and accounts, made once; each test works on a copy of its file."""
    file = tmp_path_factory.mktemp("register") / "begun.sqlite"
    return file, make_register(file)


def make_register(file: Path) -> Register:
    """Return a closed register with the shipped library and accounts in a new file."""
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    register = Register(database, HandClock(BEGINS), shipped_rounds())
    register.begin(shipped_library(), "shipped", list(organisations()))
    for role in ROLES:
        _account(register, role, role, scope_of(role))
    for name, role in (("office-2", "programme-office"), ("publisher-2", "publisher")):
        _account(register, name, role, "")
    for role in ("ccg", "area-team", "regional-team", "regional-panel", "accountable-officer", "audit-chair"):
        _account(register, f"other-{role}", role, scope_of(role, OTHER_CCG))
    database.close()
    return register


def _account(register: Register, username: str, role: str, scope: str) -> None:
    row = {"username": username, "name": username, "role": role, "scope": scope, "password_hash": hashed(PASSWORD)}
    kept_accounts.add_account(register, {**row, "active": True, "demonstration": False}, by="test")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(BEGINS)


@pytest.fixture
def watch() -> HandClock:
    """What measures how long sessions last: it does not move with the clock of the deadlines."""
    return HandClock(BEGINS)


@pytest.fixture
def register(begun, clock, watch, kept) -> Iterator[Register]:
    file, made = begun
    register = Register(kept.holding(file), clock, made.rounds)
    register.watch = watch
    yield register
    register.database.close()


@pytest.fixture(scope="session")
def built(begun) -> Flask:
    """The application, made once: its templates are slow to compile."""
    return create_app(begun[1], Started())


@pytest.fixture
def app(built, register) -> Flask:
    """The application around the register of this test."""
    built.extensions["office"] = OfficeState(register, demonstration=False, clock=None)
    limiter.reset()
    return built


class Visitor:
    """Somebody with a browser that runs no scripts: pages are fetched, forms are posted with what they hide."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse

    @property
    def register(self) -> Register:
        """The register that the application serves."""
        return self.client.application.extensions["office"].register

    def enters(self, username: str) -> "Visitor":
        """Sign in."""
        with self.client.session_transaction() as session:
            session["token"] = begin_session(self.register, NewSession(username, "password"))
        return self

    def gets(self, address: str, status: int = 200) -> str:
        """Fetch a page and return its text."""
        self.page = self.client.get(address)
        assert self.page.status_code == status, self.page.text[-1500:]
        return self.page.text

    def posts(self, address: str, status: int = 302, **fields: object) -> str:
        """Post to an address with the token of the session."""
        token = TOKEN.search(self.client.get("/sign-in").text)
        sent = {"csrf_token": token[1] if token else "", **fields}
        self.page = self.client.post(address, data=sent, content_type="multipart/form-data")
        self.page.request.input_stream.close()  # a large body lies in a temporary file
        assert self.page.status_code == status, self.page.text[-1500:]
        return self.page.text

    def sends(self, address: str, status: int = 302, **answers: object) -> str:
        """Open a form, fill it in and send it."""
        hidden = dict(HIDDEN.findall(self.gets(address)))
        return self.posts(address, status, **{**hidden, "do": "send", **answers})

    @property
    def goes_to(self) -> str:
        """Where the last answer leads."""
        return self.page.headers["Location"]


@pytest.fixture
def visitor(app):
    """Make a visitor who is signed in as somebody, or, as `nobody`, not at all."""

    def arrives(username: str) -> Visitor:
        stranger = Visitor(app.test_client())
        return stranger if username == "nobody" else stranger.enters(username)

    return arrives


@pytest.fixture
def case_id(register) -> int:
    """A delegated case of the first CCG."""
    officer = Person("programme-office", "", "programme-office")
    return people.open_case(register, officer, "delegated", "2014-15", OWN_CCG)
