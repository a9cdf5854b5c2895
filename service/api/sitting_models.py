"""What programs ask and get about sittings, their decisions and the register of interests."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from service.api.models import Arrival, Strict, Text

Number = Annotated[int, Field(ge=1, le=10**15)]
Long = Annotated[str, Field(max_length=4000)]


class QuorumRule(Strict):
    """Members with a vote who must be present without an interest, and how many of them lay or executive."""

    voting: Annotated[int, Field(ge=1, le=999)]
    lay: Annotated[int, Field(ge=0, le=999)] = 0
    executive: Annotated[int, Field(ge=0, le=999)] = 0


class NewSitting(Strict):
    """A sitting to plan. `scope`: the region or organisation it sits for; empty for a national body."""

    body: Text
    scope: Text = ""
    held_at: AwareDatetime
    place: Text = ""
    quorum: QuorumRule | None = None


class SittingSummary(BaseModel):
    """A sitting. `papers_at`: the instant whose papers are read; empty before they are frozen."""

    id: int
    body: str
    scope: str
    title: str
    held_at: datetime
    place: str
    status: str
    papers_at: datetime | None
    quorum: QuorumRule


class Sittings(BaseModel):
    """The sittings that the account may see, the next or latest first."""

    sittings: list[SittingSummary]


class SittingMember(BaseModel):
    """Somebody with a seat."""

    id: int
    username: str
    name: str
    seat: str
    voting: bool
    chair: bool
    present: bool
    declared: bool


class SittingItem(BaseModel):
    """A case on the agenda: whether there is a quorum for it, who stands aside, and what was decided."""

    case_id: int
    number: int
    reference: str
    organisation: str
    element: str
    outcome: str
    quorate: bool
    missing: list[str]
    aside: list[str]
    arrival: int | None
    decided_at: datetime | None
    record: dict[str, Any]


class SittingDetail(SittingSummary):
    """A sitting with its members, its agenda and its minutes."""

    members: list[SittingMember]
    items: list[SittingItem]
    composition: dict[str, bool]
    overrides: dict[str, str]
    minutes: str


class DecisionLine(Strict):
    """The decision of one case: the answers of its form, members against it and members who abstain."""

    case_id: Number
    answers: dict[str, Any]
    against: list[Number] = []
    abstained: list[Number] = []


class Decisions(Strict):
    """An act of a sitting. `manner`: at the sitting, or by chair's action between sittings with a reason."""

    lines: Annotated[list[DecisionLine], Field(min_length=1, max_length=500)]
    manner: Annotated[str, Field(pattern="^(sitting|chairs-action)$")] = "sitting"
    reason: Long = ""


class SittingAct(BaseModel):
    """An act: how many of its lines are recorded. The rest follows by itself while `done_at` is empty."""

    id: int
    sitting: int
    manner: str
    received_at: datetime
    done_at: datetime | None
    lines: int
    recorded: int


class Declared(Strict):
    """What a member declares: the nature of the interest by case. An empty one declares that there is none."""

    member: Number
    interests: dict[Number, Annotated[str, Field(min_length=1, max_length=2000)]] = {}


class NewInterest(Strict):
    """An interest to enter: of what nature, in which organisations, on which days (inclusive)."""

    username: Text
    kind: Text
    nature: Annotated[str, Field(min_length=1, max_length=2000)]
    parties: Annotated[list[Text], Field(min_length=1, max_length=300)]
    from_day: date
    until_day: date | None = None


class InterestEntry(BaseModel):
    """An interest on the register."""

    id: int
    username: str
    kind: str
    nature: str
    parties: list[str]
    from_day: str
    until_day: str


class Interests(BaseModel):
    """The register of interests, ended ones included."""

    interests: list[InterestEntry]


class LeftOut(Strict):
    """Cases that wait for another sitting."""

    leave_out: Annotated[list[Number], Field(max_length=500)] = []


class NewMember(Strict):
    """Somebody to give a seat. `username`: the account, empty for somebody without one."""

    username: Text = ""
    name: Annotated[str, Field(min_length=1, max_length=120)]
    seat: Text
    voting: bool
    chair: bool = False


class Present(Strict):
    """The members who are present now, by number."""

    present: Annotated[list[Number], Field(max_length=500)]


class Override(Strict):
    """A rule about the membership to set aside for this sitting, and why."""

    rule: Text
    reason: Long


class Adjournment(Strict):
    """Until when, and why."""

    until: AwareDatetime
    reason: Long


class Minutes(Strict):
    """The minutes."""

    minutes: Annotated[str, Field(max_length=100_000)]


class Paper(BaseModel):
    """The papers of one case as they were frozen. `aside`: why the reader stands aside; then nothing else is in it."""

    case_id: int
    number: int
    reference: str
    organisation: str
    element: str
    aside: str
    arrivals: list[Arrival]
    documents: list[dict[str, Any]]
    problems: list[str]
    warnings: list[str]


class Pack(BaseModel):
    """The pack of a sitting for the reader: exactly the cases of the frozen agenda."""

    sitting: int
    title: str
    held_at: datetime
    papers_at: datetime | None
    papers: list[Paper]
