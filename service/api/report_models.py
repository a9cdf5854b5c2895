"""What programs ask and get about reports: the public register, the Board report, the timeline, the tracker."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.api.models import Strict, Text

Whole = Annotated[int, Field(ge=0, le=10**15)]


class EditionSummary(BaseModel):
    """A published edition of the public register. sha256: of its content."""

    number: int
    note: str
    answered_at: datetime
    sha256: str


class Edition(EditionSummary):
    """An edition as it was published: its parts, by name, each a list of entries."""

    content: dict[str, list[dict[str, str]]]


class Editions(BaseModel):
    """The published editions, newest first."""

    editions: list[EditionSummary]


class RegisterDifference(BaseModel):
    """What the next edition says otherwise than the newest one."""

    part: str
    name: str
    was: str
    becomes: str


class NextEdition(BaseModel):
    """What the next edition would say. after: the newest edition; waiting: the id of the one that waits, if any."""

    after: int
    differences: list[RegisterDifference]
    waiting: int | None
    note: str


class AskEdition(Strict):
    """Ask for the next edition. after: the number of the newest edition as you saw it; note: what changes and why."""

    after: Whole
    note: Annotated[str, Field(max_length=2000)] = ""


class RoundQuery(Strict):
    """Which round a report is about; the first one in which cases are opened, when it is left out."""

    round: Text = ""


class BoardLine(BaseModel):
    """The figures of a model in a region. Shares are parts of one; none where nothing was counted."""

    model: str
    region: str
    places: int
    counts: dict[str, int]
    approved_share: float | None
    live_share: float | None


class BoardDay(BaseModel):
    """How many there were by the end of a London day."""

    day: date
    counts: dict[str, int]


class BoardException(BaseModel):
    """A case that the Board should know of."""

    kind: str
    case_id: int
    reference: str
    organisation_name: str
    region: str
    model: str
    at: datetime
    note: str


class Board(BaseModel):
    """The Board report of a round."""

    round: str
    made_at: datetime
    lines: list[BoardLine]
    trend: list[BoardDay]
    exceptions: list[BoardException]


class OcelField(BaseModel):
    """An attribute that objects or events of a type have."""

    name: str
    type: str


class OcelType(BaseModel):
    """A type of objects or events."""

    name: str
    attributes: list[OcelField]


class OcelRelationship(BaseModel):
    """That something belongs to an object, and how."""

    objectId: str  # noqa: N815 - the names of OCEL 2.0
    qualifier: str


class OcelValue(BaseModel):
    """A value of an attribute."""

    name: str
    value: str | datetime


class OcelTimedValue(OcelValue):
    """A value of an attribute since an instant."""

    time: datetime


class OcelObject(BaseModel):
    """A case, an organisation or a deadline."""

    id: str
    type: str
    attributes: list[OcelTimedValue]
    relationships: list[OcelRelationship]


class OcelEvent(BaseModel):
    """An entry of the ledger; time: when it counts."""

    id: str
    type: str
    time: datetime
    attributes: list[OcelValue]
    relationships: list[OcelRelationship]


class Ocel(BaseModel):
    """An object-centric event log, OCEL 2.0."""

    objectTypes: list[OcelType]  # noqa: N815
    eventTypes: list[OcelType]  # noqa: N815
    objects: list[OcelObject]
    events: list[OcelEvent]


class TimelineQuery(RoundQuery):
    """What the timeline is narrowed to; 200 cases a page."""

    model: Text = ""
    region: Text = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class TimelineCase(BaseModel):
    """A case and when it passed each milestone."""

    case_id: int
    reference: str
    organisation_name: str
    model: str
    status: str
    ended: bool
    next_due: datetime | None
    passed: dict[str, datetime]


class TimelineLoad(BaseModel):
    """How many steps wait for a role, and since when the oldest does."""

    role: str
    steps: int
    since: datetime


class Timeline(BaseModel):
    """How a round goes on. expected and received: packs by London day."""

    round: str
    count: int
    page: int
    cases: list[TimelineCase]
    expected: dict[str, int]
    received: dict[str, int]
    load: list[TimelineLoad]


class Tracker(BaseModel):
    """The tracker of the cases that the account may see: one row a case, as in the sheet."""

    made_at: datetime
    tracker: list[dict[str, Any]]


class TrackerChange(Strict):
    """One cell that a tracker would change, and what stood there."""

    case_id: Whole
    reference: Text
    organisation: Text
    column: Text
    was: Annotated[str, Field(max_length=10_000)]
    becomes: Annotated[str, Field(max_length=10_000)]


class TrackerFault(BaseModel):
    """What is wrong in a tracker, and where."""

    message: str
    row: int
    column: str


class TrackerPreview(BaseModel):
    """What a tracker would do. With faults nothing can be applied."""

    rows: int
    changes: list[TrackerChange]
    faults: list[TrackerFault]


class TrackerChanges(Strict):
    """What a preview has shown, to be noted."""

    changes: Annotated[list[TrackerChange], Field(min_length=1, max_length=20_000)]


class Noted(BaseModel):
    """How many cases were touched."""

    noted: int


class Organisation(BaseModel):
    """An organisation: its code, its places, and the days on which it opened and closed (empty: it is open)."""

    code: str
    name: str
    region: str
    area_team: str
    opened_on: str
    closed_on: str
    successor: str


class Organisations(BaseModel):
    """All organisations, by name."""

    organisations: list[Organisation]
