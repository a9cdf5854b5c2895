"""What programs send and receive beside the process of a case, and when a round is made."""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Strict, Text

Long = Annotated[str, Field(max_length=4000)]
Number = Annotated[int, Field(ge=1, le=10**15)]


class Note(BaseModel):
    """What officers note on a case."""

    note: str
    officer: str


class NewNote(Strict):
    """A note in the place of another one; `was` is what stood there when it was decided."""

    note: Long
    officer: Annotated[str, Field(max_length=80)] = ""
    was_note: Long = ""
    was_officer: Annotated[str, Field(max_length=80)] = ""


class CaseQuestion(BaseModel):
    """A query between office and applicant; `answered_at` is empty while it waits."""

    id: int
    to_role: str
    question: str
    by: str
    asked_at: datetime
    wanted_by: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


class CaseQuestions(BaseModel):
    """The queries of a case, oldest first."""

    queries: list[CaseQuestion]


class NewQuestion(Strict):
    """A query to the other side, to be answered within some working days."""

    question: Annotated[str, Field(min_length=1, max_length=4000)]
    working_days: Annotated[int, Field(ge=1, le=60)] = 5


class NewAnswer(Strict):
    """The answer to a query."""

    answer: Annotated[str, Field(min_length=1, max_length=4000)]


class DocumentMark(Strict):
    """Whether a document may be published: `publishable`, `exempt` with a reason, or empty for not decided."""

    sharing: Annotated[str, Field(pattern="^(|publishable|exempt)$")]
    reason: Annotated[str, Field(max_length=1000)] = ""


class Many(Strict):
    """One act for many cases: `acknowledge`, `assign` (said: the officer) or `note` (said: the note)."""

    act: Annotated[str, Field(pattern="^(acknowledge|assign|note)$")]
    cases: Annotated[list[Number], Field(min_length=1, max_length=100)]
    said: Annotated[str, Field(max_length=1000)] = ""


class ManyLine(BaseModel):
    """What would be done, or was done, with one case; `refused` says why nothing is."""

    case_id: int
    reference: str
    organisation_name: str
    said: str
    refused: str


class ManyLines(BaseModel):
    """What came of each case."""

    lines: list[ManyLine]


class RoundDate(Strict):
    """Where a deadline lies in London: a day, or the first and last day of a window; a time of day if it has one."""

    day: date | None = None
    starts: date | None = None
    ends: date | None = None
    at: time | None = None


class NewRound(Strict):
    """A round made from another one. Deadlines that are not named keep the dates of their template."""

    template: Text = "template"
    name: Annotated[str, Field(min_length=1, max_length=80)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    opens: date
    closes: date | None = None
    document: Annotated[str, Field(min_length=1, max_length=200)]
    bodies: dict[str, Annotated[str, Field(max_length=200)]] = {}
    dates: dict[str, RoundDate] = {}


class RoundLine(BaseModel):
    """One date of a round."""

    name: str
    title: str
    when: str


class DrawnRound(BaseModel):
    """A round as it would be, what is doubtful about it, and which paths could not run in it."""

    name: str
    title: str
    digest: str
    dates: list[RoundLine]
    doubts: list[str]
    missing: list[str]


class MadeRound(BaseModel):
    """A round that was made; `outcome` is empty while it waits for a second officer."""

    id: int
    name: str
    template: str
    by: str
    asked_at: datetime
    second: str
    answered_at: datetime | None
    outcome: str


class MadeRounds(BaseModel):
    """The rounds that were made, newest first."""

    rounds: list[MadeRound]


class Body(BaseModel):
    """An area team or a body that followed one."""

    name: str
    region: str
    from_at: datetime | None
    until_at: datetime | None


class Succession(BaseModel):
    """Who follows a body from when on; `outcome` is empty while it waits for a second officer."""

    id: int
    predecessor: str
    successor: str
    from_at: datetime
    source: str
    by: str
    outcome: str


class Bodies(BaseModel):
    """The bodies, and who follows whom."""

    bodies: list[Body]
    successions: list[Succession]


class NewSuccession(Strict):
    """A succession from a London day on, with the document that names it."""

    predecessor: Text
    successor: Text
    first_day: date
    source: Annotated[str, Field(max_length=1000)]
