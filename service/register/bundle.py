"""A bundle: the linked cases that are settled together, loaded under lock and written back at once."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from deadlines.rounds import Round
from processes.case import Case
from processes.engine import DoesNotSettle
from processes.expressions import Value
from processes.paths import Definition
from service.mail.message import Letter
from service.register.acts import standing
from service.register.dues import DueRow, Move, due_rows, keep_dues
from service.register.ledger import Entry, append
from service.register.outbox import post
from service.register.receive import NoSuchCase
from service.register.recipients import Directory
from service.register.register import Register
from service.register.reminders import Waits, plan
from service.register.tables import arrivals, calendars, cases, ledger_head, links, organisations, steps


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


class Bundle:
    """The linked cases of one settle, with what arrived for them and was not judged yet."""

    def __init__(
        self, register: Register, connection: Connection, until: datetime, entries: list[Entry] | None = None
    ) -> None:
        self.register = register
        self.connection = connection
        self.until = until
        self.now = register.clock()
        self.held: dict[int, Held] = {}
        self.waiting: deque[Row[tuple[object, ...]]] = deque()
        self.entries: list[Entry] = [] if entries is None else entries
        self.judged: list[dict[str, object]] = []
        self.messages: list[dict[str, object]] = []
        self.set_aside: list[int] = []
        self.letters: list[Letter] = []
        self.directory: Directory | None = None

    @classmethod
    def load(
        cls, register: Register, connection: Connection, case_id: int, until: datetime,
        entries: list[Entry] | None = None,
    ) -> "Bundle":  # fmt: skip
        """Lock and load the open cases linked with this one, in order of their ids. Raises NoSuchCase.

        entries: where bundles of one transaction collect what the ledger will say, in the order in which it happened.
        """
        bundle = cls(register, connection, until, entries)
        if not register.database.is_sqlite:
            connection.execute(_LOCK_BUNDLE, {"case": case_id})  # a settle waited for may have opened linked cases
        rows = [dict(row) for row in connection.execute(_LINKED_CASES, {"case": case_id}).mappings()]
        if not rows:
            raise NoSuchCase(f"There is no case {case_id}.")
        bundle.set_aside = [int(str(row["id"])) for row in rows if row["incident"] is not None]
        standing = [row for row in rows if row["incident"] is None]
        wanted = {"ids": [row["id"] for row in standing], "until": until}
        bundle.waiting = deque(connection.execute(_UNJUDGED, wanted))
        addressed = {arrival.case_id for arrival in bundle.waiting}
        for row in standing:
            if not row["ended"] or row["id"] in addressed:
                with bundle.blaming(int(str(row["id"]))):
                    bundle.hold(int(str(row["id"])), bundle._live(row), row)
        return bundle

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
        self._save_outcomes()
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

    # --- writing back ----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write everything that changed: states, ledger, due instants, open steps, outcomes of arrivals."""
        changed = [held for held in self.held.values() if held.changed]
        saved = [self._saved(held) for held in changed]
        append(self.connection, self.entries, self.now)
        self.entries.clear()
        if self.messages:
            self.connection.execute(_ADD_ARRIVALS, self.messages)
        self._save_outcomes()
        post(self.register, self.connection, self.letters, self.now)
        if changed:
            self.connection.execute(_SAVED, saved)
            self._rewrite_steps(changed)
            self._rewrite_dues(changed)

    def _save_outcomes(self) -> None:
        if self.judged:
            self.connection.execute(_JUDGED, self.judged)
        self.judged = []

    def _saved(self, held: Held) -> dict[str, object]:
        next_due = min((due.at for due in held.case.dues()), default=None)
        with self.blaming(held.id):
            state = held.case.dump()
            _one_token_each([step.element.id for step in held.case.steps()])
            _one_token_each([due.element.id for due in held.case.dues()])
        held.row = {**held.row, "state": state}
        return {
            "case": held.id, "new_state": state, "new_status": held.case.status, "new_ended": held.case.ended,
            "new_settled_at": held.case.now, "new_next_due": next_due,
            "new_fallen_at": held.fallen_at, "new_calendar": held.calendar,
        }  # fmt: skip

    def _rewrite_steps(self, changed: list[Held]) -> None:
        self.connection.execute(_FORGET_STEPS, {"ids": [held.id for held in changed]})
        rows = [row for held in changed for row in _step_rows(held)]
        if rows:
            self.connection.execute(_ADD_STEPS, rows)

    def _rewrite_dues(self, changed: list[Held]) -> None:
        moved = {held.id: Move(held.dues_before, due_rows(held.case), held.fell) for held in changed}
        keep_dues(self.connection, moved, self.now)
        waits = {held.id: _waits(held, moved[held.id]) for held in changed}
        plan(self.connection, waits, self.now)

    def keep_live(self) -> None:
        """Keep the cases alive for the next step, once the transaction is committed."""
        for held in self.held.values():
            state = held.row["state"]
            if isinstance(state, bytes):
                self.register.live.keep(held.id, state, held.case)


