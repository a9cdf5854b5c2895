"""The event log of the cases of a round, or of all rounds, for process mining."""

from collections.abc import Iterator
from typing import Any

from service.actions.board import READERS
from service.formats.ocel import ocel_of
from service.register.keyset import Page, Place, Readable, cases_page, entries_page
from service.register.queries import Filter, Row, Sight, begun_at
from service.register.register import Register
from service.roles import Person

AT_ONCE = 1000


def event_log(register: Register, person: Person, round_: str) -> dict[str, Any]:
    """Return the log of a round. Raises NotAllowed, UnknownRound."""
    person.require(*READERS)
    register.round(round_)
    return whole_log(register, round_)


def whole_log(register: Register, round_: str = "") -> dict[str, Any]:
    """Return the log of a round, or of all, for whoever runs the service."""
    entries = _all_entries(register)
    return ocel_of(list(_cases(register, round_)), entries, begun_at(register) or register.clock())


def _cases(register: Register, round_: str) -> Iterator[Row]:
    place: Place | None = None
    while True:
        _, found = cases_page(register, Sight(), Filter(round=round_, ended="all"), Page(place, AT_ONCE))
        yield from found.rows
        place = found.next
        if place is None:
            return


def _all_entries(register: Register) -> Iterator[Row]:
    place: Place | None = None
    while True:
        found = entries_page(register, Readable(Sight(), outside=False), Page(place, AT_ONCE))
        yield from found.rows
        place = found.next
        if place is None:
            return
