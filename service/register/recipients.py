"""Who is told: the people of a role whose cases these are, and the mailboxes of the role; somebody else while away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from deadlines.calendar import london_date
from service.mail.message import Recipient
from service.register.bodies import taken_over
from service.register.register import Register
from service.register.tables import absences, accounts, mailboxes, tenures
from service.register.tenures import in_force
from service.roles import AREA, ROLES, Person

Row = Mapping[str, object]


class Directory:
    """Everybody who can be told at an aware instant, read in three statements: for a batch of letters.

    A fourth says whose cases an area team's successor has taken over, when somebody asks for area teams.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        found = connection.execute(_ACTIVE.where(in_force(now)).order_by(accounts.c.id, tenures.c.id)).mappings()
        self._held = [(dict(row), _as_person(row)) for row in found]
        self._people = {person.username: row for row, person in reversed(self._held)}
        self._covers = _covers(connection, london_date(now))
        self._boxes = [dict(row) for row in connection.execute(select(mailboxes).order_by(mailboxes.c.id)).mappings()]

    def told(self, role: str, case: Row | None) -> list[Recipient]:
        """Return who is told about a case, or about what concerns no case: see `recipients_of`."""
        held = [one.username for _, one in self._held if one.role == role and self._sees(one, case)]
        told = [_person(self._people[self._standing_in(name, case)]) for name in held]
        boxes = [one for one in self._boxes if one["role"] == role and self._sees(_box(one), case)]
        told += [Recipient(str(one["address"]), name=ROLES[role].name) for one in boxes]
        return list({one.address.lower(): one for one in reversed(told) if one.address}.values())[::-1]

    def _sees(self, one: Person, case: Row | None) -> bool:
        if case is None or ROLES[one.role].sees != AREA:
            return case is None or one.may_see(case)
        return replace(one, also=self._also.get(one.scope, ())).may_see(case)

    @cached_property
    def _also(self) -> Mapping[str, tuple[str, ...]]:
        return taken_over(self._connection, self._now)

    def _standing_in(self, name: str, case: Row | None) -> str:
        """Return who is told instead of somebody, along covers of covers; the person, when nobody there can be."""
        passed, at = {name}, self._covers.get(name, "")
        while at in self._covers and at not in passed:
            passed.add(at)
            at = self._covers[at]
        cover = self._people.get(at)
        if cover is None or at in passed or not cover["email"]:
            return name
        return at if any(self._sees(one, case) for _, one in self._held if one.username == at) else name


def recipients_of(connection: Connection, role: str, case: Row | None, now: datetime) -> list[Recipient]:
    """Return who is told at an aware instant about a case (a row of `cases`), or about what concerns no case.

    Somebody absent is replaced by whoever covers for them and may see the case. Nobody is told twice. An empty list
    means that nobody can be told: then the caller opens a task.
    """
    return Directory(connection, now).told(role, case)


def addresses_of(register: Register, role: str, case: Row) -> list[str]:
    """Return the addresses to which a role is written now about a case."""
    with register.database.read() as connection:
        return [one.address for one in recipients_of(connection, role, case, register.clock())]


def _covers(connection: Connection, day: date) -> dict[str, str]:
    when = (absences.c.first_day <= day.isoformat(), absences.c.last_day >= day.isoformat())
    found = connection.execute(select(absences).where(*when).order_by(absences.c.id)).mappings()
    return {str(row["username"]): str(row["cover"]) for row in found}


def _as_person(row: Mapping[Any, Any]) -> Person:
    return Person(str(row["username"]), str(row["name"]), str(row["role"]), str(row["scope"]))


def _box(row: Row) -> Person:
    return Person("", "", str(row["role"]), str(row["scope"]))


def _person(row: Row) -> Recipient:
    return Recipient(str(row["email"]), str(row["username"]), str(row["name"]), str(row["mail"]))


_ACTIVE = (
    select(
        accounts.c.username, accounts.c.name, tenures.c.role, tenures.c.scope, accounts.c.email, accounts.c.mail,
    )
    .join(tenures, tenures.c.username == accounts.c.username)
    .where(accounts.c.active)
)  # fmt: skip
