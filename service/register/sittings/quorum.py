"""Who counts for an item and whether the body may decide it; and what its membership must be. Knows no database.

A member with an interest in a case stands aside, and does not count, vote or record. Who has not declared does not
count either, nor does a vacant seat.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.register.sittings.bodies import Quorum


@dataclass(frozen=True)
class Member:
    """One seat and who holds it. `username` is empty for somebody without an account."""

    id: int
    username: str
    name: str
    seat: str
    voting: bool
    chair: bool = False
    present: bool = False
    declared: bool = False


@dataclass(frozen=True)
class Attendance:
    """Who may decide one item, who stands aside, and what is missing for a quorum (nothing: it is met)."""

    voters: tuple[Member, ...]
    aside: tuple[Member, ...]
    missing: tuple[str, ...]

    @property
    def quorate(self) -> bool:
        """Whether the body may decide the item."""
        return not self.missing


def attendance(members: Sequence[Member], conflicted: Collection[int], quorum: Quorum) -> Attendance:
    """Return who may decide an item. conflicted: the ids of the members with an interest in it."""
    here = [member for member in members if member.present and member.declared]
    voters = tuple(member for member in here if member.voting and member.id not in conflicted)
    aside = tuple(member for member in here if member.id in conflicted)
    counted = {
        "voting": len(voters),
        "lay": sum(member.seat == "lay" for member in voters),
        "executive": sum(member.seat == "executive" for member in voters),
    }
    needed = {"voting": quorum.voting, "lay": quorum.lay, "executive": quorum.executive}
    missing = tuple(f"{counted[kind]} {kind} of {needed[kind]}" for kind in needed if counted[kind] < needed[kind])
    return Attendance(voters, aside, missing)


RULES: Mapping[str, str] = {
    "chair-is-lay": "The chair is a lay member",
    "lay-and-executive-majority": "Lay and executive members are more than half of those who vote",
    "observers-invited": "Healthwatch and the health and wellbeing board have a seat without a vote",
}
SOURCES: Mapping[str, str] = {
    "chair-is-lay": "Next steps, 4.4.2",
    "lay-and-executive-majority": "Next steps, 4.4.2 and 6.2",
    "observers-invited": "Next steps, 4.4.2",
}


@dataclass(frozen=True)
class Composition:
    """What is true of a membership: how each rule fares, by name, and the figures behind it."""

    holds: Mapping[str, bool]
    voting: int
    lay: int
    executive: int
    without_vote: tuple[str, ...]


def composition(members: Sequence[Member]) -> Composition:
    """Compute the rules about a membership. A tie is no majority; a body without voting members has none."""
    voting = [member for member in members if member.voting]
    lay = sum(member.seat == "lay" for member in voting)
    executive = sum(member.seat == "executive" for member in voting)
    seats = {member.seat for member in members if not member.voting}
    holds = {
        "chair-is-lay": any(member.chair and member.seat == "lay" for member in members),
        "lay-and-executive-majority": 2 * (lay + executive) > len(voting),
        "observers-invited": {"healthwatch", "wellbeing-board"} <= seats,
    }
    without = tuple(member.name for member in members if not member.voting)
    return Composition(holds, len(voting), lay, executive, without)
