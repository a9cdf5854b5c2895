"""Organisations, contacts and accounts from a workbook: what it would do, asking for it, applying it as a second one.

What it would do is found by doing it and taking it back: nothing is judged twice by different rules, and what one
row makes possible (an organisation, for its account) the next one finds. With anything wrong, nothing is kept.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.setting_up_rows import Entering, Links
from service.formats.setup_in import ReadSetup, SetupRow, SheetFault, read_setup
from service.formats.tracker_in import MOST_FAULTS
from service.register import seconded
from service.register.register import Register
from service.register.seconded import APPLIED, DECLINED, Told
from service.roles import NotAllowed, Person

KIND = "setup"


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


def looked_at(register: Register, person: Person, content: bytes, links: Links) -> Outcome:
    """Say what a workbook would do. Raises UnusableFile, when the file as a whole cannot be used."""
    return _tried(register, person, read_setup(content), links)


def _tried(register: Register, person: Person, read: ReadSetup, links: Links) -> Outcome:
    outcome = Outcome(len(read.rows), faults=list(read.faults))
    with suppress(_TakenBack), register.database.together():
        _enter(register, person, read.rows, links, outcome)
        raise _TakenBack
    return outcome


def _enter(register: Register, person: Person, rows: Sequence[SetupRow], links: Links, outcome: Outcome) -> None:
    entering = Entering(register, person, links)
    for row in rows:
        done = entering.enter(row)
        if isinstance(done, SheetFault):
            outcome.faults.append(done)
        elif done:
            outcome.changes.append(Change(row.sheet, row.number, *done))
        if len(outcome.faults) >= MOST_FAULTS:
            return


def enter_now(register: Register, person: Person, content: bytes, links: Links) -> Outcome:
    """Do what a workbook says, in one transaction. Raises UnusableFile; UnusableSetup, when anything is wrong."""
    return _entered(register, person, read_setup(content), links, lambda _: None)


def _entered(
    register: Register, person: Person, read: ReadSetup, links: Links, also: Callable[[Outcome], None]
) -> Outcome:
    outcome = Outcome(len(read.rows), faults=list(read.faults))
    with register.database.together():
        _enter(register, person, read.rows, links, outcome)
        if outcome.faults:
            raise UnusableSetup(outcome.faults)
        also(outcome)
    return outcome


# --- by two officers -----------------------------------------------------------------------------------------------


def ask(register: Register, person: Person, name: str, content: bytes, links: Links) -> int:
    """Ask for what a workbook would do and return the number of the request; another officer applies it.

    Raises NotAllowed, UnusableFile; UnusableSetup, when anything is wrong with it or it changes nothing.
    """
    person.require(*ACCOUNT_OFFICERS)
    read = read_setup(content)
    outcome = _tried(register, person, read, links)
    if outcome.faults or not outcome.changes:
        raise UnusableSetup(outcome.faults or [SheetFault("it changes nothing", sheet="of any name")])
    digest = hashlib.sha256(content).hexdigest()
    said = {"file": name[:200], "sha256": digest, "changes": len(outcome.changes)}
    held = {**said, "rows": [asdict(row) for row in read.rows]}
    return seconded.ask(register, KIND, held, said, person.username)


def asked(register: Register, person: Person, number: int, links: Links) -> tuple[Told, Outcome]:
    """Return a request, and what it would do if this person applied it now. Raises NotAllowed, NoSuchRequest."""
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    read = _read(request)
    return request, Outcome(len(read.rows)) if request["outcome"] else _tried(register, person, read, links)


def _read(request: Mapping[str, object]) -> ReadSetup:
    content = request["content"]
    rows = content["rows"] if isinstance(content, dict) else []
    return ReadSetup([SetupRow(**row) for row in rows])


def apply(register: Register, person: Person, number: int, links: Links) -> Outcome:
    """Apply as the second officer what another one asked for: all of it or nothing.

    Raises NotAllowed, NoSuchRequest; UnusableSetup, when a row cannot be entered any more.
    """
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    if request["by"] == person.username:
        raise NotAllowed("You asked for this yourself; another officer must apply it.")

    def answered(outcome: Outcome) -> None:
        said = {"sha256": request["content"]["sha256"], "changes": len(outcome.changes)}
        seconded.answer(register, number, APPLIED, person.username, said)

    return _entered(register, person, _read(request), links, answered)


def decline(register: Register, person: Person, number: int) -> None:
    """Decline a request, or withdraw one's own. Raises NotAllowed, NoSuchRequest."""
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    seconded.answer(register, number, DECLINED, person.username, {"sha256": request["content"]["sha256"]})
