"""What people do with cases: open one, submit a step, record what was received elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from processes.case import Case, StepNotOpen
from service.actions.interests import refuse_decision, refuse_same_attester
from service.register import queries
from service.register.opening import open_case as open_in_register
from service.register.queries import Row, Sight
from service.register.receive import Receipt, arrival_row, receipt_of_key, receive
from service.register.register import Register
from service.register.settle import settle_received
from service.roles import ALL, AREA, NONE, OWN, REGION, NotAllowed, Person

MAY_OPEN = ("programme-office",)
CCG_MAY_OPEN = (
    "delegated", "joint", "greater-involvement", "constitution", "change-of-model", "termination", "local-approval",
    "expression-of-interest",
)  # fmt: skip


class StaleForm(Exception):
    """The case has moved since the form was opened; nothing was received. `now` says where it stands."""

    def __init__(self, message: str, sent: Mapping[str, object], now: list[str]) -> None:
        super().__init__(message)
        self.sent = dict(sent)
        self.now = now


@dataclass(frozen=True)
class Submitted:
    """What came of a submission: its receipt, and the ruling (empty while it waits for a deadline's pause)."""

    receipt: Receipt
    outcome: str
    note: str
    status: str


def sight_of(person: Person) -> Sight:
    """Return what a person may see as a condition for queries."""
    if person.sees == NONE:
        return Sight(nothing=True)
    column = {OWN: "organisation", AREA: "area_team", REGION: "region", ALL: ""}[person.sees]
    return Sight(column, person.scope if column else "", also=person.also if column else ())


def open_case(register: Register, person: Person, path: str, round_: str, organisation: str) -> int:
    """Open a case for an organisation and return its number.

    The programme office opens for anybody; a CCG for itself, on the paths that begin with it.
    Raises NotAllowed, NotPublished, UnknownRound, NoSuchCase.
    """
    own = person.role == "ccg" and person.scope == organisation and path in CCG_MAY_OPEN
    if person.role not in MAY_OPEN and not own:
        raise NotAllowed("A case is opened by the programme office, or by a CCG for itself.")
    return open_in_register(register, path, round_, organisation, by=person.username, at=register.clock())


def submit(
    register: Register,
    person: Person,
    case_id: int,
    step: str,
    answers: Mapping[str, object],
    *,
    received_at: datetime,
    version: int | None = None,
    key: str | None = None,
    at_sitting: int | None = None,
    drafted: bool = False,
) -> Submitted:
    """Submit a step: check what can be read, receive it, settle the case and return what came of it.

    received_at: the server's stamp, aware UTC, taken when the request was complete. version: the case's version when
    the form was opened. key: the sender's own; what was received under it before gives its first receipt. at_sitting:
    the sitting that decides it. drafted: it was made from what is saved for the step, which goes with it.
    Raises NoSuchCase, NotAllowed, Conflicted, BeforeASitting, InvalidAnswers, KeyUsed, StaleForm or StepNotOpen; then
    nothing was received.
    """
    row = queries.case_row(register, sight_of(person), case_id)
    case = queries.live_case(register, row)
    _check(case, person, step)
    sent = arrival_row(case_id, step, answers, by=person.username, received_at=received_at, kind="answer")
    if key is not None and (first := receipt_of_key(register, key, sent)) is not None:
        settle_received(register, case_id, received_at)
        return outcome_of(register, first)
    refuse_decision(register, person, row, case.definition.diagram.elements[step].role, at_sitting)
    _check_fresh(register, row, case, step, answers, version)
    form = case.form(step)
    if form is not None:
        form.read(answers, case.scope())
        refuse_same_attester(register, person, case_id, form.id, answers)
    receipt = receive(
        register, case_id, step, answers, by=person.username, received_at=received_at, key=key, drafted=drafted
    )
    settle_received(register, case_id, received_at)
    return outcome_of(register, receipt)


def _check(case: Case, person: Person, step: str) -> None:
    element = case.definition.diagram.elements.get(step)
    if element is None or not (element.is_step or element.is_offer):
        raise StepNotOpen(f"'{step}' is no step of this path.")
    if not person.may_do(element.role):
        raise NotAllowed(f"'{element.name or step}' is done by {element.role.replace('-', ' ')}, not by you.")


def _check_fresh(
    register: Register, row: Row, case: Case, step: str, answers: Mapping[str, object], version: int | None
) -> None:
    """Refuse a form that somebody else has answered meanwhile; a pack after its deadline is received all the same."""
    if takes(case, step):
        return
    form = case.form(step)
    if form is not None and form.replaceable:
        return
    waits = [one.element.name or one.element.id for one in case.steps() if not one.offer]
    if version is not None and version != row["version"]:
        raise StaleForm("Somebody else has answered this step since you opened it.", answers, waits)
    raise StepNotOpen(f"'{step}' is not open; the case waits at {', '.join(waits) or 'nothing'}.")


def takes(case: Case, step: str) -> bool:
    """Return whether an open step takes what is sent for this one."""
    return step != "" and any(step in (one.element.id, one.element.continues) for one in case.steps())


def outcome_of(register: Register, receipt: Receipt) -> Submitted:
    """Return what came of an arrival by now."""
    row = queries.arrival(register, receipt.case_id, receipt.arrival)
    case = queries.case_row(register, Sight(), receipt.case_id)
    return Submitted(receipt, str(row["outcome"]), str(row["note"]), str(case["status"]))
