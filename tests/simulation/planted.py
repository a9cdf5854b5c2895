"""Bugs planted on purpose, each in the running code of this process only: the simulation must find every one of them.

A bug here is one that somebody could write: it passes a test in which nothing crashes. Each is a function that changes
one place through pytest's `MonkeyPatch` and is taken back after the test.
"""

import contextlib
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from processes.case import Case
from service.actions import calendar, people
from service.mail import sending
from service.register import bundle as bundles
from service.register import delivery, judging, ledger, receive, saving, settle, telling
from service.register.bundle import Bundle, Held, Sitting
from service.register.judging import Event, Judging
from service.register.register import Register
from service.register.tables import cases, outbox
from tests.simulation import machine

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Bug:
    """A bug: how it is planted, as what it may be found, and from which seed on it is looked for."""

    plant: Plant
    kinds: tuple[str, ...]
    first: int


PLANTED: dict[str, Bug] = {}


def planted(*kinds: str, first: int = 0) -> Callable[[Plant], Plant]:
    """Keep a bug under the name of its function, with the classes of findings that show it.

    first: a seed whose story comes across it soon, so that the test is quick; any seeds find it, if many enough.
    """

    def keep(plant: Plant) -> Plant:
        PLANTED[plant.__name__] = Bug(plant, kinds, first)
        return plant

    return keep


@planted("misjudged")
def settled_after_accepting(patch: pytest.MonkeyPatch) -> None:
    """What arrived is taken before the deadlines that fell before it."""
    right = Judging.next

    def wrong(self: Judging) -> Event | None:
        waiting = self._bundle.waiting
        return Event(waiting[0].case_id, waiting[0].received_at, arrival=waiting[0]) if waiting else right(self)

    patch.setattr(Judging, "next", wrong)


@planted("early")
def no_pause(patch: pytest.MonkeyPatch) -> None:
    """A hard deadline is applied at once: whoever was stamped before it and is written down after it comes too late."""
    right = Register.__init__

    def wrong(self: Register, *given: Any, **named: Any) -> None:
        right(self, *given, **{**named, "pause": timedelta(0)})

    patch.setattr(Register, "__init__", wrong)


@planted("lost", "twice", first=1)
def message_sent_after_the_commit(patch: pytest.MonkeyPatch) -> None:
    """A linked case is told in a transaction of its own, after the one that sent the message."""
    right, later = settle._settle, []

    def put_off(self: Judging, sender: Held, sent: Any) -> None:
        others = [held.id for held in self._bundle.held.values() if held.id != sender.id]
        catch = [n for n in others if self._bundle.held[n].case.definition.diagram.catches(str(sent.detail["message"]))]
        name, carried = str(sent.detail["message"]), sent.detail["carried"]
        later.extend(self._delivered(other, sender, name, carried, sent.at, "") for other in catch)

    def wrong(register: Register, case_id: int, until: Any) -> int:
        judged = right(register, case_id, until)
        while later:
            with register.database.write() as connection:
                connection.execute(saving._ADD_ARRIVALS, [later.pop()])
            judged += right(register, case_id, until)
        return judged

    patch.setattr(Judging, "_send", put_off)
    patch.setattr(settle, "_settle", wrong)


@planted("lost", "dues")
def due_rows_not_rewritten(patch: pytest.MonkeyPatch) -> None:
    """The table of due instants is written when a case opens, and never again."""
    right = saving._rewrite_dues
    patch.setattr(
        saving, "_rewrite_dues", lambda sitting, held: right(sitting, [one for one in held if not one.dues_before])
    )


@planted("lost")
def ledger_outside_the_transaction(patch: pytest.MonkeyPatch) -> None:
    """The state of a case is committed first, what happened to it afterwards."""
    right, written, later = settle._settle, saving.append, []
    settling = False

    def put_off(connection: Connection, entries: Sequence[ledger.Entry], at: Any) -> None:
        if settling:
            later.append((list(entries), at))
        else:
            written(connection, entries, at)

    def wrong(register: Register, case_id: int, until: Any) -> int:
        nonlocal settling
        settling = True
        judged = right(register, case_id, until)
        settling = False
        while later:
            with register.database.write() as connection:
                written(connection, *later.pop(0))
        return judged

    patch.setattr(saving, "append", put_off)
    patch.setattr(settle, "_settle", wrong)


@planted("twice")
def outcome_outside_the_transaction(patch: pytest.MonkeyPatch) -> None:
    """A case moves on first; that the arrival has been judged is written down afterwards."""
    right = settle._settle
    later: list[dict[str, object]] = []

    def put_off(self: Sitting) -> None:
        later.extend(self.judged)
        self.judged.clear()

    def wrong(register: Register, case_id: int, until: Any) -> int:
        judged = right(register, case_id, until)
        if later:
            with register.database.write() as connection:
                connection.execute(bundles._JUDGED, [*later])
            later.clear()
        return judged

    patch.setattr(Sitting, "save_outcomes", put_off)
    patch.setattr(settle, "_settle", wrong)


