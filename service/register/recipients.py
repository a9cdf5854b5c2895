"""Who is told: the people of a role whose cases these are, and the mailboxes of the role; somebody else while away."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from deadlines.calendar import london_date
from service.mail.message import Recipient
from service.register.register import Register
from service.register.tables import absences, accounts, mailboxes
from service.roles import AREA, OWN, REGION, ROLES, Person

Row = Mapping[str, object]
_COLUMNS = {OWN: "organisation", AREA: "area_team", REGION: "region"}


class Directory:
    """Everybody who can be told on a London day, read in three statements: for a batch of letters."""

    def __init__(self, connection: Connection, day: date) -> None:
        self._people = {str(row["username"]): dict(row) for row in connection.execute(_ACTIVE).mappings()}
        self._covers = _covers(connection, day)
        self._boxes = [dict(row) for row in connection.execute(select(mailboxes).order_by(mailboxes.c.id)).mappings()]

    def told(self, role: str, case: Row | None) -> list[Recipient]:
        """Return who is told about a case, or about what concerns no case: see `recipients_of`."""
        held = [n for n, row in self._people.items() if row["role"] == role and _fits(role, str(row["scope"]), case)]
        told = [_person(self._people[_standing_in(name, self._people, self._covers, case)]) for name in held]
        boxes = [one for one in self._boxes if one["role"] == role and _fits(role, str(one["scope"]), case)]
        told += [Recipient(str(one["address"]), name=ROLES[role].name) for one in boxes]
        return list({one.address.lower(): one for one in reversed(told) if one.address}.values())[::-1]


def recipients_of(connection: Connection, role: str, case: Row | None, day: date) -> list[Recipient]:
    """Return who is told on a London day about a case (a row of `cases`), or about what concerns no case.

    Somebody absent is replaced by whoever covers for them and may see the case. Nobody is told twice. An empty list
    means that nobody can be told: then the caller opens a task.
    """
    return Directory(connection, day).told(role, case)


def addresses_of(register: Register, role: str, case: Row) -> list[str]:
    """Return the addresses to which a role is written today about a case."""
    with register.database.read() as connection:
        told = recipients_of(connection, role, case, london_date(register.clock()))
    return [one.address for one in told]


def _fits(role: str, scope: str, case: Row | None) -> bool:
    column = _COLUMNS.get(ROLES[role].sees) if role in ROLES else None
    return case is None or column is None or case[column] == scope


def _covers(connection: Connection, day: date) -> dict[str, str]:
    when = (absences.c.first_day <= day.isoformat(), absences.c.last_day >= day.isoformat())
    found = connection.execute(select(absences).where(*when).order_by(absences.c.id)).mappings()
    return {str(row["username"]): str(row["cover"]) for row in found}


def _standing_in(name: str, people: Mapping[str, Row], covers: Mapping[str, str], case: Row | None) -> str:
    """Return who is told instead of somebody, along covers of covers; the person, when nobody there can be."""
    passed, at = {name}, covers.get(name, "")
    while at in covers and at not in passed:
        passed.add(at)
        at = covers[at]
    cover = people.get(at)
    if cover is None or at in passed or not cover["email"]:
        return name
    return at if case is None or _as_person(cover).may_see(case) else name


def _as_person(row: Row) -> Person:
    return Person(str(row["username"]), str(row["name"]), str(row["role"]), str(row["scope"]))


def _person(row: Row) -> Recipient:
    return Recipient(str(row["email"]), str(row["username"]), str(row["name"]), str(row["mail"]))


_COLUMNS_OF_PEOPLE = (
    accounts.c.username, accounts.c.name, accounts.c.role, accounts.c.scope, accounts.c.email, accounts.c.mail,
)  # fmt: skip
_ACTIVE = select(*_COLUMNS_OF_PEOPLE).where(accounts.c.active).order_by(accounts.c.id)
