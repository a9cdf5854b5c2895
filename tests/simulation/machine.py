"""The machine: the real register on a database, with a clock moved by hand, that does the acts of a story."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from deadlines.clock import HandClock
from processes.case import StepNotOpen
from processes.forms import InvalidAnswers
from service.actions import dates, office, people
from service.actions.calendar import tick
from service.mail.sending import post_due
from service.register import queries, requests
from service.register.database import Database
from service.register.dates.changes import NoSuchChange, SomethingElseNow
from service.register.dates.wish import NotPossible, Wish
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.register.versions import publish
from service.roles import Person
from tests.simulation import scenes
from tests.simulation.mail_server import MailServer
from tests.simulation.stories import MICRO, Act, Correct, Move, Open, Post, Publish, Send, Teller, Tick, in_words
from tests.simulation.world import Attempt, Told, World

UNDER_WAY = "SELECT 1 FROM outbox WHERE state IN ('todo', 'sending', 'unknown', 'collected') LIMIT 1"
OFFICE = Person("office", "Office", "programme-office")
OFFICERS = (OFFICE, Person("second", "Second officer", "programme-office"))


class Machine:
    """A service that runs: nothing of it but the database and the world outside outlives a crash."""

    def __init__(self, database: Database, at: datetime, world: World, tell: Teller = lambda _: None) -> None:
        shared = scenes.shared()
        self.clock = HandClock(at)
        self.register = Register(database, self.clock, shared.rounds)
        self.register.versions, self.register.calendars = shared.versions, shared.calendars
        self.register.sender = f"back at {at.isoformat()}"
        self.mail_server = MailServer(world, self.clock)
        self.database = database
        self.world = world
        self.tell = tell

    def does(self, act: Act) -> None:
        """Do one act; the clock then stands a microsecond later."""
        self.clock.move_to(max(act.at, self.clock()))
        self.tell(in_words(act))
        _DOES[type(act)](self, act)
        self.clock.advance(MICRO)

    def ticks(self, at: datetime) -> None:
        """Ring the bell at an instant."""
        self.does(Tick(at))

    def posts(self, at: datetime) -> None:
        """Send what is due at an instant, when there is anything."""
        with self.database.read() as connection:
            waiting = connection.exec_driver_sql(UNDER_WAY).first()
        if waiting is not None:
            self.does(Post(at))

    def case_of(self, act: Send | Correct | Open) -> int | None:
        """Return the case that an act is about; None, when there is none (yet)."""
        with self.database.read() as connection:
            raw = connection.connection.driver_connection
            return scenes.find(raw, act.path, act.organisation, getattr(act, "proposal", ""))  # type: ignore[arg-type]

    def _tick(self, _: Tick) -> None:
        self.tell(f"  {tick(self.register)} events judged")

    def _post(self, _: Post) -> None:
        self.tell(f"  {post_due(self.register, self.mail_server, self.clock())} messages tried")

    def _open(self, act: Open) -> None:
        if self.case_of(act) is None:
            people.open_case(self.register, OFFICE, act.path, scenes.ROUND, act.organisation)

    def _publish(self, _: Publish) -> None:
        with self.database.write() as connection:
            other = scenes.shared().another
            publish(connection, other, by="designer", approved_by="publisher", at=self.clock(), origin="designer")

    def _send(self, act: Send) -> None:
        case = self.case_of(act)
        if case is None:
            return
        row = queries.case_row(self.register, queries.Sight(), case)
        place = (str(row["organisation"]), str(row["area_team"]), str(row["region"]))
        who = scenes.person(f"sender {act.key}", act.path, act.step, place)
        self.world.attempts.append(Attempt(act.key, who.username, act.stamp, self.clock()))
        try:
            done = people.submit(
                self.register, who, case, act.step, scenes.answers(act.path, act.step),
                received_at=act.stamp, key=f"{who.username}:{act.key}",
            )  # fmt: skip
        except (StepNotOpen, InvalidAnswers) as reason:
            self.world.refused.append(act.key)
            self.tell(f"  not received: {reason}")
            return
        receipt = done.receipt
        self.world.told.append(Told(act.key, receipt.arrival, receipt.case_id, receipt.received_at))
        self.tell(f"  arrival {receipt.arrival} of case {case}: {done.outcome or 'waits for the pause'} {done.note}")

    def _correct(self, act: Correct) -> None:
        case = self.case_of(act)
        acts = queries.standing_acts(self.register, case) if case is not None else []
        if not acts or case is None:
            return
        first, second = OFFICERS
        try:
            asked = office.ask_correction(self.register, first, case, int(str(acts[-1]["id"])), "Wrongly recorded")
            done = office.confirm(self.register, second, asked)
        except (StepNotOpen, NoSuchCase, requests.NoSuchRequest) as reason:
            self.tell(f"  not corrected: {reason}")
            return
        self.tell(f"  corrected: {done.outcome} {done.note}")

    def _move(self, act: Move) -> None:
        first, second = OFFICERS
        wish = Wish(
            "move", scenes.ROUND, "Guidance came late", "National director", deadline="delegated-submission",
            day=act.to.date(), at=act.to.time(),
        )  # fmt: skip
        try:
            shown = dates.preview(self.register, first, wish)
            done = dates.apply(self.register, second, dates.ask(self.register, first, wish, shown))
        except (NotPossible, NoSuchChange, SomethingElseNow) as reason:
            self.tell(f"  not moved: {reason}")
            return
        self.tell(f"  moved in {done.landed} cases")


_DOES: dict[type[Act], Callable[..., None]] = {
    Tick: Machine._tick, Post: Machine._post, Open: Machine._open, Publish: Machine._publish, Send: Machine._send,
    Correct: Machine._correct, Move: Machine._move,
}  # fmt: skip


def raw(database: Database) -> sqlite3.Connection:
    """Return the driver's own connection to a database in memory."""
    with database.engine.connect() as connection:
        return connection.connection.driver_connection  # type: ignore[return-value]
