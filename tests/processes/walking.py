"""Walk a case at random: answer open steps from their forms, let deadlines fall, send the messages waited for."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from processes.case import Case, Due, Step
from processes.expressions import Value
from processes.forms import Field, Form

DOCUMENT = "0" * 64
DAY = timedelta(days=1)


def walk(case: Case, rng: random.Random, most: int = 60) -> Iterator[partial[object]]:
    """Yield one action after another and carry it out on the case once the caller has looked at it."""
    for _ in range(most):
        action = next_action(case, rng)
        if action is None:
            return
        yield action
        action(case)


def next_action(case: Case, rng: random.Random) -> "partial[object] | None":
    """Return something that may happen next, as a function of a case; None when the case has ended."""
    if case.ended:
        return None
    dues, steps = case.dues(), case.steps()
    awaited = [one for one in case.run.messages() if not one.element.is_offer and one.element.message]
    choices: list[partial[object]] = [partial(_answer, step=s, rng=rng.random(), at=moment(case, rng)) for s in steps]
    choices += [partial(_fall, due=dues[0])] if dues else []
    for one in awaited:
        carried = {name: _carried(case, name, rng) for name in one.element.message.carries}  # type: ignore[union-attr]
        choices.append(partial(Case.receive, message=one.name, carried=carried, at=moment(case, rng)))
    return rng.choice(choices)


def moment(case: Case, rng: random.Random) -> datetime:
    """Return an instant within a week, but none after the next deadline."""
    at = case.now + rng.randrange(7) * DAY + timedelta(microseconds=rng.randrange(3))
    return max(case.now, min([at, *(due.at for due in case.dues())]))


def _answer(case: Case, step: Step, rng: float, at: datetime) -> object:
    form = case.form(step.element.id)
    return case.complete(step.element.id, answers(form, random.Random(rng)) if form else {}, at)


def _fall(case: Case, due: Due) -> object:
    return case.fall(due)


def answers(form: Form, rng: random.Random) -> dict[str, object]:
    """Return answers that the form can read."""
    return {field.key: answer(field, rng) for field in form.questions}


def answer(field: Field, rng: random.Random) -> object:
    """Return one answer that the field can read."""
    if field.type in ("radio", "select"):
        return rng.choice(field.choices)[0]
    if field.type == "checklist":
        return rng.sample([value for value, _ in field.choices], rng.randint(1, len(field.choices)))
    if field.type == "number":
        return rng.randint(int(field.minimum or 0), int(field.maximum if field.maximum is not None else 100))
    if field.type == "datetime":
        return "2015-01-20T10:00" if field.subtype == "datetime" else "2015-01-20"
    if field.type == "checkbox":
        return field.required or rng.random() < 0.5
    return [DOCUMENT] if field.type == "filepicker" else "words"[: field.max_length]


def _carried(case: Case, name: str, rng: random.Random) -> Value:
    """Return a value that a message may bring for a variable: one that some form offers, or the one there is."""
    offered = [f.choices for form in case.definition.forms.values() for f in form.questions if f.key == name]
    if offered and offered[0]:
        return rng.choice(offered[0])[0]
    return case.variables.get(name)
