"""Which steps stand for what, read from the published paths of the models: forms say it, whatever a step is called."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, text

from service.register.register import Register
from service.register.tables import arrivals, definitions

PACK, ACKNOWLEDGED, THRESHOLDS, REGIONAL, NATIONAL, DECISION, SIGNED, RULING = (
    "pack", "acknowledged", "thresholds", "regional", "national", "decision", "signed", "ruling",
)  # fmt: skip
BY_FORM = {
    "annex-a": PACK, "annex-b": PACK, "greater-involvement-ccg": PACK,
    "receipt": ACKNOWLEDGED,
    "thresholds": THRESHOLDS,
    "regional-moderation": REGIONAL,
    "national-moderation": NATIONAL,
    "committee-decision": DECISION, "regional-agreement": DECISION, "greater-involvement-area-team": DECISION,
    "sign-for-ccg": SIGNED, "sign-for-nhs-england": SIGNED,
    "late-ruling": RULING,
}  # fmt: skip
PROPOSALS = text("cases.model != ''")  # as the index of the proposals says it
_STANDS = text("arrivals.outcome = 'accepted' AND arrivals.withdrawn_by IS NULL")


@dataclass
class Meanings:
    """What the steps of the models' paths mean: `of` by step; `covered`: what the deadlines for packs stand over."""

    of: dict[str, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    def steps(self, *wanted: str) -> list[str]:
        """Return the steps that mean one of these."""
        return sorted(step for step, meaning in self.of.items() if meaning in wanted)


def meanings(register: Register, connection: Connection) -> Meanings:
    """Read what steps mean from every published version of the paths that lead to a model."""
    found = Meanings()
    for identity in connection.execute(select(definitions.c.id).where(definitions.c.model != "")).scalars():
        elements = register.versions.load(connection, identity).diagram.elements
        steps = {one.id: one for one in elements.values() if one.is_step and one.form in BY_FORM}
        found.of |= {one.id: BY_FORM[one.form] for one in steps.values()}
        in_time = {one.continues for one in steps.values() if one.continues and BY_FORM[one.form] == PACK}
        stages = {steps[step].process for step in in_time if step in steps}
        found.covered |= in_time | {one.id for one in elements.values() if one.calls in stages}
    return found


def standing_acts(steps: list[str]) -> Select[Any]:
    """Return the query for the acts that stand of some steps; answered from an index alone."""
    columns = (arrivals.c.case_id, arrivals.c.step, arrivals.c.received_at, arrivals.c.claimed_at)
    return select(*columns).where(_STANDS, arrivals.c.step.in_(steps))


def counted_at(row: Any) -> datetime:
    """Return the instant at which an act counts: when it reached us first, as a second officer confirmed, or here."""
    at: datetime = row.claimed_at or row.received_at
    return at
