"""What programs ask and get about mail: the outbox as the ledger of who was told what."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Entry, Strict, Text


class MailQuery(Strict):
    """What a list of messages is narrowed to; empty means no limit. `case` is a reference."""

    state: Annotated[str, Field(pattern="^(todo|collected|sending|unknown|sent|failed|bounced|cancelled)?$")] = ""
    case: Text = ""
    person: Text = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50


class Message(BaseModel):
    """A message of the outbox without its text. `twice`: it may have been delivered twice."""

    id: int
    kind: str
    case_id: int | None
    case_reference: str | None
    rung: str | None
    person: str
    address: str
    subject: str
    message_id: str
    sha256: str
    confidential: bool
    state: str
    attempts: int
    made_at: datetime
    next_at: datetime
    sent_at: datetime | None
    twice: bool
    note: str


class Messages(BaseModel):
    """A page of messages."""

    count: int
    page: int
    size: int
    messages: list[Message]


class MessageDetail(Message):
    """One message with its text, the names of its files and its ledger; a confidential one without its text."""

    text: str
    files: list[str]
    entries: list[Entry]
