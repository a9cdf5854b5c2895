"""Filling in a long form one question at a time: its sections, each question, and the answers to check. Sends nothing.

What is typed is saved as a draft at once; only the page "Check your answers" sends it, exactly as it is shown there.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.forms import Field, Section
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register import queries
from service.register.drafts import Draft, renew_draft, save_draft
from service.register.queries import Row
from service.web.asked import Asked, as_typed, content_of, errors_in, keep_files, typed_draft
from service.web.questions import anchor, document_names, in_words, posted_answer, questions

pages = Blueprint("drafts", __name__)
STEP = "/cases/<int:case_id>/steps/<element>"


class Filling:
    """A step whose form is filled in by sections, with what is saved of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.draft: Draft = typed_draft(asked.case_id, asked.element.id)
        self.open = asked.form.asked(self.draft.answers, asked.case.scope())

    @property
    def sections_address(self) -> str:
        """Where the sections of the form lie."""
        return url_for("steps.step", case_id=self.asked.case_id, element=self.asked.element.id)

    def of(self, field: Field) -> str:
        """Return where a question is answered."""
        case_id, element = self.asked.case_id, self.asked.element.id
        return url_for("drafts.question", case_id=case_id, element=element, question=field.key)

    def answered(self, field: Field) -> bool:
        """Return whether there is an answer to a question."""
        return self.draft.answers.get(field.key) not in (None, "", [])

    def sections(self) -> list["Part"]:
        """Return the sections with what is answered of each."""
        parts = []
        for section in self.asked.form.sections:
            fields = [field for field in section.questions if field in self.open]
            parts.append(Part(section, len(fields), sum(map(self.answered, fields)), self.of((fields or self.open)[0])))
        return parts

    def after(self, field: Field) -> str:
        """Return where to go on after a question: to the next one of its section, or back to the sections."""
        section = next(one for one in self.asked.form.sections if field in one.questions)
        later = section.questions[section.questions.index(field) + 1 :]
        following = next((one for one in later if one in self.open), None)
        return self.of(following) if following else self.sections_address


@dataclass(frozen=True)
class Part:
    """A section on the page: how many questions it asks, how many are answered, and where it begins."""

    section: Section
    asked: int
    answered: int
    href: str

    @property
    def status(self) -> str:
        """How far it is, in words."""
        if self.answered == self.asked:
            return "Completed"
        return "Not started" if self.answered == 0 else f"{self.answered} of {self.asked} answered"


def sections_page(asked: Asked, problems: Mapping[str, str] | None = None) -> str:
    """Show the sections of a form with what is saved of it."""
    filling, fields = Filling(asked), {field.key: field for field in asked.form.questions}
    errors = [
        {"text": f"{said}: {fields[key].label}", "href": filling.of(fields[key])}
        for key, said in (problems or {}).items()
        if key in fields
    ]
    return render_template(
        "sections.html", page_title=asked.name, **asked.frame(), parts=filling.sections(), draft=filling.draft,
        sent=_sent_before(asked), errors=errors,
    )  # fmt: skip


@pages.get(f"{STEP}/questions/<question>")
@everybody
def question(case_id: int, element: str, question: str) -> str:
    """Show one question."""
    filling, field = _asked_for(case_id, element, question)
    return _question_page(filling, field, filling.draft.answers, {})


@pages.post(f"{STEP}/questions/<question>")
@everybody
def answer(case_id: int, element: str, question: str) -> ResponseReturnValue:
    """Save the answer to one question and go on to the next one."""
    filling, field = _asked_for(case_id, element, question)
    answers: dict[str, object] = {field.key: posted_answer(field)}
    errors = keep_files(filling.asked, answers)
    if not errors and answers[field.key] not in ("", []):
        try:
            field.read(answers[field.key])
        except ValueError as problem:
            errors[field.key] = str(problem)
    if errors:
        return _question_page(filling, field, {**filling.draft.answers, **answers}, errors), 422
    save_draft(the_register(), case_id, element, answers, by=me().username)
    if request.form.get("do") == "later":
        return redirect(filling.sections_address)
    return redirect(Filling(filling.asked).after(field))


def _asked_for(case_id: int, element: str, question: str) -> tuple[Filling, Field]:
    asked = Asked(case_id, element)
    asked.must_be_open()
    filling = Filling(asked)
    parts = (field for section in asked.form.sections for field in section.questions if field.key == question)
    return filling, next(parts, None) or abort(404)


def _question_page(filling: Filling, field: Field, answers: Mapping[str, object], errors: Mapping[str, str]) -> str:
    asked = filling.asked
    section = next(one for one in asked.form.sections if field in one.questions)
    within = [one for one in section.questions if one in filling.open]
    place = f"Question {within.index(field) + 1} of {len(within)}" if field in within else ""
    shown = next(
        (one for one in questions(asked.form, asked.case.scope(), answers, errors) if one.field == field), None
    )
    if shown is None:
        abort(404)
    links = [{"text": f"{errors[field.key]}: {field.label}", "href": f"#{anchor(field)}"}] if errors else []
    return render_template(
        "question.html", page_title=field.label, **asked.frame(), section=section, place=place, q=shown, errors=links,
        documents=document_names(asked.documents()), draft=filling.draft,
    )  # fmt: skip


@pages.get(f"{STEP}/check")
@everybody
def check(case_id: int, element: str) -> ResponseReturnValue:
    """Show the saved answers as they would be sent."""
    asked = Asked(case_id, element)
    asked.must_be_open()
    filling = Filling(asked)
    answers = {field.key: filling.draft.answers[field.key] for field in filling.open if filling.answered(field)}
    if errors := errors_in(asked, answers):
        return sections_page(asked, errors), 422
    names = document_names(asked.documents())
    blank = [field for field in filling.open if not filling.answered(field)]
    rows = [
        {"key": field.label, "value": in_words(field, answers.get(field.key), names), "href": filling.of(field)}
        for field in filling.open
    ]
    return render_template(
        "check.html", page_title=f"Check: {asked.name}", **asked.frame(), answers=answers, rows=rows,
        version=str(asked.row["version"]), key=secrets.token_hex(16),
        blank=blank, missing_documents=[field.label for field in blank if field.type == "filepicker"],
        by_sections=True,
    )  # fmt: skip


@pages.post(f"{STEP}/draft")
@everybody
def renew(case_id: int, element: str) -> ResponseReturnValue:
    """Begin the draft anew: with what was sent last, or with nothing."""
    asked = Asked(case_id, element)
    asked.must_be_open()
    last = _sent_before(asked) if request.form.get("do") == "copy" else None
    said = content_of(last) if last is not None else {}
    known = {key: as_typed(answer) for key, answer in said.items() if key in asked.form.declares}
    renew_draft(the_register(), case_id, element, known, by=me().username)
    return redirect(url_for("steps.step", case_id=case_id, element=element))


def _sent_before(asked: Asked) -> Row | None:
    """Return what was sent last for a step; None, when nothing was."""
    sent = queries.arrivals_of(the_register(), asked.case_id)
    return next((one for one in reversed(sent) if one["step"] == asked.element.id and one["kind"] == "answer"), None)
