"""The demonstration: the real 2014/15 round, 211 real CCGs, role accounts, and a clock that can be moved forward.

Nothing here can happen in `approvals serve`: only this module makes a demonstration clock or demonstration accounts.
"""

import fcntl
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from deadlines.calendar import london
from deadlines.clock import DemonstrationClock, HandClock, aware_utc
from deadlines.rounds import shipped_rounds
from service.actions.accounts import add_account
from service.actions.calendar import tell
from service.actions.mail import mailbox_of
from service.mail.folder import FolderMailer
from service.mail.sending import post_due
from service.register.database import Database
from service.register.ledger import last_recorded_at
from service.register.register import Register
from service.register.schema import upgrade
from service.rehearsal.cohort import Row
from service.rehearsal.data import organisations
from service.rehearsal.rehearse import Settings, begin, play
from service.rehearsal.simulate import first_wave

MORNING = london(date(2015, 1, 9), time(9, 30))
PASSWORD = "demonstration"  # noqa: S105 - it is shown on the sign-in page; the accounts exist in a demonstration only
ROTHERHAM = "03L"
SENDER = "approvals@example.org"
SEED = 2015
PEOPLE = (
    ("ccg", "CCG applicant, Rotherham", "ccg", ROTHERHAM),
    ("accountable-officer", "Accountable officer, Rotherham", "accountable-officer", ROTHERHAM),
    ("other-ccg", "CCG applicant, Southern Derbyshire", "ccg", "04R"),
    ("area-team", "Area team, South Yorkshire and Bassetlaw", "area-team", "South Yorkshire and Bassetlaw"),
    ("regional-team", "Regional team, North", "regional-team", "North"),
    ("regional-panel", "Regional moderation panel, North", "regional-panel", "North"),
    ("national-panel", "National moderation panel", "national-panel", ""),
    ("committee", "Commissioning Committee", "committee", ""),
    ("finance", "Finance directorate", "finance", ""),
    ("constitution-officer", "Constitution decision maker", "constitution-officer", ""),
    ("delegation-issuer", "Delegation issuer", "delegation-issuer", ""),
    ("programme-office", "Programme office", "programme-office", ""),
    ("second-officer", "Programme office, second officer", "programme-office", ""),
    ("exceptions-officer", "Exceptions officer", "exceptions-officer", ""),
    ("auditor", "Auditor", "auditor", ""),
    ("designer", "Process designer", "designer", ""),
    ("publisher", "Process publisher", "publisher", ""),
)


class UnusableDemonstration(Exception):
    """The folder of the demonstration cannot be used; the message says what to do."""


class Demonstration:
    """A demonstration that is kept in a folder: its database, its clock and the key of its sessions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._database_file = self._folder / "demonstration.sqlite"
        self._clock_file = self._folder / "clock.json"
        self.mail = self._folder / "mail"
        self.mailer = FolderMailer(self.mail)

    @property
    def url(self) -> str:
        """The database of the demonstration."""
        return f"sqlite:///{self._database_file}"

    @property
    def exists(self) -> bool:
        """Whether a demonstration was made here and can go on."""
        return self._clock_file.exists() and self._database_file.exists()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process out of the folder meanwhile. Raises UnusableDemonstration."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / "lock").open("w")
        except OSError as problem:
            raise UnusableDemonstration(
                f"{self._folder} cannot be used: {problem.strerror}; name another folder with --folder."
            ) from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UnusableDemonstration(
                    f"The demonstration in {self._folder} is being served already; stop it first, or keep another one "
                    "with --folder."
                ) from None
            yield

    def discard(self) -> None:
        """Throw the demonstration away: its own files, and nothing else that may lie in the folder."""
        self._clock_file.unlink(missing_ok=True)
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{self._database_file}{ending}").unlink(missing_ok=True)
        for letter in self.mail.glob("*.eml"):
            letter.unlink(missing_ok=True)

    def make(self, at: datetime, progress: Callable[[datetime], None] = lambda _: None) -> None:
        """Make a fresh demonstration that stands at an instant: everything before it has happened already."""
        self.discard()
        self._folder.mkdir(parents=True, exist_ok=True)
        database = Database(self.url, durable=False)
        upgrade(database)
        hand = HandClock(london(date(2014, 11, 10)))
        register = Register(database, hand, shipped_rounds())
        register.mail_from = SENDER
        begin(register, "shipped with the demonstration")
        for username, name, role, scope in PEOPLE:
            add_account(
                register, username, name, role, scope, PASSWORD, by="demonstration", demonstration=True,
                email=f"{username}@example.org",
            )  # fmt: skip
        for role, scope, address in mailboxes():
            mailbox_of(register, role, scope, address, by="demonstration")
        settings = Settings(seed=SEED, rows=shipped_cohort(), until=at)
        play(register, hand, "2014-15", settings, self._posting(register, progress))
        database.close()
        self.save(max(hand(), at))

    def _posting(self, register: Register, progress: Callable[[datetime], None]) -> Callable[[datetime], None]:
        """Remind people while the past is played, and let mail leave: each message bears the instant of its time."""

        def post_and_tell(at: datetime) -> None:
            tell(register)
            while post_due(register, self.mailer, at):
                pass
            progress(at)

        return post_and_tell

    def save(self, reading: datetime) -> None:
        """Keep what the clock reads, so that the next start goes on from there."""
        key = self._kept()["key"] if self._clock_file.exists() else secrets.token_urlsafe(32)
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(json.dumps({"reading": reading.isoformat(), "key": key}))
        fresh.replace(self._clock_file)

    def _kept(self) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(self._clock_file.read_text())
            aware_utc(datetime.fromisoformat(kept["reading"]))
            return {"reading": kept["reading"], "key": kept["key"]}
        except (OSError, ValueError, LookupError, TypeError):
            raise UnusableDemonstration(f"{self._clock_file} cannot be read; --fresh begins anew.") from None

    def go_on(self) -> tuple[Register, DemonstrationClock, str]:
        """Open the demonstration where it was left: register, clock and session key. Raises UnusableDemonstration."""
        kept = self._kept()
        database = Database(self.url)
        upgrade(database)
        with database.read() as connection:
            written = last_recorded_at(connection)
        reading = datetime.fromisoformat(kept["reading"])
        clock = DemonstrationClock(max(reading, written or reading))
        register = Register(database, clock, shipped_rounds())
        register.mail_from = SENDER
        return register, clock, kept["key"]


def mailboxes() -> list[tuple[str, str, str]]:
    """Return the role mailboxes, as (role, scope, address): of every CCG, area team and region without an account."""
    held = {(role, scope) for _, _, role, scope in PEOPLE}
    columns = (("ccg", "code"), ("area-team", "area_team"), ("regional-team", "region"))
    wanted = sorted({(role, place[column]) for place in organisations() for role, column in columns} - held)
    return [(role, scope, f"{role}.{_plain(scope)}@example.org") for role, scope in wanted]


def _plain(scope: str) -> str:
    return scope.lower().replace(",", "").replace(" ", "-")


def shipped_cohort() -> list[Row]:
    """Return the simulated cohort, without Rotherham's pack: the person at the demonstration sends that."""
    rows = first_wave(SEED)
    return [replace(row, submitted_at=None) if _is_rotherham(row.ods_code, row.model) else row for row in rows]


def _is_rotherham(code: str, model: str) -> bool:
    return code == ROTHERHAM and model == "delegated"
