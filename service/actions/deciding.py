"""What a sitting decides: one act with a line for each case, each line a decision of its own on that case.

The act is written down first, with who may vote on each line; then each line is submitted like any other decision,
under the stamp of the act. What was interrupted is carried on by the next tick; no line is recorded twice.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from processes.case import StepNotOpen
from processes.forms import Field, Form, InvalidAnswers
from service.actions.interests import Conflicted, refuse_conflicted
from service.actions.people import Submitted, sight_of, submit, takes
from service.actions.sittings import Held, UnusableSitting, held
from service.register import queries
from service.register.receive import NoSuchCase
from service.register.register import Register
from service.register.sittings import records
from service.register.sittings.bodies import Body
from service.register.sittings.deciding import finish_act, first_act, record_line, write_act
from service.register.sittings.holding import must_be
from service.register.sittings.quorum import Member
from service.register.sittings.records import Act, Item
from service.roles import NotAllowed, Person

AT_SITTING, CHAIRS_ACTION = "sitting", "chairs-action"
STATUSES = {AT_SITTING: ("sitting",), CHAIRS_ACTION: ("frozen",)}
SHORT_SECONDS = 2.0
KNOWN = ("deciding_body", "decided_by", "panel_members")
"""The questions of forms that a sitting answers by itself."""


@dataclass(frozen=True)
class Line:
    """What is decided of one case: the answers of its form, and the ids of members against or without a vote cast."""

    case_id: int
    answers: Mapping[str, object]
    against: Sequence[int] = ()
    abstained: Sequence[int] = ()


class UnusableLines(ValueError):
    """Lines of an act cannot be decided so, and nothing was; `errors` says what to change, by case and field."""

    def __init__(self, errors: Mapping[int, Mapping[str, str]]) -> None:
        super().__init__("; ".join(f"case {case}: {text}" for case, own in errors.items() for text in own.values()))
        self.errors = dict(errors)


def decide(
    register: Register, person: Person, sitting_id: int, lines: Sequence[Line], *, key: str, received_at: datetime,
    manner: str = AT_SITTING, reason: str = "",
) -> Act:  # fmt: skip
    """Decide cases of an agenda in one act and return it; the same key again gives the first one.

    received_at: the server's stamp, aware UTC, which all its lines bear. manner: `sitting`, or `chairs-action` by the
    chair between sittings and with a reason. Lines that could not be recorded in about two seconds are carried on by
    the next tick. Raises NotAllowed, Conflicted, SittingNotReady, UnusableLines, UnusableSitting, KeyUsed; then
    nothing was decided.
    """
    found = held(register, person, sitting_id)
    _may_record(found, person, manner, reason)
    ordered = sorted(lines, key=lambda line: line.case_id)
    own_key = hashlib.sha256(f"{sitting_id}:{person.username}:{key}".encode()).hexdigest()
    act = first_act(register, own_key, sitting_id, manner, [_asked(line) for line in ordered])
    if act is None:
        must_be(found.sitting, *STATUSES[manner])
        content = {
            "lines": _checked(register, found, person, ordered, manner), "reason": reason.strip(),
            "person": asdict(person),
        }  # fmt: skip
        act = write_act(
            register, sitting_id, own_key, manner, content, by=person.username, received_at=received_at,
            statuses=STATUSES[manner],
        )  # fmt: skip
    carry_on(register, act, SHORT_SECONDS)
    return act


def _asked(line: Line) -> dict[str, Any]:
    return {
        "case": line.case_id, "answers": dict(line.answers),
        "against": sorted(line.against), "abstained": sorted(line.abstained),
    }  # fmt: skip


def _may_record(found: Held, person: Person, manner: str, reason: str) -> None:
    if manner not in STATUSES:
        raise UnusableSitting({"manner": f"Decide at a sitting or by chair's action, not by '{manner}'"})
    body = found.sitting.body
    if not body.role or not person.may_do(body.role):
        raise NotAllowed(f"What the {body.name} decides is recorded by somebody of that body.")
    if manner == CHAIRS_ACTION:
        member = found.member_of(person.username)
        if member is None or not member.chair:
            raise NotAllowed("Chair's action is taken by the chair of this sitting.")
        if not reason.strip():
            raise UnusableSitting({"reason": "Say why this cannot wait for the sitting"})


def _checked(
    register: Register, found: Held, person: Person, lines: Sequence[Line], manner: str
) -> list[dict[str, Any]]:
    """Return the lines as they are written down. Raises UnusableSitting, UnusableLines, Conflicted."""
    if not lines:
        raise UnusableSitting({"lines": "Decide at least one case"})
    if len({line.case_id for line in lines}) != len(lines):
        raise UnusableSitting({"lines": "Each case can be decided once in an act"})
    errors: dict[int, Mapping[str, str]] = {}
    written = []
    for line in lines:
        try:
            written.append(_one_checked(register, found, person, line, manner))
        except InvalidAnswers as problem:
            errors[line.case_id] = problem.errors
    if errors:
        raise UnusableLines(errors)
    return written


def _one_checked(register: Register, found: Held, person: Person, line: Line, manner: str) -> dict[str, Any]:
    """Return a line as it is written down. Raises InvalidAnswers with what is wrong; Conflicted."""
    item = next((one for one in found.items if one.case_id == line.case_id), None)
    if item is None or item.outcome:
        raise InvalidAnswers({"case": "It is not on the agenda, or is decided already"})
    if why := found.stands_aside(line.case_id):
        raise Conflicted(
            f"You stand aside from {item.reference} ({why}); another member records it. Nothing was decided."
        )
    row = queries.case_row(register, sight_of(person), line.case_id)
    refuse_conflicted(register, person, row)
    voters = _voters(found, line, manner)
    case = queries.live_case(register, row)
    if not takes(case, item.element):
        raise InvalidAnswers({"case": "It does not wait here any more"})
    form = case.form(item.element)
    answers = {**line.answers, **_known(form, found, voters, manner)}
    if form is not None:
        form.read(answers, case.scope())
    return {**_asked(line), **_standing(found, line, voters), "submitted": answers, "result": _result(form, answers)}


def _voters(found: Held, line: Line, manner: str) -> Sequence[Member]:
    """Return who decides a line: at a sitting who may vote on it, when that is a quorum and a majority is for it."""
    if manner == CHAIRS_ACTION:
        return [one for one in found.members if one.chair]
    there = found.attendance(line.case_id)
    if not there.quorate:
        raise InvalidAnswers({"quorum": f"There is no quorum for it: {', '.join(there.missing)}"})
    voters = {member.id for member in there.voters}
    if not {*line.against, *line.abstained} <= voters or {*line.against} & {*line.abstained}:
        raise InvalidAnswers({"votes": "Only members who may vote on it are against or abstain, and only once"})
    if 2 * len(set(line.against)) >= len(voters) - len(set(line.abstained)):
        raise InvalidAnswers({"votes": "There is no majority for it"})
    return there.voters


def _known(form: Form | None, found: Held, voters: Sequence[Member], manner: str) -> dict[str, object]:
    """Return the answers that the sitting itself gives: the body, how it was decided, who took part."""
    known = {
        "deciding_body": found.sitting.body.name, "decided_by": manner,
        "panel_members": ", ".join(member.name for member in voters)[:300],
    }  # fmt: skip
    asked = {field.key for field in form.questions} if form else set()
    return {name: value for name, value in known.items() if name in asked}


def _standing(found: Held, line: Line, voters: Sequence[Member]) -> dict[str, Any]:
    """Return who was for, against, abstained and stood aside, by name, and how the quorum stood."""
    names, reasons = {member.id: member.name for member in found.members}, found.aside.get(line.case_id, {})
    there, other = found.attendance(line.case_id), {*line.against, *line.abstained}
    return {
        "votes": {
            "for": [one.name for one in voters if one.id not in other],
            "against": [names[one] for one in sorted(line.against)],
            "abstained": [names[one] for one in sorted(line.abstained)],
        },
        "aside": [{"name": one.name, "why": reasons[one.id]} for one in there.aside],
        "quorum": {"needed": found.sitting.quorum.voting, "counted": len(there.voters)},
    }


def main_question(form: Form | None) -> Field | None:
    """Return the question that a form decides by: its first choice; None, when it has none."""
    return next((field for field in form.questions if field.type == "radio"), None) if form else None


def _result(form: Form | None, answers: Mapping[str, object]) -> str:
    question = main_question(form)
    return "" if question is None else dict(question.choices).get(str(answers.get(question.key)), "")


# --- carrying an act out -------------------------------------------------------------------------------------------


def carry_on_all(register: Register) -> int:
    """Carry on every act that was interrupted; return how many there were."""
    acts = records.undone_acts(register)
    for act in acts:
        carry_on(register, act)
    return len(acts)


def carry_on(register: Register, act: Act, seconds: float | None = None) -> bool:
    """Record the lines of an act that are not recorded yet; return whether all are. seconds: when to stop for now."""
    began = time.monotonic()
    person, body = Person(**act.content["person"]), records.one_sitting(register, act.sitting_id).body
    items = {one.case_id: one for one in records.items_of(register, act.sitting_id)}
    for line in act.content["lines"]:
        item = items[line["case"]]
        if item.outcome:
            continue
        if seconds is not None and time.monotonic() - began > seconds:
            return False
        _record(register, act, person, body, item, line)
    finish_act(register, act)
    return True


def _record(
    register: Register, act: Act, person: Person, body: Body, item: Item, line: Mapping[str, Any]
) -> None:  # fmt: skip
    record = {
        "body": body.id, "manner": act.manner, "votes": line["votes"], "aside": line["aside"],
        "quorum": line["quorum"], "reason": act.content["reason"],
    }  # fmt: skip
    try:
        submitted = _submitted(register, act, person, item, line["submitted"])
    except (StepNotOpen, InvalidAnswers, NotAllowed, NoSuchCase) as problem:
        told = {**record, "problem": str(problem)}
        record_line(register, act, item, outcome="not-recorded", arrival_id=None, record=told)
        return
    told = {**record, "result": line["result"], "ruling": submitted.outcome}
    record_line(register, act, item, outcome="decided", arrival_id=submitted.receipt.arrival, record=told)


def _submitted(
    register: Register, act: Act, person: Person, item: Item, answers: Mapping[str, object]
) -> Submitted:  # fmt: skip
    return submit(
        register, person, item.case_id, item.element, answers, received_at=act.received_at,
        key=hashlib.sha256(f"act {act.id} case {item.case_id}".encode()).hexdigest(), at_sitting=act.sitting_id,
    )  # fmt: skip
