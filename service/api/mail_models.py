"""What programs ask and get about mail: the outbox as the ledger of who was told what, tasks and mailboxes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Entry, PageQuery, Strict, Text

Note = Annotated[str, Field(max_length=2000)]


class MailQuery(PageQuery):
    """What a list of messages is narrowed to; empty means no limit. `case` is a reference."""

    state: Annotated[str, Field(pattern="^(todo|collected|sending|unknown|sent|failed|bounced|cancelled)?$")] = ""
    case: Text = ""


class Message(BaseModel):
    """A message of the outbox without its text. `twice`: it may have been delivered twice."""

    id: int
    kind: str
    case_id: int | None
    case_reference: str | None
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
    """A page of messages, newest first."""

    messages: list[Message]
    next: str


class MessageDetail(Message):
    """One message with its text, the names of its files and its ledger; a confidential one without its text."""

    rung: str | None
    text: str
    files: list[str]
    entries: list[Entry]


class Said(Strict):
    """What an officer says about it, for the record."""

    note: Note = ""


class Task(BaseModel):
    """Something that a person must do, since a message or a webhook cannot."""

    id: int
    kind: str
    case_id: int | None
    reference: str | None
    said: str
    opened_at: datetime


class Tasks(BaseModel):
    """A page of the tasks that wait, oldest first."""

    tasks: list[Task]
    next: str


class AccountAddress(BaseModel):
    """An active account and its address."""

    username: str
    name: str
    role: str
    scope: str
    email: str
    mail: str


class Mailbox(BaseModel):
    """A mailbox that is told what a role is told."""

    id: int
    role: str
    scope: str
    address: str


class Addresses(BaseModel):
    """The addresses of accounts and the mailboxes of roles."""

    accounts: list[AccountAddress]
    mailboxes: list[Mailbox]


class NewAddress(Strict):
    """The address of an account; an empty one takes it away."""

    username: Text
    email: Annotated[str, Field(max_length=254)]


class NewMailbox(Strict):
    """A mailbox of a role. `scope`: the organisation, area team or region that the role is held for."""

    role: Text
    scope: Text = ""
    address: Annotated[str, Field(max_length=254)]
