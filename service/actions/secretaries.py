"""What the secretaries, members and officers of a sitting do: plan, seat, declare, freeze, begin, adjourn, close.

What the body decides is in `deciding`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from deadlines.calendar import due_wording
from deadlines.clock import aware_utc
from processes.instants import to_micros
from service.actions.people import sight_of
from service.actions.sittings import OVERRIDES, UnusableSitting, at_risk, held, may_keep, seen
from service.register import queries
from service.register.accounts import account
from service.register.register import Register
from service.register.sittings import holding, records
from service.register.sittings.bodies import OBSERVERS, SEATS, Quorum, bodies
from service.register.sittings.holding import SittingNotReady
from service.register.sittings.quorum import RULES, Member
from service.register.sittings.records import Sitting, Waiting
from service.roles import NotAllowed, Person


def _kept(register: Register, person: Person, sitting_id: int) -> Sitting:
    sitting = seen(register, person, sitting_id)
    if not may_keep(person, sitting.body, sitting.scope):
        raise NotAllowed("The record of this sitting is kept by its secretary; you can read it.")
    return sitting


# --- planning ------------------------------------------------------------------------------------------------------


YEARS = range(2000, 2200)


def plan(
    register: Register, person: Person, body: str, scope: str, held_at: datetime, place: str, quorum: Quorum | None
) -> int:
    """Plan a sitting and return its number. held_at: aware. quorum: the body's own, when None.

    Raises NotAllowed, UnusableSitting.
    """
    if body not in bodies():
        raise UnusableSitting({"body": "Choose a body"})
    found, wrong = bodies()[body], _wrong_with(register, body, scope, quorum)
    if aware_utc(held_at).year not in YEARS:
        wrong["held"] = "Enter a day between 2000 and 2199"
    if wrong:
        raise UnusableSitting(wrong)
    if not may_keep(person, found, scope):
        raise NotAllowed(f"A sitting of the {found.name} is planned by its secretary or the programme office.")
    return holding.plan(register, body, scope, aware_utc(held_at), place, quorum or found.quorum, person.username)


def _wrong_with(register: Register, body: str, scope: str, quorum: Quorum | None) -> dict[str, str]:
    column = {"region": "region", "organisation": "code"}.get(bodies()[body].scope)
    places = {str(row[column]) for row in queries.organisations_of(register)} if column else {""}
    wrong = {} if scope in places else {"scope": f"Choose the {bodies()[body].scope or 'whole country'} it sits for"}
    if quorum is not None and (quorum.voting < 1 or min(quorum.lay, quorum.executive) < 0):
        wrong["quorum"] = "A quorum is at least one voting member"
    return wrong


def seat(register: Register, person: Person, sitting_id: int, member: Member) -> int:
    """Give somebody a seat and return its number. Raises NotAllowed, UnusableSitting, SittingNotReady."""
    _kept(register, person, sitting_id)
    taken = {one.username for one in records.members_of(register, sitting_id)} - {""}
    wrong = {
        "name": not member.name.strip() and "Enter the name of the member",
        "seat": member.seat not in SEATS and "Choose the kind of seat",
        "voting": member.seat in OBSERVERS and member.voting and f"{SEATS[member.seat]} attends and never votes",
        "chair": member.chair and not member.voting and "The chair has a vote",
        "username": _wrong_account(register, member.username, taken),
    }
    if errors := {field: text for field, text in wrong.items() if isinstance(text, str) and text}:
        raise UnusableSitting(errors)
    return holding.seat(register, sitting_id, member, person.username)


def _wrong_account(register: Register, username: str, taken: Collection[str]) -> str:
    if username in taken:
        return "That account has a seat already"
    return "There is no such account" if username and account(register, username) is None else ""


def unseat(register: Register, person: Person, sitting_id: int, member_id: int) -> None:
    """Take a seat away before the sitting begins. Raises NotAllowed, SittingNotReady."""
    _kept(register, person, sitting_id)
    holding.unseat(register, sitting_id, member_id, person.username)


def declare(register: Register, person: Person, sitting_id: int, member_id: int, natures: Mapping[int, str]) -> None:
    """Declare interests for a sitting: one's own, or as its secretary those of a member. An empty one declares none.

    natures: what the interest is, by case. Raises NotAllowed, UnusableSitting, SittingNotReady.
    """
    found = held(register, person, sitting_id)
    member = next((one for one in found.members if one.id == member_id), None)
    if member is None:
        raise UnusableSitting({"member": "Choose a member of this sitting"})
    if member.username != person.username and not may_keep(person, found.sitting.body, found.sitting.scope):
        raise NotAllowed("You can declare for yourself; the secretary declares for others.")
    before = {one.case_id for one in found.items}
    if not before:
        before = {one.case_id for one in records.agenda_of(register, found.sitting)}
    if not set(natures) <= before:
        raise UnusableSitting({"cases": "Choose cases of this agenda"})
    if any(not nature.strip() for nature in natures.values()):
        raise UnusableSitting({"nature": "Say what the interest is"})
    holding.declare(register, sitting_id, member_id, natures, person.username)


# --- papers --------------------------------------------------------------------------------------------------------


def freeze(register: Register, person: Person, sitting_id: int, leave_out: Collection[int] = ()) -> int:
    """Freeze the agenda and the papers as they stand now; return how many cases are on it.

    leave_out: cases that wait for another sitting. Raises NotAllowed, UnusableSitting, SittingNotReady.
    """
    sitting = _kept(register, person, sitting_id)
    at = register.clock()
    waiting = [one for one in records.agenda_of(register, sitting) if one.case_id not in leave_out]
    if not waiting:
        raise UnusableSitting({"cases": "No case waits for this body; there is nothing to freeze"})
    papers = [(one, _papers(register, person, one, at)) for one in waiting]
    holding.freeze(register, sitting_id, papers, at, person.username)
    return len(papers)


def _papers(register: Register, person: Person, waiting: Waiting, at: datetime) -> dict[str, Any]:
    """Return what is read of a case: the standing answers that were received by then, its documents, what was found."""
    row = queries.case_row(register, sight_of(person), waiting.case_id)
    variables = queries.live_case(register, row).variables
    acts = [act for act in queries.standing_acts(register, waiting.case_id) if _by(act["received_at"], at)]
    documents = [d for d in queries.documents_of(register, waiting.case_id) if _by(d["added_at"], at)]
    found = {name: variables.get(name) for name in ("problems", "warnings")}
    return {
        "arrivals": [act["id"] for act in acts],
        "documents": [{"name": d["name"], "sha256": d["sha256"], "size": d["size"]} for d in documents],
        **{name: [str(one) for one in held] if isinstance(held, list) else [] for name, held in found.items()},
    }


def _by(instant: object, at: datetime) -> bool:
    return isinstance(instant, datetime) and instant <= at


# --- sitting -------------------------------------------------------------------------------------------------------


def attend(register: Register, person: Person, sitting_id: int, present: Collection[int]) -> None:
    """Record which members are present now. Raises NotAllowed, UnusableSitting, SittingNotReady."""
    _kept(register, person, sitting_id)
    known = {one.id for one in records.members_of(register, sitting_id)}
    if not set(present) <= known:
        raise UnusableSitting({"present": "Choose members of this sitting"})
    holding.attend(register, sitting_id, sorted(present), person.username)


def begin(register: Register, person: Person, sitting_id: int) -> None:
    """Begin a sitting whose members have declared and whose membership is as the body needs it.

    Raises NotAllowed, SittingNotReady with what is missing.
    """
    _kept(register, person, sitting_id)
    found = held(register, person, sitting_id)
    holding.must_be(found.sitting, "frozen")
    if silent := [one.name for one in found.members if one.present and not one.declared]:
        raise SittingNotReady(f"Not everybody present has declared: {', '.join(silent)}.")
    if not any(one.present and one.voting for one in found.members):
        raise SittingNotReady("Nobody with a vote is present; record who is present first.")
    if found.unmet:
        unmet = "; ".join(RULES[rule] for rule in found.unmet)
        raise SittingNotReady(f"The membership is not as it must be: {unmet}. The exceptions officer may set it aside.")
    holding.begin(register, sitting_id, person.username)


def override(register: Register, person: Person, sitting_id: int, rule: str, reason: str) -> None:
    """Set a rule about the membership aside for one sitting, as the exceptions officer and with a reason.

    Raises NotAllowed, NoSuchSitting, UnusableSitting, SittingNotReady.
    """
    person.require(OVERRIDES)
    sitting = seen(register, person, sitting_id)
    if rule not in sitting.body.requires:
        raise UnusableSitting({"rule": "That rule does not bind this body"})
    if not reason.strip():
        raise UnusableSitting({"reason": "Give the reason; it is kept in the ledger"})
    holding.override(register, sitting_id, rule, reason.strip(), person.username)


def adjourn(register: Register, person: Person, sitting_id: int, until: datetime, reason: str) -> None:
    """Adjourn to a later instant (aware). Raises NotAllowed, UnusableSitting, SittingNotReady."""
    _kept(register, person, sitting_id)
    found, instant = held(register, person, sitting_id), aware_utc(until)
    if not reason.strip():
        raise UnusableSitting({"reason": "Give the reason, for example that it is inquorate"})
    if instant <= register.clock() or instant.year not in YEARS:
        raise UnusableSitting({"until": "Enter a time that has not passed, before 2200"})
    risk: Sequence[Mapping[str, object]] = [
        {"case": one.case_id, "due_at": to_micros(one.next_due), "due": due_wording(one.next_due)}
        for one in at_risk(found, instant) if one.next_due is not None
    ]  # fmt: skip
    holding.adjourn(register, sitting_id, instant, reason.strip(), risk, person.username)


def keep_minutes(register: Register, person: Person, sitting_id: int, minutes: str) -> None:
    """Keep the minutes of a sitting. Raises NotAllowed, UnusableSitting, SittingNotReady."""
    _kept(register, person, sitting_id)
    if not minutes.strip():
        raise UnusableSitting({"minutes": "Enter the minutes"})
    holding.keep_minutes(register, sitting_id, minutes.strip(), person.username)


def close(register: Register, person: Person, sitting_id: int) -> None:
    """Close a sitting; what is undecided waits for another one. Raises NotAllowed, SittingNotReady."""
    _kept(register, person, sitting_id)
    holding.close(register, sitting_id, person.username)
