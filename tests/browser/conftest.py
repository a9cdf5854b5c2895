"""A real Chromium for the tests that need one: pages fail on any console error, and axe looks at them.

Where no Chromium is installed these tests are skipped by name; with APPROVALS_REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.front.doors import limiter
from service.register.database import Database
from service.register.register import Register
from service.web.assets import BUILD
from tests.browser.busy import Facts, full, late
from tests.browser.looking import Axe, Looker, becomes, faults_of
from tests.browser.pages_of import looks_of
from tests.browser.walking import BEGINS, Office, prepare

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
WIDE = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
FORM_REFUSED = "the server responded with a status of 422"
ANSWERED = "the server responded with a status of 4"
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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


@pytest.fixture
def page(browser: Browser, serving: Callable[[Flask], str]) -> Iterator[Page]:
    """A page in a fresh context. Errors on its console, breaches of the content policy among them, fail the test.

    It asks for `serving` so that it is closed before the server stops, which would look like an error to it.
    """
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    page, problems = _watched(context)
    yield page
    context.close()
    assert [problem for problem in problems if FORM_REFUSED not in problem] == []


@pytest.fixture
def no_script_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture
def serving() -> Iterator[Callable[[Flask], str]]:
    """Serves an application on a free port of this machine, and says its address."""
    servers = []

    def serve(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def axe(built_assets: Path) -> Axe:
    """Looks at a page with axe: WCAG 2.2 A and AA and its best practices; returns a line for each fault."""
    return _axe(built_assets)


def _axe(built_assets: Path) -> Axe:
    source = (built_assets / "axe.min.js").read_text(encoding="utf-8")

    def faults(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("async only => (await axe.run(document, {runOnly: only})).violations", AXE)
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
def office(prepared: tuple[Path, Register, Flask], tmp_path: Path) -> Iterator[Office]:
    """A running office of its own for the test."""
    file, register, app = prepared
    shutil.copy(file, tmp_path / "walk.sqlite")
    office = Office(Database(f"sqlite:///{tmp_path / 'walk.sqlite'}"), register, app)
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


@pytest.fixture(scope="session")
def shown_at(prepared: tuple[Path, Register, Flask]) -> Iterator[str]:
    """Where the registers that are shown are served, all at one address, one after the other."""
    server = make_server("127.0.0.1", 0, prepared[2], threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def looker(
    shown: Callable[[str], tuple[Office, Facts]], shown_at: str, browser: Browser, axe: Axe
) -> Iterator[Looker]:  # fmt: skip
    """Looks at everything that somebody looks at in a state, and says what is wrong."""
    limiter.enabled = False
    context = browser.new_context(locale="en-GB")
    page, problems = _watched(context)

    def look(state: str, who: str) -> list[str]:
        office, facts = shown(state)
        becomes(page, office.register, shown_at, who)
        found = [fault for one in looks_of(state, who) for fault in faults_of(page, axe, shown_at, one, facts)]
        return found + [problem for problem in problems if ANSWERED not in problem]

    yield look
    context.close()
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
