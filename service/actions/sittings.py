"""Sittings: who may see and keep them, and one with everything about it: who may decide which case and who may not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.actions.interests import Conflicted
from service.register.register import Register
from service.register.sittings import records
from service.register.sittings.bodies import Body
from service.register.sittings.interests import conflicts
from service.register.sittings.quorum import Attendance, Composition, Member, attendance, composition
from service.register.sittings.records import Item, NoSuchSitting, Sitting
from service.roles import ALL, Person

OFFICE = ("programme-office", "exceptions-officer")
SECRETARIES: Mapping[str, tuple[str, ...]] = {
    "regional-panel": ("programme-office", "regional-team"),
    "national-panel": ("programme-office", "national-panel"),
    "committee": ("programme-office", "committee"),
    "pccc": ("programme-office", "ccg"),
}
READERS = (
    "programme-office", "exceptions-officer", "auditor", "committee", "national-panel", "regional-panel",
    "regional-team", "ccg", "accountable-officer", "audit-chair",
)  # fmt: skip
OVERRIDES = "exceptions-officer"
VISITOR = 0


class UnusableSitting(ValueError):
    """What was entered for a sitting cannot be used; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Held:
    """A sitting with everything about it: members, agenda, who stands aside and who may decide each item.

    reader: the account that reads it, who may have to stand aside too.
    """

    reader: str
    sitting: Sitting
    members: list[Member]
    items: list[Item]
    aside: Mapping[int, Mapping[int, str]]
    composition: Composition
    overrides: Mapping[str, Mapping[str, Any]]

    def attendance(self, case_id: int) -> Attendance:
        """Return who may decide a case now."""
        return attendance(self.members, self.aside.get(case_id, {}), self.sitting.quorum)

    def member_of(self, username: str) -> Member | None:
        """Return the seat of a person; None, when they have none."""
        return next((one for one in self.members if one.username == username), None)

    def stands_aside(self, case_id: int) -> str:
        """Return why the reader stands aside from a case; empty, when they do not."""
        mine = self.member_of(self.reader)
        return self.aside.get(case_id, {}).get(VISITOR if mine is None else mine.id, "")

    @property
    def unmet(self) -> list[str]:
        """The rules about the membership that the body needs and that are neither met nor set aside."""
        return [
            rule
            for rule in self.sitting.body.requires
            if not self.composition.holds[rule] and rule not in self.overrides
        ]


def may_see(person: Person, sitting: Sitting) -> bool:
    """Return whether a person may see a sitting: its own body, region or organisation, or everything."""
    if person.role not in READERS:
        return False
    if sitting.body.scope:
        return person.sees == ALL or (person.scope == sitting.scope and _concerned(person, sitting.body))
    return person.sees == ALL


def _concerned(person: Person, body: Body) -> bool:
    return person.sees == {"region": "region", "organisation": "own"}[body.scope]


def may_keep(person: Person, body: Body, scope: str) -> bool:
    """Return whether a person is a secretary of a body: plans its sittings and keeps their record."""
    return person.role in SECRETARIES[body.id] and (person.sees == ALL or person.scope == scope)


def visible(register: Register, person: Person) -> list[Sitting]:
    """Return the sittings that a person may see, the next or latest first."""
    return [one for one in records.all_sittings(register) if may_see(person, one)]


def seen(register: Register, person: Person, sitting_id: int) -> Sitting:
    """Return a sitting. Raises NoSuchSitting, also for one that the person may not see."""
    sitting = records.one_sitting(register, sitting_id)
    if not may_see(person, sitting):
        raise NoSuchSitting(f"There is no sitting {sitting_id}.")
    return sitting


def held(register: Register, person: Person, sitting_id: int) -> Held:
    """Return a sitting with everything about it, in a fixed number of statements. Raises NoSuchSitting."""
    sitting = seen(register, person, sitting_id)
    with register.database.read() as connection:
        members = records.read_members(connection, sitting_id)
        items = records.read_items(connection, sitting_id)
        organisations = {one.case_id: one.organisation for one in items}
        aside = conflicts(connection, [*members, *_visitor(person, members)], organisations, sitting.day)
    overrides = records.overrides_of(register, sitting_id)
    return Held(person.username, sitting, members, items, aside, composition(members), overrides)


def _visitor(person: Person, members: Collection[Member]) -> list[Member]:
    """Return who looks on without a seat: they too stand aside from what concerns them."""
    if any(one.username == person.username for one in members):
        return []
    return [Member(VISITOR, person.username, person.name, "other", voting=False)]


def item_seen(found: Held, case_id: int) -> Item:
    """Return one item of an agenda. Raises NoSuchSitting, Conflicted for a reader who stands aside."""
    item = next((one for one in found.items if one.case_id == case_id), None)
    if item is None:
        raise NoSuchSitting(f"Case {case_id} is not on the agenda of sitting {found.sitting.id}.")
    if why := found.stands_aside(case_id):
        raise Conflicted(f"You stand aside from {item.reference} ({why}); its papers are not shown to you.")
    return item


def at_risk(found: Held, until: datetime) -> list[Item]:
    """Return the undecided items with a deadline that falls before a sitting could go on, soonest first."""
    risky = [one for one in found.items if not one.outcome and one.next_due is not None and one.next_due < until]
    return sorted(risky, key=lambda one: (one.next_due, one.number))
