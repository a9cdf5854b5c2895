"""What officers do about dates: see what a change would do, ask for it, apply or decline it, rule on what had fallen.

Two officers stand for each change. Everything that has arrived is settled first, so that what is counted is what is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from processes.instants import from_micros
from service.actions.calendar import tick
from service.actions.office import OFFICERS
from service.register.dates import changes, records
from service.register.dates.plans import plan_of
from service.register.dates.wish import Preview, Touched, Wish
from service.register.register import Register
from service.register.settle import settle_together
from service.roles import Person

TOGETHER = 20


@dataclass(frozen=True)
class Applied:
    """What came of a change: how many dates were to move, and how many lie where they should now."""

    change: int
    previewed: int
    landed: int


def preview(register: Register, person: Person, wish: Wish) -> Preview:
    """Say what a change would do, without doing it. Raises NotAllowed, NotPossible, BeyondBound, UnusableRound."""
    person.require(*OFFICERS, "auditor")
    tick(register)
    return looked_at(register, wish)


def looked_at(register: Register, wish: Wish) -> Preview:
    """Say what a change would do and change nothing, not even what waits to be settled: for a dry run."""
    with register.database.read() as connection:
        return plan_of(register, connection, wish, register.clock()).preview


def ask(register: Register, person: Person, wish: Wish, shown: Preview) -> int:
    """Ask for a change as it was shown and return its number. Raises NotAllowed, SomethingElseNow, NotPossible."""
    person.require(*OFFICERS)
    return changes.ask(register, wish, shown, person.username)


def renew(register: Register, person: Person, change: int) -> Preview:
    """Ask anew for a change whose cases have moved; return what it would do now. Raises NotAllowed, NoSuchChange."""
    person.require(*OFFICERS)
    tick(register)
    return changes.renew(register, change, person.username)


def apply(register: Register, person: Person, change: int) -> Applied:
    """Apply a change as its second officer, and settle the cases whose dates move; the tick settles the others.

    Raises NotAllowed, NoSuchChange, NotPossible, SomethingElseNow.
    """
    person.require(*OFFICERS)
    tick(register)
    shown = changes.apply(register, change, person.username)
    _settle(register, sorted({one.case_id for one in shown.cases}))
    return Applied(change, len(shown.cases), _landed(register, shown.cases))


def decline(register: Register, person: Person, change: int) -> None:
    """Decline a change, or withdraw one's own. Raises NotAllowed, NoSuchChange."""
    person.require(*OFFICERS)
    changes.decline(register, change, person.username)


def rule(
    register: Register, person: Person, change: int, case_id: int, element: str, *, ruling: str, reason: str
) -> None:
    """Rule on what had fallen before its date moved. Raises NotAllowed, NoSuchChange, NotPossible."""
    person.require("exceptions-officer", "programme-office")
    changes.rule(register, change, case_id, element, ruling, reason, person.username)
    _settle(register, [case_id])


def _settle(register: Register, case_ids: Sequence[int]) -> None:
    """Settle cases in transactions that stay short; several of one bundle are one."""
    bundles = records.one_of_each_bundle(register, case_ids)
    for start in range(0, len(bundles), TOGETHER):
        settle_together(register, bundles[start : start + TOGETHER], register.clock())


def _landed(register: Register, touched: Sequence[Touched]) -> int:
    """Count the dates that lie now where the change puts them; a clock that was stopped waits for nothing."""
    there = records.waits_of(register, {one.case_id for one in touched})
    return sum(_lies(one, there) for one in touched)


def _lies(one: Touched, there: Mapping[tuple[int, str], datetime]) -> bool:
    if not one.element:
        return True
    wanted = None if one.becomes is None else from_micros(one.becomes)
    return there.get((one.case_id, one.element)) == wanted
