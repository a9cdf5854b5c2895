"""A whole office behind a real server, for walks through its pages: accounts for every role, a clock moved by hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from wsgiref.types import WSGIApplication

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from deadlines.clock import DemonstrationClock, HandClock
from service.actions import accounts, dates
from service.actions.calendar import tick
from service.actions.people import open_case
from service.front.state import OfficeState
from service.mail.mailer import Permanent
from service.mail.message import Letter, Recipient
from service.register.database import Database
from service.register.dates.wish import Wish
from service.register.delivery import Finished, Sender, swap
from service.register.outbox import post
from service.register.register import Register
from service.rehearsal.data import organisations
from service.roles import AREA, OWN, REGION, ROLES, Person
from service.web import create_app

CCG = "03L"
BEGINS = datetime(2015, 1, 8, 14, 0, tzinfo=UTC)
EXTRA = (("office-2", "programme-office"),)


PATIENCE_MS = 3000
_FITS = """
patience => new Promise(resolve => {
  const end = performance.now() + patience;
  const look = () => {
    const fits = document.documentElement.scrollWidth <= window.innerWidth;
    if (fits || performance.now() > end) resolve(fits); else requestAnimationFrame(look);
  };
  look();
})
"""


@dataclass(frozen=True)
class Demonstration:
    """How the service of a walk was started: accounts need no password."""

    secret_key: str = "only for walks through the pages"
    secure_cookies: bool = False
    demonstration: bool = True
    mail_callback: str = ""
    address: str = "http://localhost"
    trusted_proxies: int = 0
    local_accounts: bool = True
    oidc: tuple[str, str, str] | None = None


def prepare(register: Register) -> Flask:
    """Add the accounts and build the application: slow, so done once for all walks."""
    for username, role in (*((role, role) for role in ROLES), *EXTRA):
        place = next(place for place in organisations() if place["code"] == CCG)
        column = {OWN: "code", AREA: "area_team", REGION: "region"}.get(ROLES[role].sees)
        scope = place[column] if column else ""
        accounts.add_account(register, username, "", role, scope, "demo", by="test", demonstration=True)
    return create_app(register, Demonstration())


class Office:
    """A running office: its register, clock and application."""

    def __init__(self, database: Database, prepared: Register, app: Flask) -> None:
        self.clock = HandClock(BEGINS)
        self.register = Register(database, self.clock, prepared.rounds)
        self.app = app
        self.serves()

    def serves(self) -> None:
        """Let the application serve this office, whichever it served before."""
        clock = DemonstrationClock(self.clock())
        self.app.extensions["office"] = OfficeState(self.register, demonstration=True, clock=clock)

    def tick(self) -> None:
        """Look at the calendar."""
        tick(self.register)

    def has_moved_a_date(self) -> None:
        """Let two officers move a date."""
        wish = Wish(
            "move", "2014-15", "The guidance came late.", "National programme director", "constitution-general",
            day=date(2015, 1, 30),
        )  # fmt: skip
        first, second = (Person(name, "", "programme-office") for name in ("programme-office", "office-2"))
        number = dates.ask(self.register, first, wish, dates.preview(self.register, first, wish))
        dates.apply(self.register, second, number)

    def refused(self, case_id: int) -> None:
        """Tell the CCG of a case something; its mail server refuses it."""
        letter = Letter(
            "walk", "notice", Recipient("ccg@example.org", "ccg"), "A date was moved", "It is later.", case_id
        )
        sender, now = Sender("walk", dedupes=False), self.clock()
        with self.register.database.write() as connection:
            post(self.register, connection, [letter], now)
        claimed = swap(self.register, None, sender, now)
        assert claimed is not None
        swap(self.register, Finished(claimed, Permanent("There is nobody.")), sender, now)

    def opens(self, path: str = "delegated", organisation: str = CCG) -> int:
        """Open a case."""
        officer = Person("programme-office", "", "programme-office")
        return open_case(self.register, officer, path, "2014-15", organisation)


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Serve an application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def signs_in(page: Page, address: str, username: str) -> None:
    """Sign in as one of the demonstration's accounts, leaving another one first."""
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.locator(f'button[value="{username}"]').click()
    page.get_by_role("button", name="Sign out").wait_for()


def fits(page: Page) -> bool:
    """Return whether nothing is wider than the screen, once the menu has made room for itself."""
    return bool(page.evaluate(_FITS, PATIENCE_MS))
