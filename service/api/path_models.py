"""What programs ask and get about paths and deadlines."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Strict

Bpmn = Annotated[str, Field(max_length=2_000_000)]


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


class ExplanationLine(BaseModel):
    """One line of an account: what it is about, and what is so."""

    label: str
    text: str


class Explanation(BaseModel):
    """One deadline accounted for, in order."""

    round: str
    name: str
    lines: list[ExplanationLine]


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


class Draft(BaseModel):
    """What is edited: the saved draft, or the published version when there is none (revision 0)."""

    path: str
    bpmn: str
    base: str
    revision: int
    by: str
    proposed_by: str
    version: int


class Diagram(Strict):
    """A diagram as BPMN XML."""

    bpmn: Bpmn


class NewDraft(Diagram):
    """A draft to save. `base`: that of the draft, or of the version, which it follows."""

    base: Annotated[str, Field(max_length=64)]


class DiagramFinding(BaseModel):
    """What a rule says of a diagram. trace: elements on the way to it."""

    rule: str
    severity: str
    element: str
    message: str
    trace: list[str]


class Findings(BaseModel):
    """What all rules say of a diagram, errors first."""

    findings: list[DiagramFinding]
