"""What is asked about dates, and what it would do: plain data, kept as it was shown to the two who stand for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

import orjson

KINDS = ("move", "suspend", "resume", "holiday", "revert")
CATEGORIES = (
    "waiting for the applicant", "waiting for another body", "legal advice", "agreed with the applicant", "other",
)  # fmt: skip


class NotPossible(ValueError):
    """Dates cannot be changed so; the message says why, and what is possible instead."""


@dataclass(frozen=True)
class Wish:
    """What is asked: a kind of KINDS, a deadline of a round, for all its cases or one alone; why, and who allows it.

    day, at: the new London day and wall time; period: the new period of a relative one. category: of CATEGORIES, for a
    stopped clock. title: of a bank holiday. reverts: the number of the change to be taken back.
    """

    kind: str
    round: str
    because: str
    authority: str
    deadline: str = ""
    case_id: int | None = None
    day: date | None = None
    at: time | None = None
    period: str = ""
    category: str = ""
    title: str = ""
    reverts: int | None = None

    def written(self) -> dict[str, Any]:
        """Return what the register keeps of it beside its columns."""
        return {
            "day": self.day.isoformat() if self.day else "", "at": self.at.isoformat() if self.at else "",
            "period": self.period, "category": self.category, "title": self.title,
        }  # fmt: skip

    @classmethod
    def kept(cls, row: Mapping[str, Any]) -> "Wish":
        """Return the wish of a row of `changes`."""
        content = orjson.loads(row["content"])
        return cls(
            row["kind"], row["round"], row["because"], row["authority"], row["deadline"], row["case_id"],
            date.fromisoformat(content["day"]) if content["day"] else None,
            time.fromisoformat(content["at"]) if content["at"] else None,
            content["period"], content["category"], content["title"], row["reverts"],
        )  # fmt: skip


@dataclass(frozen=True)
class Touched:
    """One date of one case that moves: from an instant to another, in microseconds; None while the clock stands."""

    case_id: int
    reference: str
    organisation: str
    element: str
    deadline: str
    was: int | None
    becomes: int | None


@dataclass(frozen=True)
class Preview:
    """What a change would do. `cases` move; `fallen` fell due before it and stay so; `own` have dates of their own."""

    dates: list[dict[str, Any]] = field(default_factory=list)
    days_off: list[str] = field(default_factory=list)
    cases: list[Touched] = field(default_factory=list)
    fallen: list[Touched] = field(default_factory=list)
    own: int = 0
    others: int = 0
    cancelled: int = 0
    planned: dict[str, int] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)

    def written(self) -> str:
        """Return it as canonical JSON: equal texts for equal counts."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def kept(cls, text: str) -> "Preview":
        """Return what was written."""
        content = orjson.loads(text)
        for name in ("cases", "fallen"):
            content[name] = [Touched(**one) for one in content[name]]
        return cls(**content)
