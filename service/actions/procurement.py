"""Procurement decisions: a CCG enters its own and corrects them with a reason; publishing them is an edition's."""

from collections.abc import Mapping
from datetime import date

from deadlines.calendar import london_date
from service.actions.people import sight_of
from service.register import procurements
from service.register.procurements import FIELDS, Kept, Procurement
from service.register.register import Register
from service.roles import Person

KEEPERS = ("ccg",)
READERS = ("ccg", "accountable-officer", "audit-chair", "programme-office", "exceptions-officer", "auditor")
LONGEST = 2_000
LONGEST_BODY = 200
ASKED: Mapping[str, str] = {
    "decision": "Say what was decided", "contract": "Say which contract or service it is about",
    "decided_by": "Say which body decided it", "managed": "Say how conflicts were managed, or that there were none",
}  # fmt: skip


class UnusableProcurement(ValueError):
    """The decision cannot be entered; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def listed(register: Register, person: Person) -> list[Kept]:
    """Return the entries that a person may see, newest decision first. Raises NotAllowed."""
    person.require(*READERS)
    return procurements.entries(register, sight_of(person))


def versions(register: Register, person: Person, number: int) -> list[Kept]:
    """Return the versions of an entry, oldest first. Raises NotAllowed, NoSuchProcurement."""
    person.require(*READERS)
    return procurements.versions(register, sight_of(person), number)


def record(register: Register, person: Person, said: Procurement) -> int:
    """Enter a decision of one's own CCG and return its number. Raises NotAllowed, UnusableProcurement."""
    person.require(*KEEPERS)
    clean = _clean(said)
    _check(register, clean, {})
    return procurements.record(register, person.scope, clean, person.username)


def correct(register: Register, person: Person, number: int, after: int, said: Procurement, reason: str) -> int:
    """Correct a decision of one's own CCG by a new version, and return which it is.

    after: the version as it was seen. Raises NotAllowed, NoSuchProcurement, CorrectedMeanwhile, UnusableProcurement.
    """
    person.require(*KEEPERS)
    before, clean = versions(register, person, number)[-1], _clean(said)
    wrong = {} if reason.strip() else {"reason": "Give the reason of the correction; it is published with it"}
    if before.said == clean:
        wrong["decision"] = "Nothing differs from the version before"
    _check(register, clean, wrong)
    return procurements.correct(register, number, after, clean, reason.strip()[:LONGEST], person.username)


def _clean(said: Procurement) -> Procurement:
    return Procurement(**{name: getattr(said, name).strip() for name in FIELDS})


def _check(register: Register, said: Procurement, wrong: Mapping[str, str]) -> None:
    errors = {name: text for name, text in ASKED.items() if not getattr(said, name)}
    limits = {name: LONGEST_BODY if name == "decided_by" else LONGEST for name in FIELDS}
    errors |= {
        name: f"Write at most {most:,} letters" for name, most in limits.items() if len(getattr(said, name)) > most
    }
    if not _has_come(register, said.decided_on):
        errors["decided_on"] = "Enter a real date that has come, like 1 9 2014"
    if errors or wrong:
        raise UnusableProcurement({**errors, **wrong})


def _has_come(register: Register, text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day <= london_date(register.clock())
