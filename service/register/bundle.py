"""A bundle: the linked cases that are settled together, loaded under lock and written back at once."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import orjson
from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from deadlines.calendar import london_date
from deadlines.rounds import Round
from processes.case import Case
from processes.expressions import Value
from processes.paths import Definition
from service.mail.message import Letter
from service.register.acts import standing
from service.register.dues import DueRow, due_rows
from service.register.holds import Hold, in_force
from service.register.ledger import Entry
from service.register.receive import NoSuchCase
from service.register.recipients import Directory
from service.register.register import Register
from service.register.tables import arrivals, calendars, cases, ledger_head, links, organisations


class SetAside(Exception):
    """A case cannot be settled. It is set aside as an incident; the others go on."""

    def __init__(self, case_id: int, problem: Exception) -> None:
        super().__init__(f"Case {case_id}: {type(problem).__name__}: {problem}")
        self.case_id = case_id


@dataclass
class Held:
    """One case of the bundle while it is settled."""

    id: int
    case: Case
    row: Mapping[str, object]
    changed: bool = False
    fallen_at: datetime | None = None
    opener: int | None = None
    dues_before: list[DueRow] = field(default_factory=list)
    calendar: str = ""
    fell: list[tuple[str, datetime]] = field(default_factory=list)
    passed_before: Mapping[str, int] = field(default_factory=dict)

    @property
    def completed(self) -> set[str]:
        """The activities that were completed since it was loaded."""
        return {name for name, count in self.case.passed.items() if count > self.passed_before.get(name, 0)}


class Sitting:
    """What the bundles of one transaction share: what the ledger will say, in the order in which it happened, and the
    letters, messages and outcomes to be written; who can be told, and what is held, each looked up once.
    """

    def __init__(self, register: Register, connection: Connection) -> None:
        self.register = register
        self.connection = connection
        self.now = register.clock()
        self.entries: list[Entry] = []
        self.judged: list[dict[str, object]] = []
        self.messages: list[dict[str, object]] = []
        self.letters: list[Letter] = []

    @cached_property
    def directory(self) -> Directory:
        """Everybody who can be told today."""
        return Directory(self.connection, london_date(self.now))

    @cached_property
    def held(self) -> list[Hold]:
        """What keeps deadlines from falling."""
        return in_force(self.register, self.connection)

    def save_outcomes(self) -> None:
        """Write down what came of the arrivals that were judged so far."""
        if self.judged:
            self.connection.execute(_JUDGED, self.judged)
        self.judged.clear()


class Bundle:
    """The linked cases of one settle, with what arrived for them and was not judged yet."""

    def __init__(self, sitting: Sitting, until: datetime) -> None:
        self.sitting = sitting
        self.register = sitting.register
        self.connection = sitting.connection
        self.until = until
        self.now = sitting.now
        self.held: dict[int, Held] = {}
        self.waiting: deque[Row[tuple[object, ...]]] = deque()
        self.entries = sitting.entries
        self.judged = sitting.judged
        self.messages = sitting.messages
        self.letters = sitting.letters
        self.set_aside: list[int] = []

    @classmethod
    def load(cls, sitting: Sitting, case_id: int, until: datetime) -> "Bundle":
        """Lock and load the open cases linked with this one, in order of their ids. Raises NoSuchCase."""
        return cls.load_all(sitting, [case_id], until)[0]

    @classmethod
    def load_all(cls, sitting: Sitting, case_ids: Sequence[int], until: datetime) -> "list[Bundle]":
        """Lock and load the bundles of these cases, in this order. Raises NoSuchCase.

        Takes two statements, however many cases there are; three where rows are locked.
        """
        connection, wanted = sitting.connection, {"ids": list(case_ids)}
        if not sitting.register.database.is_sqlite:
            connection.execute(_LOCK_BUNDLES, wanted)  # a settle waited for may have opened linked cases
        rows = [dict(row) for row in connection.execute(_LINKED_CASES, wanted).mappings()]
        found = {row["id"]: row["bundle"] for row in rows}
        if missing := [case_id for case_id in case_ids if case_id not in found]:
            raise NoSuchCase(f"There is no case {missing[0]}.")
        bundles = {found[case_id]: cls(sitting, until) for case_id in case_ids}
        standing = [row["id"] for row in rows if row["incident"] is None]
        for arrival in connection.execute(_UNJUDGED, {"ids": standing, "until": until}):
            bundles[found[arrival.case_id]].waiting.append(arrival)
        for row in rows:
            bundles[row["bundle"]].take(row)
        return list(bundles.values())

    def take(self, row: Mapping[str, object]) -> None:
        """Take a case in by its row: live, unless it is set aside or has ended and nothing has arrived for it."""
        case_id = int(str(row["id"]))
        if row["incident"] is not None:
            self.set_aside.append(case_id)
        elif not row["ended"] or any(arrival.case_id == case_id for arrival in self.waiting):
            with self.blaming(case_id):
                self.hold(case_id, self._live(row), row)

    @contextmanager
    def blaming(self, case_id: int) -> Iterator[None]:
        """Set that case aside for whatever fails inside, but not for a database that is busy or away.

        For a case that this settle itself has opened, the one it began with is set aside.
        """
        try:
            yield
        except (SetAside, OperationalError, InterfaceError):
            raise
        except Exception as problem:  # whatever one case does wrong, it must not block the others
            while case_id in self.held and (opener := self.held[case_id].opener):
                case_id = opener
            raise SetAside(case_id, problem) from problem

    def _live(self, row: Mapping[str, object]) -> Case:
        state = row["state"]
        if not isinstance(state, bytes):
            raise TypeError("A state is bytes.")
        live = self.register.live.take(int(str(row["id"])), state)
        return live or Case.restored(self._definition(row), self._round(row), state)

    def _definition(self, row: Mapping[str, object]) -> Definition:
        return self.register.versions.load(self.connection, int(str(row["definition_id"])))

    def _round(self, row: Mapping[str, object]) -> Round:
        return self.register.calendars.load(self.connection, str(row["calendar"]))

    def calendar(self, digest: str) -> Round:
        """Return the round of a calendar."""
        return self.register.calendars.load(self.connection, digest)

    def hold(self, case_id: int, case: Case, row: Mapping[str, object]) -> Held:
        """Take a case into the bundle."""
        held = Held(case_id, case, row, dues_before=due_rows(case), passed_before=dict(case.passed))
        held.fallen_at = row["fallen_at"]  # type: ignore[assignment]
        held.calendar = str(row["calendar"])
        self.held[case_id] = held
        return held

    def stood_at(self, held: Held, state: bytes) -> Case:
        """Return the case as it was when it stood at a state that is kept."""
        return Case.restored(held.case.definition, held.case.round, state)

    def acts(self, held: Held) -> Sequence[Row[tuple[object, ...]]]:
        """Return the acts of a case that stand, oldest first, with those that were judged a moment ago."""
        self.sitting.save_outcomes()
        return standing(self.connection, held.id)

    def withdraw(self, acts: Sequence[Row[tuple[object, ...]]], by_arrival: int) -> None:
        """Mark acts as taken back by a later arrival."""
        change = update(arrivals).where(arrivals.c.id.in_([act.id for act in acts]))
        self.connection.execute(change.values(withdrawn_by=by_arrival))

    # --- opening ---------------------------------------------------------------------------------------------------

    def open(
        self, path: str, round_: str, organisation: str, facts: Mapping[str, Value], *, at: datetime, by: str,
        opener: Held | None = None,
    ) -> Held:  # fmt: skip
        """Open a case on the newest version of a path; linked with its opener when there is one."""
        definition_id, definition = self.register.versions.latest(self.connection, path)
        digest, calendar_round = self.register.calendars.current(self.connection, round_, at)
        place = self.connection.execute(select(organisations).where(organisations.c.code == organisation)).one_or_none()
        if place is None:
            raise NoSuchCase(f"There is no organisation '{organisation}'.")
        given: dict[str, Value] = {
            "organisation": place.code, "organisation_name": place.name, "region": place.region,
            "area_team": place.area_team, **facts,
        }  # fmt: skip
        case = Case.opened(definition, calendar_round, at, given)
        row = self._row(definition, definition_id, case, by, place)
        row["calendar"] = digest
        case_id = self._insert(row, opener)
        held = self.hold(case_id, case, {**row, "id": case_id})
        held.changed, held.dues_before = True, []
        held.opener = opener.id if opener else None
        return held

    def _row(
        self, definition: Definition, definition_id: int, case: Case, by: str, place: Row[tuple[object, ...]]
    ) -> dict[str, object]:
        return {
            "path": definition.path, "definition_id": definition_id, "round": case.round.name,
            "organisation": place.code, "region": place.region, "area_team": place.area_team,
            "model": definition.marks.model, "opened_by": by, "opened_at": case.now, "settled_at": case.now,
            "status": case.status, "state": b"", "version": 1, "fallen_at": None, "incident": None,
        }  # fmt: skip

    def _insert(self, row: dict[str, object], opener: Held | None) -> int:
        bundle = opener.row["bundle"] if opener else 0
        self.connection.execute(select(ledger_head.c.seq).with_for_update())  # openings queue here on PostgreSQL
        last = self.connection.execute(select(cases.c.id).order_by(cases.c.id.desc()).limit(1)).scalar() or 0
        case_id = last + 1
        row["bundle"] = bundle or case_id
        row["reference"] = f"{case_id:05d}-{row['organisation']}-{row['path']}"
        self.connection.execute(insert(cases).values(id=case_id, **row))
        if opener is not None:
            self.connection.execute(insert(links).values(from_case=opener.id, to_case=case_id, kind="opened"))
        return case_id

    def keep_live(self) -> None:
        """Keep the cases alive for the next step, once the transaction is committed."""
        for held in self.held.values():
            state = held.row["state"]
            if isinstance(state, bytes):
                self.register.live.keep(held.id, state, held.case)


def plain(content: str) -> dict[str, object]:
    """Return the content of an arrival."""
    read: dict[str, object] = orjson.loads(content)
    return read


_THEIR_BUNDLES = cases.c.bundle.in_(select(cases.c.bundle).where(cases.c.id.in_(bindparam("ids", expanding=True))))
_LOCK_BUNDLES = select(cases.c.id).where(_THEIR_BUNDLES).order_by(cases.c.id).with_for_update(key_share=True)
_LINKED_CASES = select(cases).where(_THEIR_BUNDLES).order_by(cases.c.id).with_for_update(key_share=True)
# key_share: whatever arrives meanwhile can be written down
_UNJUDGED = (
    select(*[column for column in arrivals.c if column.name != "state_before"])
    .where(arrivals.c.case_id.in_(bindparam("ids", expanding=True)), arrivals.c.outcome == "")
    .where(arrivals.c.received_at <= bindparam("until"))
    .order_by(arrivals.c.received_at, arrivals.c.id)
)
_JUDGED = (
    update(arrivals)
    .where(arrivals.c.id == bindparam("arrival"))
    .values(
        outcome=bindparam("new_outcome"), note=bindparam("new_note"), judged_at=bindparam("new_judged_at"),
        state_before=bindparam("new_state_before"),
    )
)  # fmt: skip
__all__ = ["Bundle", "Held", "calendars", "plain"]
