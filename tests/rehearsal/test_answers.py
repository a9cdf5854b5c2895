"""The people of a rehearsal answer what a form must know, and what the cohort says where it is asked."""

import pytest

from deadlines.rounds import shipped_round
from processes.case import Case
from processes.paths import define, shipped_library
from service.rehearsal.people import filled
from tests.conftest import BEGINNING

LIBRARY = shipped_library()


@pytest.mark.parametrize("path", ["delegated", "joint", "greater-involvement"])
def test_every_required_question_that_is_asked_gets_an_answer(path: str) -> None:
    case = Case.opened(define(LIBRARY, path), shipped_round("2014-15"), BEGINNING, {})
    for step in case.steps():
        form = case.form(step.element.id)
        assert form is not None
        answers = filled(form, {"no_such_question": "x"}, case.scope())
        assert "no_such_question" not in answers
        form.read(answers, case.scope())


def test_a_step_without_a_form_has_no_answers() -> None:
    case = Case.opened(define(LIBRARY, "delegated"), shipped_round("2014-15"), BEGINNING, {})
    assert filled(None, {"a": 1}, case.scope()) == {}
