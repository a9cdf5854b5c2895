"""Taking running cases over from another tracker: each is opened and brought to its step by ordinary arrivals.

Nothing writes a case's state from the side. Every act arrives as one that was received elsewhere: stamped now, with the
instant claimed for it, its evidence and the second officer. What cannot be reached that way is refused with its row.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict

from service.actions.access import ACCOUNT_OFFICERS
from service.actions.takeover_rows import TakingOver, unplaced
from service.actions.trying import Outcome, UnusableSetup, entered, tried
from service.formats.packages import UnusableFile
from service.formats.setup_in import CASES, TAKEOVER, ReadSetup, SetupRow, read_setup
from service.formats.sheets import Sheet, written_xlsx
from service.register import seconded
from service.register.register import Register
from service.register.seconded import APPLIED, DECLINED, Told
from service.roles import NotAllowed, Person

KIND = "takeover"
MOST_CASES = 100
MOST_EVIDENCE = 10_000_000
Files = Mapping[str, bytes]
"""The evidence that was sent, by the name of each file."""


def template(register: Register) -> bytes:
    """Return an empty workbook for running cases."""
    return written_xlsx([Sheet(title, columns, []) for title, columns in TAKEOVER.items()], register.clock())


def looked_at(register: Register, person: Person, content: bytes, files: Files) -> Outcome:
    """Say what taking over would do. Raises UnusableFile, when the files as a whole cannot be used."""
    read = _checked(content, files)
    return tried(register, _cases(read), TakingOver(register, person, person.username, read.rows, files).enter)


def _checked(content: bytes, files: Files) -> ReadSetup:
    if sum(map(len, files.values())) > MOST_EVIDENCE:
        raise UnusableFile(f"The evidence has more than {MOST_EVIDENCE // 1_000_000} megabytes; send it in parts.")
    read = read_setup(content, TAKEOVER)
    if sum(row.sheet == CASES for row in read.rows) > MOST_CASES:
        raise UnusableFile(f"There are more than {MOST_CASES} cases; send them in parts.")
    read.faults += unplaced(read.rows)
    return read


def _cases(read: ReadSetup) -> ReadSetup:
    return ReadSetup([row for row in read.rows if row.sheet == CASES], read.faults)


def ask(register: Register, person: Person, name: str, content: bytes, files: Files) -> int:
    """Ask for cases to be taken over and return the number of the request; another officer applies it.

    Raises NotAllowed, UnusableFile; UnusableSetup, when anything is wrong.
    """
    person.require(*ACCOUNT_OFFICERS)
    outcome = looked_at(register, person, content, files)
    if outcome.faults:
        raise UnusableSetup(outcome.faults)
    read = read_setup(content, TAKEOVER)
    said = {"file": name[:200], "sha256": hashlib.sha256(content).hexdigest(), "changes": len(outcome.changes)}
    evidence = {file: base64.b64encode(held).decode() for file, held in files.items()}
    held = {**said, "rows": [asdict(row) for row in read.rows], "evidence": evidence}
    return seconded.ask(register, KIND, held, said, person.username)


def asked(register: Register, person: Person, number: int) -> tuple[Told, Outcome]:
    """Return a request, and what it would do if it were applied now. Raises NotAllowed, NoSuchRequest."""
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    read = ReadSetup([SetupRow(**row) for row in request["content"]["rows"]])
    if request["outcome"]:
        return request, Outcome(len(read.rows))
    return request, tried(register, _cases(read), _taking(register, person, request, read).enter)


def _taking(register: Register, person: Person, request: Told, read: ReadSetup) -> TakingOver:
    files = {name: base64.b64decode(held) for name, held in request["content"]["evidence"].items()}
    return TakingOver(register, person, str(request["by"]), read.rows, files)


def apply(register: Register, person: Person, number: int) -> Outcome:
    """Take over as the second officer what another one asked for: all of it or nothing.

    Raises NotAllowed, NoSuchRequest; UnusableSetup, when a case cannot be brought to its step any more.
    """
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    if request["by"] == person.username:
        raise NotAllowed("You asked for this yourself; another officer must apply it.")
    read = ReadSetup([SetupRow(**row) for row in request["content"]["rows"]])

    def answered(outcome: Outcome) -> None:
        said = {"sha256": request["content"]["sha256"], "changes": len(outcome.changes)}
        seconded.answer(register, number, APPLIED, person.username, said)

    return entered(register, _cases(read), _taking(register, person, request, read).enter, answered)


def decline(register: Register, person: Person, number: int) -> None:
    """Decline a request, or withdraw one's own. Raises NotAllowed, NoSuchRequest."""
    person.require(*ACCOUNT_OFFICERS)
    request = seconded.one(register, KIND, number)
    seconded.answer(register, number, DECLINED, person.username, {"sha256": request["content"]["sha256"]})
