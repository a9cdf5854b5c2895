"""What letters, pages and sheets say of a case, its dates and the time left. Knows no template and no recipient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deadlines.calendar import london_date
from deadlines.rounds import START, Round
from deadlines.working_days import WorkingDays
from processes.instants import instant_literal
from service.register.register import Register


def case_words(row: Mapping[str, Any], round_: Round) -> dict[str, str]:
    """Return what every letter about a case may name: its organisation, reference, round and whom to ask."""
    return {
        "organisation": str(row["organisation_name"]), "reference": str(row["reference"]),
        "round_title": round_.title, "mailbox": round_.body("mailbox"),
    }  # fmt: skip


def words_left(now: datetime, due: datetime, days: WorkingDays) -> str:
    """Say how much time is left until an aware instant: "3 working days left", "Due today"; "Overdue" after it."""
    if due < now:
        return "Overdue"
    today, last = london_date(now), london_date(due)
    if today == last:
        return "Due today"
    left = days.between(today, last)
    return f"{left} working day{'' if left == 1 else 's'} left" if left else "Due before the next working day"


def status_words(status: str) -> str:
    """Say a status: "not-submitted" is "Not submitted"."""
    return status.replace("-", " ").capitalize() or "In progress"


def deadline_title(register: Register, round_: str, name: str) -> str:
    """Return the title of a deadline of a round, which no move changes; a period or an instant is said as it stands."""
    plain, shipped = name.removesuffix(START), register.rounds.get(round_)
    if not name or shipped is None or not shipped.knows(plain):
        literal = instant_literal(name) if name else None
        return "A date in the diagram" if isinstance(literal, datetime) or name.startswith("P") else name
    title = shipped.deadline(plain).title
    return f"{title} (start)" if name != plain else title
