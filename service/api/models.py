"""What programs send and receive, as pydantic models: the source of the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel

Text = Annotated[str, Field(max_length=200)]


class Strict(BaseModel):
    """A body or a query in which nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """Why something was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None


class Credentials(Strict):
    """An account's name and password."""

    username: Text
    password: Annotated[str, Field(max_length=1000)]


class Token(BaseModel):
    """A bearer token and for how many seconds it stands for the account."""

    token: str
    expires_in: int


class CaseQuery(Strict):
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
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50


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
    """One page of cases, soonest deadline first."""

    count: int
    page: int
    size: int
    cases: list[CaseSummary]


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
    """The ledger of a case, in order."""

    entries: list[Entry]


class DeadlineSummary(BaseModel):
    """A named deadline of a round."""

    name: str
    title: str
    round: str
    kind: str
    status: str
    when: str
    utc: str
    source: str


class Deadlines(BaseModel):
    """The deadlines of all rounds, in order of time within each."""

    deadlines: list[DeadlineSummary]


class Explanation(BaseModel):
    """One deadline accounted for: labels and texts in order."""

    round: str
    name: str
    lines: list[tuple[str, str]]


class PathSummary(BaseModel):
    """The newest version of a path."""

    path: str
    title: str
    summary: str
    version: int
    key: str
    model: str
    statutory: bool
    published_at: datetime


class Paths(BaseModel):
    """All published paths."""

    paths: list[PathSummary]


class PathDetail(BaseModel):
    """A path with its versions and its diagram as BPMN XML."""

    path: str
    version: int
    title: str
    key: str
    bpmn: str
    versions: list[int]


class Audit(BaseModel):
    """Whether the chain of the ledger holds."""

    entries: int
    intact: bool
    first_fault: int | None
    reason: str
    digest: str
