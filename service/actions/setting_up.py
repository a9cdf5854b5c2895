"""Organisations, contacts and accounts from a workbook: what it would do, asking for it, applying it as a second one.

What it would do is found by doing it and taking it back: nothing is judged twice by different rules, and what one
row makes possible (an organisation, for its account) the next one finds. With anything wrong, nothing is kept.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.setting_up_rows import Entering, Links
from service.actions.trying import Outcome, UnusableSetup, entered, tried
from service.formats.setup_in import ReadSetup, SetupRow, SheetFault, read_setup
from service.register import seconded
from service.register.register import Register
from service.register.seconded import APPLIED, DECLINED, Told
from service.roles import NotAllowed, Person

__all__ = ["KIND", "Outcome", "UnusableSetup", "apply", "ask", "asked", "decline", "enter_now", "looked_at"]
KIND = "setup"


def looked_at(register: Register, person: Person, content: bytes, links: Links) -> Outcome:
    """Say what a workbook would do. Raises UnusableFile, when the file as a whole cannot be used."""
    return tried(register, read_setup(content), Entering(register, person, links).enter)


def enter_now(register: Register, person: Person, content: bytes, links: Links) -> Outcome:
    """Do what a workbook says, in one transaction. Raises UnusableFile; UnusableSetup, when anything is wrong."""
    return entered(register, read_setup(content), Entering(register, person, links).enter)


# --- by two officers -----------------------------------------------------------------------------------------------


def ask(register: Register, person: Person, name: str, content: bytes, links: Links) -> int:
    """Ask for what a workbook would do and return the number of the request; another officer applies it.

    Raises NotAllowed, UnusableFile; UnusableSetup, when anything is wrong with it or it changes nothing.
    """
    person.require(*ACCOUNT_OFFICERS)
    read = read_setup(content)
    outcome = tried(register, read, Entering(register, person, links).enter)
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
    if request["outcome"]:
        return request, Outcome(len(read.rows))
    return request, tried(register, read, Entering(register, person, links).enter)


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

    return entered(register, _read(request), Entering(register, person, links).enter, answered)


def decline(register: Register, person: Person, number: int) -> None:
    """Decline a request, or withdraw one's own. Raises NotAllowed, NoSuchRequest."""
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    seconded.answer(register, number, DECLINED, person.username, {"sha256": request["content"]["sha256"]})
