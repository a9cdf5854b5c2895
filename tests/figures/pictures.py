"""The pictures of homes and pages in docs/pictures: `python -m tests.figures.pictures [NAME...]` takes them anew.

Two demonstrations are made: the last half hour before midday on 9 January 2015, and 18 March, when agreements are
signed and transfers arranged. Each page is seen by the person it is for, in a real Chromium, as everybody would see it.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from deadlines.calendar import london
from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.demo import Demonstration
from service.front.doors import limiter
from service.register.database import Database
from service.register.register import Register
from service.web import create_app
from tests.browser.busy import Facts, full
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.walking import BEGINS, Office, prepare, served, signs_in
from tests.figures.registers import begun
from tests.web.conftest import Started

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
BEFORE_NOON = london(date(2015, 1, 9), time(11, 30))
SIGNING = london(date(2015, 3, 18), time(11, 30))
TALLEST = 1400
WIDTH = 1280
PICTURES: Sequence[tuple[datetime, str, str, str]] = (
    (BEFORE_NOON, "programme-office", "/", "home-office"),
    (BEFORE_NOON, "ccg", "/", "home-ccg"),
    (BEFORE_NOON, "area-team", "/", "home-area-team"),
    (BEFORE_NOON, "regional-team", "/", "home-regional-team"),
    (BEFORE_NOON, "regional-panel", "/", "home-regional-panel"),
    (BEFORE_NOON, "programme-office", "/cases?model=delegated&region=North", "case-list"),
    (BEFORE_NOON, "programme-office", "/cases/3", "case-page"),
    (SIGNING, "exceptions-officer", "/", "home-exceptions-officer"),
    (SIGNING, "national-panel", "/", "home-national-panel"),
    (SIGNING, "committee", "/", "home-committee"),
    (SIGNING, "finance", "/", "home-finance"),
    (SIGNING, "accountable-officer", "/", "home-accountable-officer"),
    (SIGNING, "constitution-officer", "/", "home-constitution-officer"),
    (SIGNING, "delegation-issuer", "/", "home-delegation-issuer"),
    (SIGNING, "auditor", "/", "home-auditor"),
    (SIGNING, "designer", "/", "home-designer"),
    (SIGNING, "auditor", "/cases/3?at=2015-01-09T12:00", "case-as-it-was"),
    (SIGNING, "programme-office", "/load", "load"),
    (SIGNING, "programme-office", "/timeline", "timeline"),
    (SIGNING, "programme-office", "/reports/board", "board"),
    (BEFORE_NOON, "ccg", "/cases/1/steps/submit_proforma_delegated", "sections"),
)
WALKED: Sequence[tuple[str, str, str]] = (
    ("regional-panel", "/sittings/{sitting}/pack", "pack"),
    ("ccg", "/register", "register"),
)
"""Pages that a demonstration does not have: a sitting with its papers, and a published edition."""


def main(wanted: Sequence[str]) -> None:
    """Take the pictures that are wanted, or all."""
    chosen = [one for one in PICTURES if not wanted or one[3] in wanted]
    limiter.enabled = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for at in dict.fromkeys(one[0] for one in chosen):
            with tempfile.TemporaryDirectory() as folder, serving(Path(folder), at) as address:
                for _, username, path, name in (one for one in chosen if one[0] == at):
                    take(browser, address, username, path, name)
        walked = [one for one in WALKED if not wanted or one[2] in wanted]
        if walked:
            with tempfile.TemporaryDirectory() as folder, busy(Path(folder)) as (address, facts):
                for username, path, name in walked:
                    take(browser, address, username, path.format(**facts), name)
        browser.close()


@contextmanager
def busy(folder: Path) -> Iterator[tuple[str, Facts]]:
    """Make the busy register of the browser tests and serve it."""
    file = begun(folder)
    register = Register(Database(f"sqlite:///{file}"), HandClock(BEGINS), shipped_rounds())
    app = prepare(register)
    register.database.close()
    office = Office(Database(f"sqlite:///{file}"), register, app)
    facts = full(office)
    with served(app) as address:
        yield address, facts
    office.register.database.close()


@contextmanager
def serving(folder: Path, at: datetime) -> Iterator[str]:
    """Make a demonstration that stands at an instant and serve it; its clock stands still."""
    demonstration = Demonstration(folder)
    demonstration.make(at)
    register = Register(Database(demonstration.url), HandClock(at), shipped_rounds())
    register.bell.rings = False
    with served(create_app(register, Started(demonstration=True))) as address:
        yield address
    register.database.close()


def take(browser: Browser, address: str, username: str, path: str, name: str) -> None:
    """Take one picture: the page from its top, at most so tall that a reader sees it at once."""
    page = browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="en-GB").new_page()
    signs_in(page, address, username)
    page.goto(address + path)
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size({"width": WIDTH, "height": tall})
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    page.context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
