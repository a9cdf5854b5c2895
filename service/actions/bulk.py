"""What the office does with many cases at once: each case is looked at by itself, and has its own entry in the ledger.

A preview says for each case what would be done, or why not; doing it says the same again of what was done. One case
that refuses never keeps the others from being done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from processes.case import Case, StepNotOpen
from processes.forms import InvalidAnswers
from service.actions.office import OFFICERS
from service.actions.people import StaleForm, sight_of, submit
from service.register import notes, queries
from service.register.accounts import account
from service.register.letters import drafted
from service.register.notes import Noted, NotedMeanwhile
from service.register.queries import Row
from service.register.receive import NoSuchCase
from service.register.recipients import addresses_of
from service.register.register import Register
from service.roles import NotAllowed, Person

ACKNOWLEDGE, ASSIGN, NOTE = "acknowledge", "assign", "note"
ACTS = {ACKNOWLEDGE: "Acknowledge receipt", ASSIGN: "Assign to an officer", NOTE: "Note"}
RECEIPTS = {"receipt": "receipt_sent_to", "constitution-acknowledgement": "constitution_acknowledged_to"}
"""The forms that acknowledge something, with the answer that says to whom."""
MOST = 100


class UnusableBulk(ValueError):
    """Nothing can be done with these cases so; the message says what to change."""


@dataclass(frozen=True)
class Line:
    """What would be done, or was done, with one case; `refused` says why nothing is."""

    case_id: int
    reference: str
    organisation_name: str
    said: str = ""
    refused: str = ""


Doer = Callable[[Register, Person, Row, str, datetime], str]


def preview(register: Register, person: Person, act: str, ids: Sequence[int], said: str) -> list[Line]:
    """Return what an act would do with each case. Raises NotAllowed, UnusableBulk."""
    _check(register, person, act, ids, said)
    return [
        _line(register, person, case_id, lambda row: _FORETELL[act](register, person, row, said)) for case_id in ids
    ]


def perform(
    register: Register, person: Person, act: str, ids: Sequence[int], said: str, received_at: datetime
) -> list[Line]:  # fmt: skip
    """Do an act with each case by itself and return what came of it. Raises NotAllowed, UnusableBulk.

    received_at: the server's stamp of the request, aware UTC; each case's act carries it.
    """
    _check(register, person, act, ids, said)
    return [
        _line(register, person, case_id, lambda row: _DO[act](register, person, row, said, received_at))
        for case_id in ids
    ]


def _check(register: Register, person: Person, act: str, ids: Sequence[int], said: str) -> None:
    person.require(*OFFICERS)
    if act not in ACTS:
        raise UnusableBulk(f"'{act}' cannot be done with many cases; choose one of {', '.join(ACTS.values())}.")
    if not ids:
        raise UnusableBulk("No case is ticked. Go back and tick the cases that are meant.")
    if len(ids) > MOST:
        raise UnusableBulk(f"{len(ids)} cases are ticked; at most {MOST} are done at once.")
    if act != ACKNOWLEDGE and not said.strip():
        raise UnusableBulk("Say which officer or what is to be noted. Go back and fill it in.")
    if act == ASSIGN and not _is_officer(register, said.strip()):
        raise UnusableBulk(f"'{said.strip()}' is no officer of the programme office who can sign in.")


def _is_officer(register: Register, username: str) -> bool:
    row = account(register, username)
    return row is not None and bool(row["active"]) and row["role"] in OFFICERS


def _line(register: Register, person: Person, case_id: int, act: Callable[[Row], str]) -> Line:
    try:
        row = queries.case_row(register, sight_of(person), case_id)
    except NoSuchCase as problem:
        return Line(case_id, str(case_id), "", refused=str(problem))
    named = (case_id, str(row["reference"]), str(row["organisation_name"]))
    try:
        return Line(*named, said=act(row))
    except (StepNotOpen, StaleForm, NotAllowed, NotedMeanwhile, InvalidAnswers) as problem:
        return Line(*named, refused=str(problem))


def _foretell_receipt(register: Register, person: Person, row: Row, _said: str) -> str:
    step, case, answers = _receipt(register, person, row)
    name = case.definition.element(step).name or step
    form = case.form(step)
    if form is not None:
        form.read(answers, case.scope())
    letter = " and its letter goes to the applicant" if form is not None and form.letter is not None else ""
    return f"“{name}” is done{letter}; sent to: {answers[RECEIPTS[case.definition.element(step).form]]}."


def _acknowledge(register: Register, person: Person, row: Row, _said: str, at: datetime) -> str:
    step, _, answers = _receipt(register, person, row)
    done = submit(register, person, _number(row), step, answers, received_at=at, version=int(str(row["version"])))
    return f"Acknowledged under number {done.receipt.arrival}."


def _receipt(register: Register, person: Person, row: Row) -> tuple[str, Case, dict[str, object]]:
    """Return the open step that acknowledges a receipt, the case and the answers. Raises StepNotOpen, NotAllowed."""
    case = queries.live_case(register, row)
    steps = [] if case.ended else [one.element for one in case.steps() if one.element.form in RECEIPTS]
    if not steps:
        raise StepNotOpen("Nothing of it waits to be acknowledged.")
    if not person.may_do(steps[0].role):
        raise NotAllowed("Receipts are acknowledged by the programme office.")
    to = ", ".join(addresses_of(register, "ccg", row))[:300]
    if not to:
        raise StepNotOpen("No address of the applicant is known; acknowledge it by itself and say where it was sent.")
    return steps[0].id, case, {RECEIPTS[steps[0].form]: to, **_letter(case, steps[0].id, row, person)}


def _letter(case: Case, step: str, row: Row, person: Person) -> dict[str, object]:
    form = case.form(step)
    return {} if form is None or form.letter is None else {form.letter.field: drafted(form, case, row, person.name)}


def _number(row: Row) -> int:
    return int(str(row["id"]))


def _foretell_assigned(register: Register, _person: Person, row: Row, said: str) -> str:
    was = notes.noted(register, _number(row)).officer
    return f"It is assigned to {said.strip()}" + (f" instead of {was}." if was else ".")


def _assign(register: Register, person: Person, row: Row, said: str, _at: datetime) -> str:
    told = _foretell_assigned(register, person, row, said)
    was = notes.noted(register, _number(row))
    _note(register, person, row, was, Noted(was.note, said.strip()))
    return told


def _foretell_noted(register: Register, _person: Person, row: Row, said: str) -> str:
    was = notes.noted(register, _number(row)).note
    return f"“{said.strip()}” is noted" + (" beneath what is noted already." if was else ".")


def _write_note(register: Register, person: Person, row: Row, said: str, _at: datetime) -> str:
    told = _foretell_noted(register, person, row, said)
    was = notes.noted(register, _number(row))
    _note(register, person, row, was, Noted(f"{was.note}\n{said.strip()}".strip(), was.officer))
    return told


def _note(register: Register, person: Person, row: Row, was: Noted, becomes: Noted) -> None:
    notes.note_all(register, [notes.NoteChange(_number(row), was, becomes)], person.username)


_FORETELL: Mapping[str, Callable[[Register, Person, Row, str], str]] = {
    ACKNOWLEDGE: _foretell_receipt, ASSIGN: _foretell_assigned, NOTE: _foretell_noted,
}  # fmt: skip
_DO: Mapping[str, Doer] = {ACKNOWLEDGE: _acknowledge, ASSIGN: _assign, NOTE: _write_note}