def _waits(held: Held, move: Move) -> Waits:
    recalendared = held.calendar != held.row["calendar"]
    fallen_before = held.row["fallen_at"] is not None
    return Waits(held.case.round, move, held.case.now, held.completed, fallen_before, recalendared)


def _one_token_each(elements: Sequence[str]) -> None:
    """Raise DoesNotSettle, when two tokens wait at one element: open steps and deadlines are known by it."""
    if doubled := sorted({element for element in elements if elements.count(element) > 1}):
        raise DoesNotSettle(f"Two tokens wait at {', '.join(doubled)}; join the branches before they get there.")


def _step_rows(held: Held) -> list[dict[str, object]]:
    if held.case.ended:
        return []
    return [
        {
            "case_id": held.id, "element": step.element.id, "visit": step.visit, "name": step.element.name,
            "role": step.element.role, "form": step.element.form, "offer": step.offer, "opened_at": step.opened_at,
        }
        for step in held.case.steps()
    ]  # fmt: skip


def plain(content: str) -> dict[str, object]:
    """Return the content of an arrival."""
    read: dict[str, object] = orjson.loads(content)
    return read


_ITS_BUNDLE = select(cases.c.bundle).where(cases.c.id == bindparam("case")).scalar_subquery()
_LOCK_BUNDLE = select(cases.c.id).where(cases.c.id == _ITS_BUNDLE).with_for_update(key_share=True)
_LINKED_CASES = (
    select(cases).where(cases.c.bundle == _ITS_BUNDLE).order_by(cases.c.id).with_for_update(key_share=True)
)  # key_share: whatever arrives meanwhile can be written down
_UNJUDGED = (
    select(*[column for column in arrivals.c if column.name != "state_before"])
    .where(arrivals.c.case_id.in_(bindparam("ids", expanding=True)), arrivals.c.outcome == "")
    .where(arrivals.c.received_at <= bindparam("until"))
    .order_by(arrivals.c.received_at, arrivals.c.id)
)
_ADD_ARRIVALS, _ADD_STEPS = insert(arrivals), insert(steps)
_FORGET_STEPS = delete(steps).where(steps.c.case_id.in_(bindparam("ids", expanding=True)))
_SAVED = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        state=bindparam("new_state"), status=bindparam("new_status"), ended=bindparam("new_ended"),
        settled_at=bindparam("new_settled_at"), next_due=bindparam("new_next_due"),
        fallen_at=bindparam("new_fallen_at"), calendar=bindparam("new_calendar"), version=cases.c.version + 1,
    )
)  # fmt: skip
_JUDGED = (
    update(arrivals)
    .where(arrivals.c.id == bindparam("arrival"))
    .values(
        outcome=bindparam("new_outcome"), note=bindparam("new_note"), judged_at=bindparam("new_judged_at"),
        state_before=bindparam("new_state_before"),
    )
)  # fmt: skip
__all__ = ["Bundle", "Held", "calendars", "plain"]
