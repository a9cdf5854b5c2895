"""What programs send and get about procurement decisions."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.api.models import Strict

Words = Annotated[str, Field(min_length=1, max_length=2000)]


class NewProcurement(Strict):
    """A decision of the account's own CCG. conflicts: which there were, empty for none; decided_on: a London day."""

    decision: Words
    contract: Words
    decided_by: Annotated[str, Field(min_length=1, max_length=200)]
    decided_on: date
    conflicts: Annotated[str, Field(max_length=2000)] = ""
    managed: Words


class Correction(NewProcurement):
    """A corrected decision. after: the version as you saw it; reason: why, published with it."""

    after: Annotated[int, Field(ge=1, le=10**6)]
    reason: Words


class ProcurementVersion(BaseModel):
    """A version of an entry; `number` is the same for all of its versions."""

    number: int
    version: int
    organisation: str
    decision: str
    contract: str
    decided_by: str
    decided_on: str
    conflicts: str
    managed: str
    reason: str
    by: str
    recorded_at: datetime


class Procurements(BaseModel):
    """Entries, the newest decision first; of one entry its versions, the newest first."""

    procurements: list[ProcurementVersion]
