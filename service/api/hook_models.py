"""What programs ask and get about webhooks."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Strict, Text


class NewHook(Strict):
    """An address to be told. types: kinds of events, all but notes and letters when empty; region: of which cases."""

    url: Annotated[str, Field(max_length=500)]
    types: Annotated[list[Annotated[str, Field(pattern="^[a-z-]{1,40}$")]], Field(max_length=40)] = []
    region: Text = ""


class HookSummary(BaseModel):
    """An address that is told. seq: the last event that it has taken; note: why it did not take the next one."""

    id: int
    url: str
    types: list[str]
    region: str
    state: str
    seq: int
    attempts: int
    next_at: datetime
    note: str
    by: str
    made_at: datetime


class MadeHook(HookSummary):
    """An address that was just registered, with the secret by which its messages are signed. It is not said again."""

    secret: str


class Hooks(BaseModel):
    """The addresses that are told, oldest first."""

    webhooks: list[HookSummary]


class Delivery(BaseModel):
    """What came of telling an address once: taken or failed. answered: the status of its answer, when there was one."""

    id: int
    seq: int
    kind: str
    attempt: int
    at: datetime
    outcome: str
    answered: int | None
    note: str


class Deliveries(BaseModel):
    """A page of what came of telling an address, newest first."""

    deliveries: list[Delivery]
    next: str


class Tested(BaseModel):
    """What came of a test."""

    taken: bool
    answered: int | None
    note: str