@planted("lost")
def acknowledged_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """A receipt is given for what only lies in memory; it is written down when the bell rings next."""
    right = machine.tick

    def wrong(register: Any, who: Any, case_id: int, step: str, answers: Any, **named: Any) -> people.Submitted:
        named.pop("version", None)
        row = receive.arrival_row(case_id, step, answers, by=who.username, kind="answer", **named)
        kept = register.__dict__.setdefault("kept", [])
        first = next((one for one in kept if one["key"] == row["key"]), None)
        known = receive.receipt_of_key(register, str(row["key"]), row) if first is None else _receipt(first)
        if known is not None:
            return people.Submitted(known, "", "", "")
        kept.append(row)
        row["id"] = 1000 + int(hashlib.sha256(str(row["key"]).encode()).hexdigest()[:6], 16)
        return people.Submitted(_receipt(row), "", "", "")

    def written_at_last(register: Any) -> int:
        for row in register.__dict__.pop("kept", []):
            with contextlib.suppress(IntegrityError), register.database.write() as connection:
                receive.write_down(connection, row)
        return right(register)

    patch.setattr(people, "submit", wrong)
    patch.setattr(machine, "tick", written_at_last)


def _receipt(row: Any) -> receive.Receipt:
    return receive.Receipt(row["id"], row["case_id"], row["received_at"])


@planted("twice")
def key_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Who sends the same again is not recognised."""
    right = people.receive
    patch.setattr(people, "receive", lambda *given, **named: right(*given, **{**named, "key": None}))


@planted("version")
def pinned_version_ignored(patch: pytest.MonkeyPatch) -> None:
    """A case goes on with the newest version of its path."""

    def newest(self: Bundle, row: Any) -> Any:
        return self.register.versions.latest(self.connection, str(row["path"]))[1]

    patch.setattr(Bundle, "_definition", newest)


@planted("lost", "order")
def linked_cases_settled_one_by_one(patch: pytest.MonkeyPatch) -> None:
    """Each case is settled for itself, as if it had no links."""
    alone = select(cases).where(cases.c.id.in_(bindparam("ids", expanding=True))).order_by(cases.c.id)
    patch.setattr(bundles, "_LINKED_CASES", alone)


@planted("misjudged")
def judged_by_the_clock(patch: pytest.MonkeyPatch) -> None:
    """What waits to be judged counts from when it is judged, not from its stamp."""
    right = Bundle.load_all.__func__  # type: ignore[attr-defined]

    def wrong(cls: type[Bundle], *given: Any) -> list[Bundle]:
        loaded: list[Bundle] = right(cls, *given)
        for bundle in loaded:
            now = [SimpleNamespace(**{**row._mapping, "received_at": bundle.now}) for row in bundle.waiting]
            bundle.waiting = deque(now)  # type: ignore[arg-type]
        return loaded

    patch.setattr(Bundle, "load_all", classmethod(wrong))


@planted("misjudged", first=21)
def woven_into_the_past(patch: pytest.MonkeyPatch) -> None:
    """Nobody remembers that a deadline has fallen when something stamped before it is written down at last."""
    right = Bundle.hold

    def wrong(self: Bundle, case_id: int, case: Case, row: Any) -> Held:
        return right(self, case_id, case, {**row, "fallen_at": None})

    patch.setattr(Bundle, "hold", wrong)


@planted("twice", first=1)
def mail_without_fence(patch: pytest.MonkeyPatch) -> None:
    """What was being sent when the service died is simply sent again."""

    def wrong(register: Register, sender: delivery.Sender, now: Any) -> int:
        with register.database.write() as connection:
            mine = (outbox.c.state == "sending", outbox.c.sender != sender.token)
            return connection.execute(update(outbox).where(*mine).values(state="todo")).rowcount

    patch.setattr(sending, "give_up_lost", wrong)


@planted("misjudged")
def reminder_not_read_again(patch: pytest.MonkeyPatch) -> None:
    """Once a reminder is in the outbox it is sent, whatever has happened meanwhile."""
    patch.setattr(delivery, "untrue", lambda *_: "")


@planted("lost", first=0)
def letters_outside_the_transaction(patch: pytest.MonkeyPatch) -> None:
    """A rung counts as told first; its letters are put into the outbox afterwards."""
    right, posted, later = calendar.remind, telling.post, []

    def wrong(register: Register, now: Any) -> int:
        told = right(register, now)
        while later:
            with register.database.write() as connection:
                posted(register, connection, later.pop(), now)
        return told

    patch.setattr(telling, "post", lambda _register, _connection, letters, _now: later.append(letters))
    patch.setattr(calendar, "remind", wrong)


@planted("misjudged", "lost", first=30)
def moved_date_not_taken_over(patch: pytest.MonkeyPatch) -> None:
    """A case notes that the calendar has changed, and goes on waiting for the old date."""

    def wrong(self: Judging, held: Held, arrival: Any, _at: Any) -> None:
        self._enter(held, "calendar-changed", arrival, {})

    patch.setitem(judging._KINDS, "calendar", wrong)
