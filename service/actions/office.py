"""What the office does about cases: what was received elsewhere, corrections, incidents.

Two officers stand for each claim and each correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deadlines.clock import aware_utc
from processes.case import StepNotOpen
from service.actions.documents import add_document
from service.actions.people import Submitted, outcome_of, sight_of, takes
from service.register import queries, requests
from service.register.queries import Row
from service.register.receive import Claim, NoSuchCase, arrival_row
from service.register.register import Register
from service.register.settle import retry, settle_received
from service.roles import NotAllowed, Person

OFFICERS = ("programme-office", "exceptions-officer")
CHANNELS = ("mailbox", "region", "paper", "by-hand")


class UnusableClaim(ValueError):
    """What was received elsewhere cannot be recorded so; the message says what to change."""


@dataclass(frozen=True)
class Preview:
    """What a correction would do: the step that opens again and the acts that are withdrawn, oldest first."""

    returns_to: str
    withdrawn: list[Row]


def ask_claim(
    register: Register, person: Person, case_id: int, step: str, answers: Mapping[str, object], *,
    claimed_at: datetime, channel: str, evidence: tuple[str, bytes],
) -> int:  # fmt: skip
    """Record what reached a mailbox, a region or a desk first; it counts when a second officer confirms it.

    claimed_at: the instant claimed, aware. evidence: name and content of the message or a picture of it.
    Raises NotAllowed, NoSuchCase, UnusableClaim, UnusableDocument, StepNotOpen, InvalidAnswers.
    """
    person.require(*OFFICERS)
    row = queries.case_row(register, sight_of(person), case_id)
    claimed = aware_utc(claimed_at)
    if claimed > register.clock():
        raise UnusableClaim("The claimed instant lies in the future; enter when it reached the mailbox or the desk.")
    if channel not in CHANNELS:
        raise UnusableClaim(f"'{channel}' is no channel; choose one of {', '.join(CHANNELS)}.")
    case = queries.live_case(register, row)
    if not takes(case, step):
        raise StepNotOpen(f"'{step}' is not open, so nothing can be recorded for it.")
    form = case.form(step)
    if form is not None:
        form.read(answers, case.scope())
    digest = add_document(register, person, case_id, *evidence, purpose="evidence")
    content = {"step": step, "answers": dict(answers), "claimed_at": claimed.isoformat(), "channel": channel}
    return requests.ask(register, "claim", case_id, {**content, "evidence": digest}, person.username)


def preview_correction(register: Register, person: Person, case_id: int, arrival_id: int) -> Preview:
    """Say what correcting an act would withdraw. Raises NoSuchCase, NotAllowed, StepNotOpen when it cannot be."""
    person.require(*OFFICERS)
    row = queries.case_row(register, sight_of(person), case_id)
    order = queries.standing_acts(register, case_id)
    place = next((n for n, a in enumerate(order) if a["id"] == arrival_id), None)
    if place is None:
        raise StepNotOpen(f"Arrival {arrival_id} cannot be corrected: it was not accepted, or is withdrawn already.")
    if row["status"] == "live":
        raise StepNotOpen("The case has gone live; what was recorded before stands.")
    return Preview(str(order[place]["step"]), order[place:])


def ask_correction(register: Register, person: Person, case_id: int, arrival_id: int, reason: str) -> int:
    """Ask for a wrongly recorded act to be taken back to its step; a second officer confirms.

    Raises what `preview_correction` raises, and UnusableClaim without a reason.
    """
    preview_correction(register, person, case_id, arrival_id)
    if not reason.strip():
        raise UnusableClaim("Give the reason of the correction; it is kept in the ledger.")
    return requests.ask(register, "correction", case_id, {"arrival": arrival_id, "reason": reason}, person.username)


def confirm(register: Register, person: Person, request_id: int) -> Submitted:
    """Confirm as the second officer what another one asked; only now it counts. Raises NotAllowed, NoSuchRequest."""
    request = _as_second(register, person, request_id)
    now = register.clock()
    arrival = _ENACT[str(request["kind"])](request, person, now)
    receipt = requests.confirm(register, request_id, person.username, arrival)
    settle_received(register, receipt.case_id, now)
    return outcome_of(register, receipt)


def decline(register: Register, person: Person, request_id: int) -> None:
    """Decline as the second officer what another one asked. Raises NotAllowed, NoSuchRequest."""
    _as_second(register, person, request_id)
    requests.answer(register, request_id, "declined", person.username)


def _as_second(register: Register, person: Person, request_id: int) -> Mapping[str, object]:
    person.require(*OFFICERS)
    request = requests.waiting(register, request_id)
    if request["by"] == person.username:
        raise NotAllowed("You asked for this yourself; another officer must confirm it.")
    queries.case_row(register, sight_of(person), int(str(request["case_id"])))
    return request


def _content(request: Mapping[str, object]) -> dict[str, Any]:
    content = request["content"]
    return dict(content) if isinstance(content, dict) else {}


def _enact_claim(request: Mapping[str, object], person: Person, now: datetime) -> dict[str, object]:
    content = _content(request)
    claimed = datetime.fromisoformat(content["claimed_at"])
    claim = Claim(claimed, content["channel"], content["evidence"], person.username)
    case_id, by = int(str(request["case_id"])), str(request["by"])
    step, answers = content["step"], content["answers"]
    return arrival_row(case_id, step, answers, by=by, received_at=now, claim=claim, kind="answer")


def _enact_correction(request: Mapping[str, object], person: Person, now: datetime) -> dict[str, object]:
    content = {**_content(request), "second": person.username}
    case_id, by = int(str(request["case_id"])), str(request["by"])
    return arrival_row(case_id, "correction", content, by=by, received_at=now, kind="correction")


_ENACT = {"claim": _enact_claim, "correction": _enact_correction}


def retry_incident(register: Register, person: Person, case_id: int) -> int:
    """Take a case that was set aside up again; returns how many events were judged. Raises NotAllowed, NoSuchCase."""
    person.require(*OFFICERS)
    row = queries.case_row(register, sight_of(person), case_id)
    if row["incident"] is None:
        raise NoSuchCase(f"Case {case_id} is not set aside.")
    return retry(register, case_id, person.username)
