"""The bodies that sit, as data: whose steps they decide, where, with which quorum. Knows no database."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "bodies.toml"
SEATS: Mapping[str, str] = {
    "lay": "Lay member",
    "executive": "Executive",
    "clinical": "Clinician",
    "healthwatch": "Healthwatch",
    "wellbeing-board": "Health and wellbeing board",
    "other": "Other",
}
OBSERVERS = ("healthwatch", "wellbeing-board")
"""Seats that attend and never vote (Next steps, 4.3.2 and 4.4.2)."""


@dataclass(frozen=True)
class Quorum:
    """How many voting members must be present without an interest, and how many of them lay or executive."""

    voting: int
    lay: int = 0
    executive: int = 0


@dataclass(frozen=True)
class Body:
    """A body that sits. `scope`: a column of the cases that a sitting is held for; empty means the whole country."""

    id: str
    name: str
    role: str
    scope: str
    quorum: Quorum
    requires: tuple[str, ...]
    source: str


@cache
def bodies() -> Mapping[str, Body]:
    """Return the bodies by id."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        id_: Body(**{**body, "id": id_, "quorum": Quorum(**body["quorum"]), "requires": tuple(body["requires"])})
        for id_, body in read.items()
    }


def deciding_roles() -> frozenset[str]:
    """Return the roles whose steps are decided by a body."""
    return frozenset(body.role for body in bodies().values() if body.role)
