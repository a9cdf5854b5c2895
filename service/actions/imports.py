"""The tracker in: what a sheet would change, what it may not change and where that is done, and applying it.

Only what officers note may come in this way. A sheet with anything wrong in it changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.actions.accounts import people
from service.actions.exports import cells
from service.actions.office import OFFICERS
from service.actions.people import sight_of
from service.formats.sheets import INSTANT, Cell, Column
from service.formats.tracker import (
    CHANGEABLE,
    CHECK,
    FIXED,
    LONGEST_NOTE,
    fixed_check,
    open_check,
    same_text,
)
from service.formats.tracker_in import MOST_FAULTS, Fault, ReadRow, ReadTracker, read_tracker
from service.register.notes import NoteChange, Noted, NotedMeanwhile, note_all
from service.register.register import Register
from service.register.tracker import tracker_rows
from service.roles import Person

LABELS = {"note": "Officer note", "officer": "Assigned officer"}
Cells = Mapping[str, Cell]


class UnusableNote(ValueError):
    """What was sent cannot be noted; the message says what to change."""


@dataclass(frozen=True)
class Change:
    """One cell that a sheet would change."""

    case_id: int
    reference: str
    organisation: str
    column: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Preview:
    """What a sheet would do: how many rows it has, what would change, and what is wrong. Nothing was changed yet."""

    rows: int
    changes: Sequence[Change]
    faults: Sequence[Fault]


@dataclass(frozen=True)
class _Known:
    """What a sheet is compared with: the cases as a sheet would show them now, and the officers there are."""

    ids: Mapping[str, int]
    rows: Mapping[str, Cells]
    officers: frozenset[str]


def preview(register: Register, person: Person, content: bytes) -> Preview:
    """Say what a tracker would change. Raises NotAllowed; UnusableFile, when the file as a whole cannot be used."""
    person.require(*OFFICERS)
    return looked_at(register, person, content)


def looked_at(register: Register, person: Person, content: bytes) -> Preview:
    """Say what a tracker would change in what a person sees. Raises UnusableFile."""
    tracker, known = read_tracker(content), _known(register, person)
    faults, changes = list(tracker.faults), list[Change]()
    seen: dict[str, int] = {}
    for row in tracker.rows:
        reference = same_text(row.cells.get("reference"))
        wrong = _misplaced(row, reference, seen, known, tracker)
        seen.setdefault(reference, row.number)
        if not wrong:
            wrong = [*_fixed_faults(row, known.rows[reference], tracker), *_open_faults(row, reference, known, tracker)]
            changes += _changes(row, reference, known)
        faults += wrong
    faults.sort(key=lambda fault: (fault.row, fault.column))
    return Preview(len(tracker.rows), changes, faults[:MOST_FAULTS])


def _known(register: Register, person: Person) -> _Known:
    titles: dict[tuple[str, str], str] = {}
    rows = tracker_rows(register, sight_of(person))
    officers = frozenset(one.username for one in people(register) if one.role in OFFICERS)
    return _Known(
        {row["reference"]: row["id"] for row in rows},
        {row["reference"]: cells(register, row, titles) for row in rows},
        officers,
    )


def _misplaced(
    row: ReadRow, reference: str, seen: Mapping[str, int], known: _Known, tracker: ReadTracker
) -> list[Fault]:
    """Return why a row stands for no case of its own."""
    place = tracker.place("reference")
    if not reference:
        return [
            Fault(
                "there is no reference, so the row stands for no case; leave this column as it was", row.number, place
            )
        ]
    if reference in seen:
        return [Fault(f"'{reference}' stands in row {seen[reference]} already; a case has one row", row.number, place)]
    if reference not in known.rows:
        return [Fault(f"'{reference[:60]}' is no case here; a case is opened under Cases", row.number, place)]
    return []


def _fixed_faults(row: ReadRow, now: Cells, tracker: ReadTracker) -> list[Fault]:
    """Return the cells that were changed although the sheet cannot change them; what is only old is no fault."""
    mark = same_text(row.cells.get(CHECK)).partition("-")[0]
    if mark == fixed_check(row.cells):
        return []
    differing = [column for column in FIXED if same_text(row.cells.get(column.key)) != same_text(now.get(column.key))]
    return [Fault(_cannot(column, now), row.number, tracker.place(column.key)) for column in differing]


def _cannot(column: Column, now: Cells) -> str:
    value = same_text(now.get(column.key))
    shown = value.replace("T", " ") if column.kind == INSTANT else value
    return f"this cannot be changed here: {column.fixed}. In the register it is '{shown[:80]}'"


def _open_faults(row: ReadRow, reference: str, known: _Known, tracker: ReadTracker) -> list[Fault]:
    officer, faults = same_text(row.cells.get("officer")), []
    if officer and officer not in known.officers and officer != same_text(known.rows[reference].get("officer")):
        names = ", ".join(sorted(known.officers)[:10]) or "none yet"
        said = f"'{officer[:60]}' is no officer here; the user names of officers are {names}"
        faults.append(Fault(said, row.number, tracker.place("officer")))
    for key in CHANGEABLE:
        if _is_changed(row, reference, known, key) and _was_changed_meanwhile(row, known.rows[reference]):
            said = f"somebody has noted something else since the sheet was made: '{_now(known, reference, key)[:80]}'"
            faults.append(Fault(said, row.number, tracker.place(key)))
    return faults


def _is_changed(row: ReadRow, reference: str, known: _Known, key: str) -> bool:
    """Return whether a cell was changed in the sheet and differs from what is noted."""
    untouched = same_text(row.cells.get(CHECK)).partition("-")[2] == open_check(row.cells)
    return not untouched and same_text(row.cells.get(key)) != _now(known, reference, key)


def _was_changed_meanwhile(row: ReadRow, now: Cells) -> bool:
    mark = same_text(row.cells.get(CHECK)).partition("-")[2]
    return bool(mark) and mark != open_check(now)


def _now(known: _Known, reference: str, key: str) -> str:
    return same_text(known.rows[reference].get(key))


def _changes(row: ReadRow, reference: str, known: _Known) -> list[Change]:
    name = same_text(known.rows[reference]["organisation_name"])
    return [
        Change(known.ids[reference], reference, name, key, _now(known, reference, key), same_text(row.cells.get(key)))
        for key in CHANGEABLE
        if _is_changed(row, reference, known, key)
    ]


def apply(register: Register, person: Person, wanted: Sequence[Change]) -> int:
    """Note what a preview has shown and return how many cases it touches.

    Raises NotAllowed; UnusableNote for what no preview can have shown; NotedMeanwhile, when a note is another now.
    """
    person.require(*OFFICERS)
    known = _known(register, person)
    noted: dict[int, tuple[Noted, Noted]] = {}
    for change in wanted:
        _require_possible(change, known)
        now = known.rows[change.reference]
        if same_text(now.get(change.column)) != change.was:
            raise NotedMeanwhile(str(NotedMeanwhile.__doc__))
        was, becomes = noted.get(change.case_id) or (_noted(now), _noted(now))
        noted[change.case_id] = (was, Noted(**{**vars(becomes), change.column: change.becomes}))
    note_all(register, [NoteChange(case_id, *pair) for case_id, pair in noted.items()], person.username)
    return len(noted)


def _noted(now: Cells) -> Noted:
    return Noted(str(now.get("note") or ""), str(now.get("officer") or ""))


def _require_possible(change: Change, known: _Known) -> None:
    if change.column not in CHANGEABLE or known.ids.get(change.reference) != change.case_id:
        raise UnusableNote("This change was not shown in a preview; send the tracker again.")
    if len(change.becomes) > LONGEST_NOTE:
        raise UnusableNote(f"A note has at most {LONGEST_NOTE:,} letters.")
    if change.column == "officer" and change.becomes and change.becomes not in known.officers:
        raise UnusableNote(f"'{change.becomes[:60]}' is no officer here.")
