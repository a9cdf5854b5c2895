"""The register: the database with the clock, the rounds and the versions that give it meaning."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import insert, select

from deadlines.calendar import TZDATA_VERSION
from deadlines.clock import Clock, machine_clock
from deadlines.rounds import Round
from processes.case import Case
from processes.paths import Library, define
from service.hooks.places import Network
from service.register.bell import Bell
from service.register.bodies import begin_bodies
from service.register.calendars import Calendars
from service.register.database import Database
from service.register.ledger import Entry, append, begin_chain
from service.register.tables import ledger_head, organisations
from service.register.versions import Versions, publish

PAUSE = timedelta(seconds=5)
LIVE_CASES = 512
IDLE = timedelta(hours=4)
"""A screen left alone: a form that took an afternoon must not be refused at its deadline."""


class Register:
    """What every act on cases needs. `pause` is how long a hard deadline waits for stamps to be committed."""

    def __init__(self, database: Database, clock: Clock, rounds: Mapping[str, Round], pause: timedelta = PAUSE) -> None:
        self.database = database
        self.clock = clock
        self.watch: Clock = machine_clock  # how long sessions last is measured by what no demonstration moves
        self.idle = IDLE
        self.rounds = dict(rounds)
        self.pause = pause
        self.mail_from = "approvals@localhost"
        self.webhook_nets: tuple[Network, ...] = ()
        self.sender = secrets.token_hex(8)  # marks the messages that this process is sending
        self.versions = Versions()
        self.calendars = Calendars(self.rounds)
        self.live = LiveCases(LIVE_CASES)
        self.bell = Bell()

    def round(self, name: str) -> Round:
        """Return a round by name, with the changes of its dates that hold now. Raises UnknownRound."""
        with self.database.read() as connection:
            return self.calendars.now(connection, name)

    def begin(self, library: Library, origin: str, organisations_: list[dict[str, str]]) -> None:
        """Make an empty register ready: the chain, the shipped paths as version 1, the organisations.

        Does nothing when the register has begun already.
        """
        now = self.clock()
        with self.database.write() as connection:
            if connection.execute(select(ledger_head.c.id)).first() is not None:
                return
            begin_chain(connection)
            detail = {"tzdata": TZDATA_VERSION, "rounds": {name: r.digest for name, r in self.rounds.items()}}
            append(connection, [Entry("register-begun", now, detail=detail)], now)
            for path in library.paths():
                definition = define(library, path)
                publish(connection, definition, by="release", approved_by="release", at=now, origin=origin)
            if organisations_:
                connection.execute(insert(organisations), organisations_)
                begin_bodies(connection, organisations_, now)


class LiveCases:
    """Live cases by the state that they stand at, so that the next step need not read the state again.

    A case is taken out by whoever goes on with it; equal state means equal case, so a miss costs time, never truth.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._cases: OrderedDict[tuple[int, bytes], Case] = OrderedDict()

    def take(self, case_id: int, state: bytes) -> Case | None:
        """Give a case away that stands exactly at this state; it is no longer kept here."""
        return self._cases.pop((case_id, state), None)

    def look(self, case_id: int, state: object) -> Case | None:
        """Show a case that stands at this state without giving it away; only to be read, and only by one thread."""
        return self._cases.get((case_id, state)) if isinstance(state, bytes) else None

    def keep(self, case_id: int, state: bytes, case: Case) -> None:
        """Keep a case that was just stored at this state."""
        self._cases[case_id, state] = case
        while len(self._cases) > self._size:
            self._cases.popitem(last=False)
