"""What programs ask and get about the account that asks."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Strict, Text


class Credentials(Strict):
    """An account's name and password."""

    username: Text
    password: Annotated[str, Field(max_length=1000)]


class Token(BaseModel):
    """A bearer token and for how many seconds it stands for the account."""

    token: str
    expires_in: int


class Absence(BaseModel):
    """Days on which somebody else is told too; London days, both inclusive."""

    id: int
    first_day: str
    last_day: str
    cover: str


class Account(BaseModel):
    """The account that asks. `mail`: each or daily; covers: who may cover for it."""

    username: str
    name: str
    role: str
    scope: str
    email: str
    mail: str
    absences: list[Absence]
    covers: list[str]


class MailChoice(Strict):
    """How the account is told: each message by itself, or one a day."""

    mail: Annotated[str, Field(pattern="^(each|daily)$")]


class NewAbsence(Strict):
    """Who covers from a London day to another, both inclusive."""

    first_day: date
    last_day: date
    cover: Text
