"""Calendars: the text of a round as it was and is, by content hash. A case is on one of them; so is each round now.

A deadline that the office moves makes another calendar; the earlier ones stay, since rulings were made under them.
"""

import threading
from collections.abc import MutableMapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from deadlines.rounds import Round, UnknownRound, read_kept
from service.register.tables import calendars, made_rounds, round_calendars

_KEPT = select(calendars).where(calendars.c.digest == bindparam("wanted"))
_NOW = select(round_calendars).where(round_calendars.c.round == bindparam("wanted"))
OPENED = "opened"
_OPENED = select(made_rounds).where(made_rounds.c.name == bindparam("wanted"), made_rounds.c.outcome == OPENED)


class Calendars:
    """The kept calendars, each read from the database and parsed once."""

    def __init__(self, rounds: MutableMapping[str, Round]) -> None:
        """rounds: the shipped ones and those that were opened here; one opened elsewhere is added when it is met."""
        self._rounds = rounds
        self._read = {round_.digest: round_ for round_ in rounds.values()}
        self._reading = threading.Lock()

    def load(self, connection: Connection, digest: str) -> Round:
        """Return the round of a calendar that is kept."""
        with self._reading:
            if digest not in self._read:
                row = connection.execute(_KEPT, {"wanted": digest}).one()
                self._read[digest] = read_kept(row.text, row.standing)
            return self._read[digest]

    def now(self, connection: Connection, name: str) -> Round:
        """Return a round as it stands now. Raises UnknownRound naming the known ones."""
        if name not in self._rounds:
            self._learn(connection, name)
        row = connection.execute(_NOW, {"wanted": name}).one_or_none()
        return self._rounds[name] if row is None else self.load(connection, row.digest)

    def _learn(self, connection: Connection, name: str) -> None:
        opened = connection.execute(_OPENED, {"wanted": name}).one_or_none()
        if opened is None:
            raise UnknownRound(f"There is no round '{name}'; there are {', '.join(sorted(self._rounds))}.")
        self._rounds[name] = read_kept(opened.text, opened.standing)

    def current(self, connection: Connection, name: str, at: datetime) -> tuple[str, Round]:
        """Return the calendar on which a case of a round begins, and keep its text. Raises UnknownRound."""
        round_ = self.now(connection, name)
        return self.keep(connection, round_, at), round_

    def keep(self, connection: Connection, round_: Round, at: datetime) -> str:
        """Make sure that the text of a calendar is kept, and return its digest."""
        digest = round_.digest
        if connection.execute(_KEPT, {"wanted": digest}).first() is None:
            standing = round_.standing.text if round_.standing else ""
            row = {"digest": digest, "round": round_.name, "text": round_.text, "standing": standing, "recorded_at": at}
            connection.execute(insert(calendars).values(row))
        return digest

    def base(self, connection: Connection, name: str) -> tuple[Round, Sequence[int]]:
        """Return a round as it was before any change, and the numbers of the changes that hold, in their order."""
        row = connection.execute(_NOW, {"wanted": name}).one_or_none()
        if row is None:
            return self.now(connection, name), []
        return self.load(connection, row.base), orjson.loads(row.changes)

    def replace(self, connection: Connection, base: Round, round_: Round, changes: Sequence[int], at: datetime) -> None:
        """Let another calendar hold for a round from now on."""
        row = {
            "base": self.keep(connection, base, at), "digest": self.keep(connection, round_, at),
            "changes": orjson.dumps(list(changes)).decode(),
        }  # fmt: skip
        change = update(round_calendars).where(round_calendars.c.round == round_.name).values(row)
        if connection.execute(change).rowcount == 0:
            connection.execute(insert(round_calendars).values(round=round_.name, **row))
