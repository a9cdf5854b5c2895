"""What programs ask and get about changes of dates."""

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.api.models import Strict, Text


class DateWish(Strict):
    """A change that is asked for. `seen` is the digest of the preview that was looked at; without it, only look."""

    kind: Annotated[str, Field(pattern="^(move|suspend|resume|holiday|revert)$")]
    because: Annotated[str, Field(min_length=1, max_length=2000)]
    authority: Annotated[str, Field(min_length=1, max_length=200)]
    deadline: Text = ""
    case_id: Annotated[int, Field(ge=1, le=10**15)] | None = None
    day: date | None = None
    at: time | None = None
    period: Annotated[str, Field(max_length=40)] = ""
    category: Text = ""
    title: Text = ""
    reverts: Annotated[int, Field(ge=1, le=10**15)] | None = None
    seen: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class TouchedDate(BaseModel):
    """A date of a case that moves, or had fallen: instants in UTC, none while a clock stands."""

    case_id: int
    reference: str
    organisation: str
    element: str
    deadline: str
    was: datetime | None
    becomes: datetime | None


class DatePreview(BaseModel):
    """What a change would do. `change` is its number once it was asked for."""

    seen: str
    change: int | None
    dates: list[dict[str, Any]]
    days_off: list[str]
    cases: list[TouchedDate]
    fallen: list[TouchedDate]
    own: int
    others: int
    reminders_cancelled: int
    reminders_planned: dict[str, int]
    roles_told: list[str]


class DateChange(BaseModel):
    """A change of dates on record. `outcome` is empty while it waits for a second officer."""

    id: int
    kind: str
    round: str
    deadline: str
    case_id: int | None
    because: str
    authority: str
    by: str
    asked_at: datetime
    second: str
    answered_at: datetime | None
    outcome: str
    reverts: int | None
    reverted_by: int | None


class DateChanges(BaseModel):
    """The changes of a round, newest first."""

    changes: list[DateChange]


class FallenRuling(BaseModel):
    """A date that had fallen before it was moved, and what was ruled; empty while it waits."""

    case_id: int
    reference: str
    element: str
    due_at: datetime
    ruling: str
    reason: str
    by: str
    ruled_at: datetime | None


class ChangeDetail(DateChange):
    """A change with what it does or did, and what had to be ruled on."""

    preview: DatePreview
    rulings: list[FallenRuling]


class AppliedChange(BaseModel):
    """What came of a change: how many dates were to move and how many lie there now."""

    change: int
    previewed: int
    landed: int


class Ruling(Strict):
    """A ruling on a date that had fallen before it was moved."""

    case_id: Annotated[int, Field(ge=1, le=10**15)]
    element: Text
    ruling: Annotated[str, Field(pattern="^(stands|new-date)$")]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
