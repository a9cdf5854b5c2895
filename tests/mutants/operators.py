"""Every operator, and the mutants that they make of the shipped diagrams.

`mutants(most)` returns the same ones each time: of each operator as many as asked for, spread over all diagrams by a
hash of what they change.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from processes.paths import shipped_library
from tests.mutants.changes import Change, changed
from tests.mutants.conditions import change_default, narrow_condition, shift_date, swap_branches, widen_condition
from tests.mutants.names import change_status, misspell_name
from tests.mutants.shapes import (
    bypass_step,
    delete_id,
    drop_boundary,
    drop_flow,
    flip_interrupting,
    remove_step,
    retarget_boundary,
    retarget_flow,
    swap_gateway,
)

Operator = Callable[[etree._Element], Iterable[Change]]

STRUCTURE, DATA = "structure", "conditions and dates"
OPERATORS: dict[str, tuple[str, Operator]] = {
    "drop-flow": (STRUCTURE, drop_flow),
    "swap-gateway": (STRUCTURE, swap_gateway),
    "remove-step": (STRUCTURE, remove_step),
    "bypass-step": (STRUCTURE, bypass_step),
    "delete-id": (STRUCTURE, delete_id),
    "retarget-boundary": (STRUCTURE, retarget_boundary),
    "drop-boundary": (STRUCTURE, drop_boundary),
    "flip-interrupting": (STRUCTURE, flip_interrupting),
    "retarget-flow": (STRUCTURE, retarget_flow),
    "misspell-name": (STRUCTURE, misspell_name),
    "change-status": (STRUCTURE, change_status),
    "shift-date": (DATA, shift_date),
    "widen-condition": (DATA, widen_condition),
    "narrow-condition": (DATA, narrow_condition),
    "change-default": (DATA, change_default),
    "swap-branches": (DATA, swap_branches),
}


@dataclass(frozen=True)
class Mutant:
    """One mutant. file: as in the library. element: the id of what was changed, as it was. source: the changed file."""

    operator: str
    file: str
    element: str
    what: str
    source: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """STRUCTURE or DATA."""
        return OPERATORS[self.operator][0]

    @property
    def key(self) -> str:
        """What it is known by in the list of survivors."""
        return f"{self.operator} {self.file} {self.element} {self.what}"


def mutants(most: int, operators: Iterable[str] = tuple(OPERATORS), but: Iterable[str] = ()) -> list[Mutant]:
    """Return up to so many mutants of each operator. but: files that are left as they are."""
    return [mutant for operator in operators for mutant in _of(operator, most, frozenset(but))]


def _of(operator: str, most: int, but: frozenset[str]) -> Iterator[Mutant]:
    where = [place for place in places(operator) if place[0] not in but]
    for file, one in sorted(where, key=lambda place: _spread(operator, *place))[:most]:
        yield Mutant(operator, file, one.element, one.what, changed(_roots()[file], one))


@cache
def places(operator: str) -> tuple[tuple[str, Change], ...]:
    """Return every (file, change) to which an operator applies."""
    return tuple((file, one) for file, root in _roots().items() for one in OPERATORS[operator][1](root))


def _spread(operator: str, file: str, one: Change) -> bytes:
    return hashlib.sha256(f"{operator} {file} {one.element} {one.what}".encode()).digest()


@cache
def _roots() -> dict[str, etree._Element]:
    files = shipped_library().files
    return {name: etree.fromstring(files[name]) for name in sorted(files) if name.endswith(".bpmn")}
