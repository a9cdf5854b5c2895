"""The register of interests: who has an interest in which organisations, of what nature, from when until when.

Who has an interest in a case stands aside wherever it is decided: on the page, through the API and at a sitting. An
interest is never erased; it ends on a day. (Next steps, 6.1 and 6.2.)
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, insert, or_, select, update

from deadlines.calendar import london
from service.register.ledger import Entry, append
from service.register.register import Register
from service.register.sittings.quorum import Member
from service.register.tables import (
    accounts,
    declarations,
    interest_parties,
    interests,
    organisations,
    sitting_members,
    tenures,
)

KINDS: Mapping[str, str] = {
    "financial": "Financial",
    "professional": "Professional, not financial",
    "personal": "Personal, not financial",
    "indirect": "Indirect: a relative, a friend or a partner has it",
}
OWN_ROLES = ("ccg", "accountable-officer", "audit-chair")


class NoSuchInterest(LookupError):
    """There is no such interest, or it has ended already."""


@dataclass(frozen=True)
class Interest:
    """One interest. `parties`: codes of organisations; `until_day` is empty while it lasts; days are inclusive."""

    username: str
    kind: str
    nature: str
    parties: tuple[str, ...]
    from_day: str
    until_day: str = ""
    id: int = 0


def record(register: Register, interest: Interest, by: str) -> int:
    """Enter an interest in the register and in the ledger; return its number."""
    now = register.clock()
    row = {
        "username": interest.username, "kind": interest.kind, "nature": interest.nature,
        "from_day": interest.from_day, "until_day": interest.until_day, "by": by, "recorded_at": now,
    }  # fmt: skip
    with register.database.write() as connection:
        key = connection.execute(insert(interests).values(row)).inserted_primary_key
        number = int(key[0]) if key else 0
        parties = [{"interest_id": number, "organisation": code} for code in interest.parties]
        connection.execute(insert(interest_parties), parties)
        detail = {**row, "interest": number, "parties": list(interest.parties)}
        del detail["recorded_at"]
        append(connection, [Entry("interest-recorded", now, by=by, detail=detail)], now)
    return number


def end(register: Register, interest_id: int, until_day: str, by: str) -> None:
    """Say until which day (inclusive) an interest lasted. Raises NoSuchInterest."""
    now = register.clock()
    change = update(interests).where(interests.c.id == interest_id, interests.c.until_day == "")
    with register.database.write() as connection:
        if not connection.execute(change.values(until_day=until_day)).rowcount:
            raise NoSuchInterest(f"There is no interest {interest_id} that still lasts.")
        detail = {"interest": interest_id, "until_day": until_day}
        append(connection, [Entry("interest-ended", now, by=by, detail=detail)], now)


def all_interests(register: Register) -> list[Interest]:
    """Return the register of interests, by person, ended ones included."""
    with register.database.read() as connection:
        rows = connection.execute(select(interests).order_by(interests.c.username, interests.c.id)).all()
        named = select(interest_parties.c.interest_id, organisations.c.code).join(
            organisations, organisations.c.code == interest_parties.c.organisation
        )
        parties: dict[int, list[str]] = {}
        for number, code in connection.execute(named.order_by(organisations.c.code)):
            parties.setdefault(number, []).append(code)
    return [
        Interest(r.username, r.kind, r.nature, tuple(parties.get(r.id, ())), r.from_day, r.until_day, r.id)
        for r in rows
    ]


# --- who has an interest in which case -----------------------------------------------------------------------------


def parties_of(connection: Connection, usernames: Collection[str], day: date) -> dict[str, dict[str, str]]:
    """Return the organisations in which each person has an interest on a London day, with what it is.

    Somebody who also has a role in an organisation, under the same account or the same e-mail address, is of it.
    """
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(_INTERESTS, {"names": list(usernames), "day": day.isoformat()}):
        found.setdefault(row.username, {})[row.organisation] = f"{KINDS[row.kind]}: {row.nature}"
    for own in connection.execute(_SAME_PERSON.where(*_on(day)), {"names": list(usernames)}):
        found.setdefault(own.username, {})[own.scope] = "Of the organisation that the case is about"
    return found


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a role is held at any time of a London day."""
    begins, ends = london(day), london(day + timedelta(days=1))
    return (tenures.c.from_at < ends, or_(tenures.c.until_at.is_(None), tenures.c.until_at > begins))


def declared_in(connection: Connection, case_id: int, username: str) -> str:
    """Return what a person has declared about a case at any sitting; empty, when nothing was."""
    found = connection.execute(_DECLARED_BY, {"case": case_id, "name": username}).scalar()
    return str(found or "")


def interest_in(connection: Connection, username: str, case: Mapping[str, Any], day: date) -> str:
    """Return a person's interest in a case on a London day, from the register or as declared; empty for none."""
    by_register = parties_of(connection, [username], day).get(username, {}).get(str(case["organisation"]), "")
    return by_register or declared_in(connection, int(case["id"]), username)


def conflicts(
    connection: Connection, members: Collection[Member], organisation_of: Mapping[int, str], day: date
) -> dict[int, dict[int, str]]:
    """Return for each case which members stand aside and why, by the ids of case and member.

    organisation_of: the organisation of each case. day: the London day of the sitting. Four statements, however many.
    """
    parties = parties_of(connection, [one.username for one in members if one.username], day)
    found: dict[int, dict[int, str]] = {case_id: {} for case_id in organisation_of}
    for case_id, organisation in organisation_of.items():
        for member in members:
            if why := parties.get(member.username, {}).get(organisation):
                found[case_id][member.id] = why
    for row in connection.execute(_DECLARED, {"cases": list(organisation_of)}):
        for member in members:
            if member.id == row.member_id or (member.username and member.username == row.username):
                found[row.case_id].setdefault(member.id, f"Declared: {row.nature}")
    return found


_same, _own = accounts.alias("same"), accounts.alias("own")
_INTERESTS = (
    select(interests.c.username, interests.c.kind, interests.c.nature, interest_parties.c.organisation)
    .join(interest_parties, interest_parties.c.interest_id == interests.c.id)
    .where(interests.c.username.in_(bindparam("names", expanding=True)), interests.c.from_day <= bindparam("day"))
    .where(or_(interests.c.until_day == "", interests.c.until_day >= bindparam("day")))
)
_elsewhere = tenures.alias("elsewhere")
_ALSO_ELSEWHERE = and_(
    _own.c.username == _same.c.username,
    exists().where(_elsewhere.c.username == _same.c.username, _elsewhere.c.role.not_in(OWN_ROLES)),
)
_SAME_PERSON = (
    select(_same.c.username, tenures.c.scope)
    .select_from(_same)
    .join(_own, or_(_ALSO_ELSEWHERE, and_(_own.c.email == _same.c.email, _same.c.email != "")))
    .join(tenures, tenures.c.username == _own.c.username)
    .where(_same.c.username.in_(bindparam("names", expanding=True)), tenures.c.role.in_(OWN_ROLES), _own.c.active)
)
_DECLARED = (
    select(declarations.c.case_id, declarations.c.member_id, declarations.c.nature, sitting_members.c.username)
    .join(sitting_members, sitting_members.c.id == declarations.c.member_id)
    .where(declarations.c.case_id.in_(bindparam("cases", expanding=True)))
)
_DECLARED_BY = (
    select(declarations.c.nature)
    .join(sitting_members, sitting_members.c.id == declarations.c.member_id)
    .where(declarations.c.case_id == bindparam("case"), sitting_members.c.username == bindparam("name"))
)
