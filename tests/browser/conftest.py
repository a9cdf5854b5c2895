"""A real Chromium for the tests that need one: pages fail on any console error, and axe looks at them.

Where no Chromium is installed these tests are skipped by name; with APPROVALS_REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.front.doors import limiter
from service.register.database import Database
from service.register.register import Register
from service.web.assets import BUILD
from tests.browser.busy import Facts, full, late
from tests.browser.looking import Axe, Looker, becomes, faults_of
from tests.browser.pages_of import looks_of
from tests.browser.walking import BEGINS, Office, prepare, served
from tests.kept import Kept

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
WIDE = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
FORM_REFUSED = "the server responded with a status of 422"
ANSWERED = "the server responded with a status of 4"
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOKS = "async wanted => (await axe.run(document, wanted)).violations"
MADE = {"full": full, "error": full, "read-only": full, "late": late, "empty": lambda office: {}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(120))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; nothing is ever downloaded."""
    found = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    return found or _missing("Chromium is not installed (apt-get install chromium)")


@pytest.fixture(scope="session")
def built_assets() -> Path:
    """The folder of built browser files."""
    return BUILD if (BUILD / "manifest.json").exists() else Path(_missing("browser files are not built (make assets)"))


@pytest.fixture(scope="session")
def browser(chromium: str, built_assets: Path) -> Iterator[Browser]:
    """One browser for the whole session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


class Place:
    """Where one application after the other is served, all at one address.

    A browser that stays at one address keeps its process and what it has compiled: with a page and an address of its
    own for each test the tests in the browser took twice as long.
    """

    def __init__(self) -> None:
        self.app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.app is not None:
            return self.app(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/html"), ("Cross-Origin-Opener-Policy", "same-origin")])
        return [b'<!doctype html><title>Between two tests</title><link rel="icon" href="data:,">']


@pytest.fixture(scope="session")
def place() -> Iterator[tuple[Place, str]]:
    """The place where applications are served, and its address."""
    place = Place()
    with served(place) as address:
        yield place, address


@pytest.fixture(scope="session")
def watched_page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One page for all tests, and the errors on its console."""
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    yield _watched(context)
    context.close()


@pytest.fixture(scope="session")
def plain_page(browser: Browser) -> Iterator[Page]:
    """One page for all tests, in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(
    watched_page: tuple[Page, list[str]], place: tuple[Place, str], serving: Callable[[Flask], str]
) -> Iterator[Page]:
    """A page of somebody who is not signed in. Errors on its console, breaches of the content policy among them, fail.

    It asks for `serving`, so that it is elsewhere before an application is gone, which would look like an error to it.
    """
    page, problems = watched_page
    problems.clear()
    yield _as_new(page)
    _leaves(page, place)
    assert [problem for problem in problems if FORM_REFUSED not in problem] == []


@pytest.fixture
def no_script_page(plain_page: Page, place: tuple[Place, str], serving: Callable[[Flask], str]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    yield _as_new(plain_page)
    _leaves(plain_page, place)


def _as_new(page: Page) -> Page:
    page.context.clear_cookies()
    page.set_viewport_size(WIDE)
    return page


def _leaves(page: Page, place: tuple[Place, str]) -> None:
    place[0].app = None
    page.goto(place[1])


@pytest.fixture
def serving(place: tuple[Place, str]) -> Iterator[Callable[[Flask], str]]:
    """Serves an application and says its address: that of the place, and one of its own for each further one."""
    with ExitStack() as further:

        def serve(app: Flask) -> str:
            if "limiter" in app.extensions:
                limiter.reset()  # all tests sign in from one address
            if place[0].app is not None:
                return further.enter_context(served(app))
            place[0].app = app
            return place[1]

        yield serve
    place[0].app = None


@pytest.fixture
def axe(built_assets: Path) -> Axe:
    """Looks at a page with axe: WCAG 2.2 A and AA and its best practices; returns a line for each fault."""
    return _axe(built_assets)


def _axe(built_assets: Path) -> Axe:
    source = (built_assets / "axe.min.js").read_text(encoding="utf-8")

    def faults(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate(_LOOKS, {"runOnly": AXE, "resultTypes": ["violations"]})
        return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]

    return faults


@pytest.fixture(scope="session")
def prepared(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Register, Flask]:
    """The file of a register with accounts, the register and the application."""
    file = tmp_path_factory.mktemp("walks") / "prepared.sqlite"
    shutil.copy(begun, file)
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), shipped_rounds())
    app = prepare(register)
    register.database.close()
    return file, register, app


@pytest.fixture
def office(prepared: tuple[Path, Register, Flask], kept: Kept) -> Iterator[Office]:
    """A running office of its own for the test."""
    file, register, app = prepared
    office = Office(kept.holding(file), register, app)
    yield office
    office.register.database.close()


@pytest.fixture
def address(office: Office, serving: Callable[[Flask], str]) -> str:
    """Where the office is served."""
    return serving(office.app)


@pytest.fixture(scope="session")
def shown(
    prepared: tuple[Path, Register, Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], tuple[Office, Facts]]]:
    """Makes the register of a state once for all who look at it, and lets the application serve it."""
    made: dict[str, tuple[Office, Facts]] = {}

    def show(state: str) -> tuple[Office, Facts]:
        if state not in made:
            file = shutil.copy(prepared[0], tmp_path_factory.mktemp("shown") / f"{state}.sqlite")
            office = Office(Database(f"sqlite:///{file}", durable=False), *prepared[1:])
            made[state] = (office, MADE[state](office))
        made[state][0].serves()
        return made[state]

    yield show
    for office, _ in made.values():
        office.register.database.close()


@pytest.fixture
def looker(
    prepared: tuple[Path, Register, Flask],
    shown: Callable[[str], tuple[Office, Facts]],
    watched_page: tuple[Page, list[str]],
    place: tuple[Place, str],
    axe: Axe,
) -> Iterator[Looker]:
    """Looks at everything that somebody looks at in a state, and says what is wrong."""
    limiter.enabled = False
    place[0].app, (page, problems) = prepared[2], watched_page
    problems.clear()

    def look(state: str, who: str) -> list[str]:
        office, facts = shown(state)
        becomes(page, office.register, place[1], who)
        found = [fault for one in looks_of(state, who) for fault in faults_of(page, axe, place[1], one, facts)]
        return found + [problem for problem in problems if ANSWERED not in problem]

    yield look
    _leaves(page, place)
    limiter.enabled = True


def _watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page and the list to which the errors on its console are added."""
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    return page, problems


def _missing(what: str) -> str:
    if os.environ.get("APPROVALS_REQUIRE_BROWSER") == "1":
        pytest.fail(f"APPROVALS_REQUIRE_BROWSER=1, but {what}")
    pytest.skip(what)
