"""Who must stand aside: nobody decides a case in which they have an interest, or attests twice in two roles.

The same rules hold on the pages, through the API and at sittings; nothing sets them aside.
"""

from collections.abc import Mapping
from datetime import date

import orjson

from deadlines.calendar import london_date
from processes.case import StepNotOpen
from service.register import queries
from service.register.accounts import account
from service.register.queries import Row
from service.register.register import Register
from service.register.sittings import interests as kept
from service.register.sittings.bodies import deciding_roles
from service.register.sittings.interests import KINDS, Interest, interest_in
from service.register.sittings.records import open_item_of
from service.roles import NotAllowed, Person

KEEPERS = ("programme-office", "exceptions-officer")
OFFICERS = ("regional-team", "constitution-officer", "delegation-issuer", "exceptions-officer")
"""Who decides cases by themselves, outside any body."""
HOLDERS = (
    "regional-panel", "national-panel", "committee", "regional-team", "constitution-officer", "delegation-issuer",
    *KEEPERS,
)  # fmt: skip
READERS = (*HOLDERS, "auditor")
ATTESTATIONS = {
    "attestation-accountable-officer": "accountable_officer_name",
    "attestation-audit-chair": "audit_chair_name",
}
"""The two forms that two different people sign, with the answer that holds the name (Next steps, 6.2)."""


class Conflicted(NotAllowed):
    """The person has an interest in the case and stands aside; the message says which."""


class BeforeASitting(StepNotOpen):
    """The case lies before a sitting and is decided there."""


class UnusableInterest(ValueError):
    """The interest cannot be entered; `errors` says what to change, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def refuse_decision(
    register: Register, person: Person, row: Row, role: str, at_sitting: int | None = None
) -> None:  # fmt: skip
    """Raise Conflicted or BeforeASitting, when a person may not decide a case now; other steps are let through.

    role: whose the step is. at_sitting: the sitting that decides it, when one does.
    """
    if role in (*OFFICERS, *deciding_roles()):
        refuse_conflicted(register, person, row)
    if role not in deciding_roles():
        return
    with register.database.read() as connection:
        sitting = open_item_of(connection, int(str(row["id"])))
    if sitting is not None and sitting.id != at_sitting:
        raise BeforeASitting(
            f"{row['reference']} lies before a sitting ({sitting.title}, number {sitting.id}); it is decided there."
        )


def refuse_conflicted(register: Register, person: Person, row: Row) -> None:
    """Raise Conflicted, when a person has an interest in a case today."""
    with register.database.read() as connection:
        interest = interest_in(connection, person.username, row, london_date(register.clock()))
    if interest:
        raise Conflicted(f"You have an interest in {row['reference']} and stand aside ({interest}).")


def refuse_same_attester(
    register: Register, person: Person, case_id: int, form: str, answers: Mapping[str, object]
) -> None:
    """Raise Conflicted, when the other attestation of a case was given by the same person.

    The same person is the same account, the same e-mail address or the same name.
    """
    if form not in ATTESTATIONS:
        return
    other = next(field for name, field in ATTESTATIONS.items() if name != form)
    mine = _marks(register, person.username, answers.get(ATTESTATIONS[form]))
    for arrival in queries.standing_acts(register, case_id):
        content = orjson.loads(str(arrival["content"]))
        if other in content and mine & _marks(register, str(arrival["by"]), content[other]):
            raise Conflicted("Two different people attest; the other attestation was given by you.")


def _marks(register: Register, username: str, name: object) -> set[str]:
    """Return by what a person is known: account, address and name."""
    row = account(register, username) or {}
    plain_name = " ".join(str(name or "").casefold().split())
    return {f"account {username}", f"mail {row.get('email', '')}", f"name {plain_name}"} - {"mail ", "name "}


def record_interest(register: Register, person: Person, interest: Interest) -> int:
    """Enter an interest: one's own, or as the office anybody's. Raises NotAllowed, UnusableInterest."""
    person.require(*HOLDERS)
    if interest.username != person.username and person.role not in KEEPERS:
        raise NotAllowed("You can enter your own interests; the programme office enters those of others.")
    errors = _errors(register, interest)
    if errors:
        raise UnusableInterest(errors)
    return kept.record(register, interest, person.username)


def _errors(register: Register, interest: Interest) -> dict[str, str]:
    codes = {str(row["code"]) for row in queries.organisations_of(register)}
    wrong = {
        "username": account(register, interest.username) is None and "Choose whose interest it is",
        "kind": interest.kind not in KINDS and "Choose the kind of interest",
        "nature": not interest.nature.strip() and "Say what the interest is",
        "parties": (not interest.parties or not set(interest.parties) <= codes) and "Choose at least one organisation",
        "from_day": not _is_day(interest.from_day) and "Enter a real date, like 1 9 2014",
    }
    if interest.until_day and (not _is_day(interest.until_day) or interest.until_day < interest.from_day):
        wrong["until_day"] = "Enter a real date that is not before the first day, or leave it empty"
    return {field: text for field, text in wrong.items() if isinstance(text, str)}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def end_interest(register: Register, person: Person, interest_id: int) -> None:
    """Say that an interest lasted until today. Raises NotAllowed, NoSuchInterest."""
    person.require(*HOLDERS)
    whose = next((one.username for one in kept.all_interests(register) if one.id == interest_id), "")
    if whose != person.username and person.role not in KEEPERS:
        raise NotAllowed("You can end your own interests; the programme office ends those of others.")
    kept.end(register, interest_id, london_date(register.clock()).isoformat(), person.username)
