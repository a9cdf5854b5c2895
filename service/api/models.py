"""What programs send and receive, as pydantic models: the source of the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel

Text = Annotated[str, Field(max_length=200)]


class Strict(BaseModel):
    """A body or a query in which nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Strict):
    """Which page of a list: after which mark, and how much."""

    after: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ProblemError(BaseModel):
    """What is wrong with one part of a request: a field of the body, a query parameter, or a header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class ProblemFinding(BaseModel):
    """What keeps a diagram from being published."""

    element: str
    message: str


class Problem(BaseModel):
    """Why something was refused (RFC 9457). `type` leads to a page that says what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError] | None = None
    findings: list[ProblemFinding] | None = None
    sent: dict[str, Any] | None = None
    waits_for: list[str] | None = None
    reference: str | None = None


class CaseQuery(PageQuery):
    """What a list of cases is narrowed to; empty means no limit."""

    path: Text = ""
    model: Text = ""
    region: Text = ""
    status: Text = ""
    step: Text = ""
    role: Text = ""
    search: Text = ""
    round: Text = ""
    ended: Annotated[str, Field(pattern="^(open|ended|all)$")] = "open"


class NewCase(Strict):
    """A case to open."""

    path: Text
    round: Text
    organisation: Text


class Step(BaseModel):
    """A step that waits for a person, or an offer that a person may take."""

    element: str
    name: str
    role: str
    form: str
    offer: bool
    visit: int
    opened_at: datetime


class Due(BaseModel):
    """A deadline that runs: the last instant that is on time, and its words in London time."""

    element: str
    deadline: str
    covers: str
    at: datetime
    london: str


class CaseSummary(BaseModel):
    """A case in a list."""

    id: int
    reference: str
    path: str
    model: str
    round: str
    organisation: str
    organisation_name: str
    region: str
    area_team: str
    status: str
    ended: bool
    set_aside: bool
    next_due: datetime | None
    version: int


class Cases(BaseModel):
    """One page of cases, open ones first, soonest deadline first. count: how many there are on all pages."""

    count: int
    cases: list[CaseSummary]
    next: str


class CaseDetail(CaseSummary):
    """A case with what it waits for."""

    path_version: int
    opened_at: datetime
    steps: list[Step]
    deadlines: list[Due]


class Question(BaseModel):
    """One question of a form."""

    key: str
    type: str
    label: str
    hint: str
    required: bool
    choices: list[str]


class OpenStep(Step):
    """An open step with the questions it asks."""

    mine: bool
    questions: list[Question]


class Steps(BaseModel):
    """What a case waits for people to do."""

    case_version: int
    steps: list[OpenStep]


class Answers(RootModel[dict[str, Any]]):
    """The answers of a form by key: texts, numbers, true or false, ISO days, lists of choices or document hashes."""


class AnswersDraft(BaseModel):
    """Answers that are saved and not sent; empty when nothing is."""

    answers: dict[str, Any]
    by: str
    saved_at: datetime | None


class NewAnswersDraft(Strict):
    """Answers to save, each in the place of the one before; anew: in the place of all of them."""

    answers: Annotated[dict[str, Any], Field(max_length=500)]
    anew: bool = False


class ArrivalReceipt(BaseModel):
    """The proof that something reached us. `outcome` is empty while it waits for its ruling."""

    arrival: int
    case: int
    received_at: datetime
    london: str
    outcome: str
    note: str
    status: str


class Arrival(BaseModel):
    """Something that reached us, whatever came of it; both instants, when another one is claimed."""

    id: int
    case: int
    kind: str
    step: str
    content: dict[str, Any]
    by: str
    received_at: datetime
    claimed_at: datetime | None
    channel: str
    evidence: str
    second: str
    outcome: str
    note: str
    judged_at: datetime | None
    withdrawn_by: int | None


class Arrivals(BaseModel):
    """What arrived for a case, in the order in which it was received."""

    arrivals: list[Arrival]


class Entry(BaseModel):
    """One entry of the ledger."""

    seq: int
    at: datetime
    recorded_at: datetime
    kind: str
    element: str
    visit: int
    by: str
    detail: dict[str, Any]
    hash: str


class Ledger(BaseModel):
    """A page of the ledger of a case, in order."""

    entries: list[Entry]
    next: str
