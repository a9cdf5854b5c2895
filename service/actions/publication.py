"""The public register: what an edition would say, asking for it, publishing it as a second officer.

Nothing reaches the public by itself. An edition says what stood when it was asked for; a correction is a new edition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deadlines.calendar import london_date
from service.actions import duties
from service.actions.office import OFFICERS
from service.formats.sheets import Column, Sheet
from service.register import editions
from service.register.editions import DECLINED, PUBLISHED, NoSuchEdition
from service.register.ended import endings
from service.register.outcomes import Outcome, outcomes
from service.register.queries import Sight
from service.register.register import Register
from service.roles import NotAllowed, Person

MODELS, APPROVED, PROCUREMENT, INTERESTS = "models", "approved", "procurement", "interests"
PARTS = {MODELS: "Models", APPROVED: "Approved", PROCUREMENT: "Procurement decisions", INTERESTS: "Interests"}
_READ_ONLY = "a correction is published as a new edition"
COLUMNS = tuple(
    Column(key, title, width=width, fixed=_READ_ONLY)
    for key, title, width in (
        ("code", "Code", 10), ("name", "Organisation", 40), ("region", "Region", 20), ("model", "Model", 22),
        ("decision", "Decision", 14), ("day", "Day", 12), ("contract", "Contract", 40),
        ("decided_by", "Decided by", 30), ("conflicts", "Conflicts of interest", 40),
        ("managed", "How they were managed", 40),
        ("correction", "Correction", 30), ("kind", "Kind", 24), ("nature", "Nature", 40), ("role", "Held by", 30),
        ("until", "Until", 12),
    )
)  # fmt: skip
_PLACE = ("code", "name", "region")
HEADS = {
    MODELS: (*_PLACE, "model", "day"), APPROVED: (*_PLACE, "model", "decision", "day"),
    PROCUREMENT: (*_PLACE, "decision", "day", "contract", "decided_by", "conflicts", "managed", "correction"),
    INTERESTS: (*_PLACE, "day", "kind", "nature", "role", "until"),
}  # fmt: skip
Entry = Mapping[str, str]


class NothingToPublish(ValueError):
    """The next edition cannot be asked for; the message says why."""


@dataclass(frozen=True)
class Difference:
    """What the next edition says otherwise than the newest one: the part, and the entry before and after."""

    part: str
    name: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Next:
    """The next edition before it is asked for: what it would say, what it follows (0: nothing), what differs."""

    content: Mapping[str, Sequence[Entry]]
    after: int
    differences: Sequence[Difference]


def next_edition(register: Register, person: Person) -> Next:
    """Say what the next edition would be. Raises NotAllowed."""
    person.require(*OFFICERS)
    content = {
        MODELS: _models(register), APPROVED: _approved(outcomes(register, Sight())),
        PROCUREMENT: duties.procurement(register), INTERESTS: duties.interests(register),
    }  # fmt: skip
    try:
        newest = editions.published(register)
    except NoSuchEdition:
        return Next(content, 0, differences({}, content))
    return Next(content, newest["number"], differences(newest["content"], content))


def _models(register: Register) -> list[Entry]:
    """Return which organisation holds which model: what went live last, unless an ending came after it."""
    held: dict[str, tuple[Any, Entry]] = {}
    for one in outcomes(register, Sight()):
        at = one.reached("live")
        if at is not None and (one.organisation not in held or held[one.organisation][0] < at):
            held[one.organisation] = (at, _entry(one, london_date(at).isoformat()))
    ended = endings(register)
    return _sorted(entry for code, (at, entry) in held.items() if code not in ended or ended[code] < at)


def _approved(told: Sequence[Outcome]) -> list[Entry]:
    """Return the proposals that were approved, conditionally or not, and what the last decision was."""
    found = []
    for one in told:
        decisions = [(status, at) for status, at in one.statuses if status in ("approved", "conditional", "declined")]
        if decisions and decisions[-1][0] != "declined":
            status, at = decisions[-1]
            found.append({**_entry(one, london_date(at).isoformat()), "decision": status.capitalize()})
    return _sorted(found)


def _entry(one: Outcome, day: str) -> Entry:
    model = one.model.replace("_", " ").capitalize()
    return {"code": one.organisation, "name": one.organisation_name, "region": one.region, "model": model, "day": day}


def _sorted(entries: Any) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry["region"], entry["name"], entry["model"], entry["day"]))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what two editions say differently, by part and organisation."""
    found = []
    for part in PARTS:
        was, becomes = (_by_organisation(one.get(part, []), HEADS[part]) for one in (before, after))
        pairs = [(key[1], was.get(key, ""), becomes.get(key, "")) for key in sorted({*was, *becomes})]
        found += [Difference(part, *pair) for pair in pairs if pair[1] != pair[2]]
    return found


def _by_organisation(entries: Sequence[Entry], heads: Sequence[str]) -> dict[tuple[str, str], str]:
    said: dict[tuple[str, str], str] = {}
    for one in entries:
        key = (one["code"], one["name"])
        words = ", ".join(one[name] for name in heads if name not in _PLACE and one[name])
        said[key] = "; ".join(filter(None, (said.get(key), words)))
    return said


def ask(register: Register, person: Person, after: int, note: str) -> int:
    """Ask for the next edition as it would be now and return its id; a second officer publishes it.

    after: the number of the newest edition as the officer saw it. Raises NotAllowed; NothingToPublish, when nothing
    differs or a correction has no change note; PreparedMeanwhile.
    """
    coming = next_edition(register, person)
    if not coming.differences:
        raise NothingToPublish("The newest edition says all of this already; there is nothing to publish.")
    if coming.after and not note.strip():
        raise NothingToPublish("Say what changes and why; everybody who reads the register reads this note.")
    return editions.ask(register, coming.content, note.strip() or "First edition.", person.username, after)


def publish(register: Register, person: Person, identity: int) -> int:
    """Publish an edition as its second officer and return its number. Raises NotAllowed, NoSuchEdition."""
    _require_second(register, person, identity)
    return editions.answer(register, identity, PUBLISHED, person.username)


def decline(register: Register, person: Person, identity: int) -> None:
    """Decline an edition, or withdraw one's own. Raises NotAllowed, NoSuchEdition."""
    person.require(*OFFICERS)
    editions.answer(register, identity, DECLINED, person.username)


def _require_second(register: Register, person: Person, identity: int) -> None:
    person.require(*OFFICERS)
    row = editions.waiting(register)
    if row is None or row["id"] != identity:
        raise NoSuchEdition("This edition does not wait for a second officer.")
    if row["by"] == person.username:
        raise NotAllowed("You asked for this edition yourself; another officer must publish it.")


def part_sheet(content: Mapping[str, Any], part: str) -> Sheet:
    """Return one part of an edition as a sheet. `part`: one of PARTS."""
    columns = [column for column in COLUMNS if column.key in HEADS[part]]
    return Sheet(PARTS[part], columns, content.get(part, []))  # an edition from before has fewer parts
