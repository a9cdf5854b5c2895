"""Saving answers before a form is sent, as programs do it; pages save one question at a time by the same rules."""

from collections.abc import Mapping

from processes.case import StepNotOpen
from processes.forms import Form, InvalidAnswers
from service.actions.interests import refuse_decision
from service.actions.people import sight_of, takes
from service.register import drafts, queries
from service.register.drafts import Draft
from service.register.register import Register
from service.roles import NotAllowed, Person


def saved_draft(register: Register, person: Person, case_id: int, step: str) -> Draft:
    """Return what is saved for a step. Raises NoSuchCase, StepNotOpen, NotAllowed, Conflicted."""
    _form(register, person, case_id, step)
    return drafts.draft_of(register, case_id, step)


def save_answers(
    register: Register, person: Person, case_id: int, step: str, answers: Mapping[str, object], *, anew: bool
) -> None:  # fmt: skip
    """Save answers of a step, each in the place of the one before. anew: in the place of all of them.

    Raises NoSuchCase, StepNotOpen, NotAllowed, Conflicted; InvalidAnswers for what could never be sent.
    """
    form = _form(register, person, case_id, step)
    if wrong := _wrong(form, answers):
        raise InvalidAnswers(wrong)
    if anew:
        drafts.renew_draft(register, case_id, step, answers, by=person.username)
    elif answers:
        drafts.save_draft(register, case_id, step, answers, by=person.username)


def _wrong(form: Form, answers: Mapping[str, object]) -> dict[str, str]:
    fields = {field.key: field for field in form.questions}
    wrong = {key: "The form asks no such question." for key in answers if key not in fields}
    for key, answer in answers.items():
        if key in fields and answer not in (None, "", []):
            try:
                fields[key].read(answer)
            except ValueError as problem:
                wrong[key] = str(problem)
    return wrong


def _form(register: Register, person: Person, case_id: int, step: str) -> Form:
    row = queries.case_row(register, sight_of(person), case_id)
    case = queries.live_case(register, row)
    element = case.definition.diagram.elements.get(step)
    form = case.form(step) if element is not None and (element.is_step or element.is_offer) else None
    if element is None or form is None:
        raise StepNotOpen(f"'{step}' is no step of this case that asks anything.")
    if not person.may_do(element.role):
        raise NotAllowed(f"'{element.name or step}' is done by {element.role.replace('-', ' ')}, not by you.")
    refuse_decision(register, person, row, element.role)
    if not takes(case, step) and not form.replaceable:
        raise StepNotOpen(f"'{step}' is not open, so nothing can be saved for it.")
    return form
