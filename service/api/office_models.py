"""What programs ask and get about the office's acts: claims, corrections, second officers, holds, documents, audit."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Base64Bytes, BaseModel, Field

from service.api.models import Arrival, Strict

Reason = Annotated[str, Field(max_length=4000)]


class Evidence(Strict):
    """The message, letter or picture that shows when it was received; content in base64."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[Base64Bytes, Field(max_length=20_000_000)]


class NewClaim(Strict):
    """What reached a mailbox, a region or a desk first. `answers`: those of the step's form."""

    step: Annotated[str, Field(min_length=1, max_length=200)]
    answers: dict[str, Any]
    claimed_at: AwareDatetime
    channel: Annotated[str, Field(pattern="^(mailbox|region|paper|by-hand)$")]
    evidence: Evidence


class CorrectionPreview(BaseModel):
    """What a correction would do: the step that opens again, and the acts that are withdrawn, oldest first."""

    returns_to: str
    withdrawn: list[Arrival]


class Reasoned(Strict):
    """Why it is done, for the record."""

    reason: Reason


class Request(BaseModel):
    """What waits for a second officer. `content`: all that would be confirmed."""

    id: int
    kind: str
    case_id: int
    reference: str
    content: dict[str, Any]
    by: str
    asked_at: datetime


class Requests(BaseModel):
    """What waits for a second officer, oldest first."""

    requests: list[Request]


class FallenDeadline(BaseModel):
    """A deadline that would fall: its element, and its instant."""

    element: str
    at: datetime


class Foretold(BaseModel):
    """What would come of one case. `problem`: why it cannot be foretold."""

    case_id: int
    reference: str
    fallen: list[FallenDeadline]
    before: str
    after: str
    ends: bool
    problem: str


class HoldDetail(BaseModel):
    """What waits for a person, and what its release would do: cases touched, the first of them, messages that go."""

    id: int
    reason: str
    said: str
    all_falls: bool
    mail: bool
    from_at: datetime | None
    until_at: datetime | None
    made_at: datetime | None
    cases: int
    shown: list[Foretold]
    messages: int


class Holds(BaseModel):
    """The holds that stand. `alarm`: why the clock is doubted; empty when it is not."""

    holds: list[HoldDetail]
    alarm: str


class Retried(BaseModel):
    """How many events were judged when a case was taken up again."""

    judged: int


class Document(BaseModel):
    """A document of a case, known by the SHA-256 of its content."""

    sha256: str
    name: str
    media_type: str
    size: int
    purpose: str
    by: str
    added_at: datetime


class Documents(BaseModel):
    """A page of a case's documents, oldest first."""

    documents: list[Document]
    next: str


class Audit(BaseModel):
    """Whether the chain of the ledger holds."""

    entries: int
    intact: bool
    first_fault: int | None
    reason: str
    digest: str
