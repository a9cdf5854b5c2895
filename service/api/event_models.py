"""What programs get of what happened: entries of the ledger as events, and all of a case as one document."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.api.models import Arrival, CaseDetail, Entry, Strict
from service.api.office_models import Document

Seq = Annotated[int, Field(ge=0, le=10**15)]


class EventQuery(Strict):
    """Which events: those after a number, of some kinds (separated by commas), of a case."""

    after: Seq = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    types: Annotated[str, Field(max_length=500, pattern="^[a-z,-]*$")] = ""
    case: Annotated[int, Field(ge=1, le=10**15)] | None = None


class EventData(BaseModel):
    """What an event says. hash: the one that its entry carries in the chain."""

    case: int | None
    element: str
    visit: int
    by: str
    detail: dict[str, Any]
    hash: str


class Event(BaseModel):
    """Something that happened, in the form of CloudEvents 1.0.

    id: its number in the ledger; time: when it was written down; effectivetime: when it counts.
    """

    specversion: str
    id: str
    source: str
    type: str
    subject: str | None
    time: datetime
    effectivetime: datetime
    datacontenttype: str
    data: EventData


class Events(BaseModel):
    """Events in order. next: the number after which to ask again, also when nothing more is there now."""

    events: list[Event]
    next: int


class CaseLink(BaseModel):
    """How two cases hang together."""

    from_case: int
    to_case: int
    kind: str


class CaseExport(BaseModel):
    """All of a case: what it is, what arrived, its ledger as far as the account may read it, its documents' digests."""

    made_at: datetime
    case: CaseDetail
    variables: dict[str, Any]
    arrivals: list[Arrival]
    ledger: list[Entry]
    documents: list[Document]
    links: list[CaseLink]
