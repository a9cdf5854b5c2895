"""The panels of an organisation's own people: what is missing, until when, what to sign, what changed since."""

from dataclasses import dataclass
from datetime import datetime

from service.actions.homes.panels import Asking, Panel
from service.register.desk.changes import LATELY, changes_since, last_act
from service.register.desk.receiving import packs_of
from service.register.queries import Filter, Row, list_cases

SHOWN = 20


@dataclass(frozen=True)
class Proposal:
    """One case of the applicant: its row, when its pack reached us (aware UTC), and the steps that are the reader's."""

    row: Row
    received_at: datetime | None
    missing: list[Row]
    mailbox: str

    @property
    def is_proposal(self) -> bool:
        """Whether a pack is sent with it."""
        return bool(self.row["model"])


def proposals(asking: Asking) -> Panel:
    """Return the organisation's open cases, each with what is missing and whom to call."""
    register = asking.register
    _, rows = list_cases(register, asking.sight, Filter(size=SHOWN))
    received = packs_of(register, [int(str(row["id"])) for row in rows])
    found = [_proposal(asking, row, received) for row in rows]
    return Panel("applicant", "Your cases", found, "You have no open case. Open one under Cases to begin a proposal.")


def _proposal(asking: Asking, row: Row, received: dict[int, datetime]) -> Proposal:
    steps = row["steps"] if isinstance(row["steps"], list) else []
    own = [step for step in steps if step["role"] == asking.person.role]
    shipped = asking.register.rounds.get(str(row["round"]))
    return Proposal(row, received.get(int(str(row["id"]))), own, shipped.body("mailbox") if shipped else "")


def changed(asking: Asking) -> Panel:
    """Return what changed in the organisation's cases since the person last sent something, or lately."""
    since = last_act(asking.register, asking.person.username) or asking.now - LATELY
    found = changes_since(asking.register, asking.sight, since)
    return Panel("changes", "What changed since you were last here", found, "Nothing has changed.", since.isoformat())
