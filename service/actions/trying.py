"""Doing what the rows of a workbook say in one transaction: tried and taken back, or kept when nothing is wrong.

It must not know what a row does. What one row makes possible the next one finds; with anything wrong, nothing is kept.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from service.formats.setup_in import ReadSetup, SetupRow, SheetFault
from service.formats.tracker_in import MOST_FAULTS
from service.register.register import Register

Enter = Callable[[SetupRow], "SheetFault | tuple[str, str] | None"]
"""Does what a row says; returns whom it is about and what became of it, nothing when nothing did, or what is wrong."""


class UnusableSetup(Exception):
    """The workbook cannot be applied as it is; nothing was changed. `faults` says what is wrong, by sheet and row."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(map(str, faults[:3])))
        self.faults = faults


@dataclass(frozen=True)
class Change:
    """What one row does: in which sheet and row it stands, whom or what it is about, and what becomes of it."""

    sheet: str
    row: int
    subject: str
    said: str


@dataclass(frozen=True)
class Outcome:
    """What a workbook does: how many rows it has, what they change, what is wrong. With a fault, nothing is kept."""

    rows: int
    changes: list[Change] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)


class _TakenBack(Exception):
    """All of it was tried; none of it is kept."""


def tried(register: Register, read: ReadSetup, enter: Enter) -> Outcome:
    """Do what the rows say and take it back; return what it did."""
    outcome = Outcome(len(read.rows), faults=list(read.faults))
    with suppress(_TakenBack), register.database.together():
        _all(read.rows, enter, outcome)
        raise _TakenBack
    return outcome


def entered(
    register: Register, read: ReadSetup, enter: Enter, also: Callable[[Outcome], None] = lambda _: None
) -> Outcome:
    """Do what the rows say, and `also` with it, in one transaction. Raises UnusableSetup, when anything is wrong."""
    outcome = Outcome(len(read.rows), faults=list(read.faults))
    with register.database.together():
        _all(read.rows, enter, outcome)
        if outcome.faults:
            raise UnusableSetup(outcome.faults)
        also(outcome)
    return outcome


def _all(rows: Sequence[SetupRow], enter: Enter, outcome: Outcome) -> None:
    for row in rows:
        done = enter(row)
        if isinstance(done, SheetFault):
            outcome.faults.append(done)
        elif done:
            outcome.changes.append(Change(row.sheet, row.number, *done))
        if len(outcome.faults) >= MOST_FAULTS:
            return
