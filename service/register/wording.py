"""What letters say of a case and of the time left, in plain words. Knows no template and no recipient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deadlines.calendar import london_date
from deadlines.rounds import Round
from deadlines.working_days import WorkingDays


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
