"""Answers that a person might give: enough for every question of a form."""

from processes.forms import Form
from service.actions.people import sight_of
from service.register import queries
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.roles import Person

GOOD = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no"}
EVERYTHING = Person("test", "", "programme-office")


def good_answers(register, case_id: int, step: str, **given: object) -> dict[str, object]:
    """Return readable answers for a step, as a program sends them."""
    case = queries.live_case(register, queries.case_row(register, sight_of(EVERYTHING), case_id))
    form = case.form(step)
    return filled(form, {**GOOD, **given}, case.scope()) if form else {}


def as_posted(form: Form, answers: dict[str, object]) -> dict[str, object]:
    """Return answers as the fields of the page post them."""
    posted: dict[str, object] = {}
    for field in form.questions:
        value = answers.get(field.key)
        if value is None or value is False:
            continue
        if field.type == "datetime":
            year, month, day = str(value)[:10].split("-")
            posted |= {f"{field.key}-day": day, f"{field.key}-month": month, f"{field.key}-year": year}
        else:
            posted[field.key] = "true" if value is True else value
    return posted


def posted_pack(register, case_id: int, step: str, **given: object) -> dict[str, object]:
    """Return a step's readable answers as its page posts them."""
    case = queries.live_case(register, queries.case_row(register, sight_of(EVERYTHING), case_id))
    form = case.form(step)
    return as_posted(form, good_answers(register, case_id, step, **given)) if form else {}
