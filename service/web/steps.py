"""A step's form, its answers to check, and sending it. A form in sections is filled in by the pages of `drafts`."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.case import StepNotOpen
from service.actions.people import StaleForm, submit
from service.front.doors import everybody
from service.front.state import me, received_at, the_register
from service.register import queries
from service.register.drafts import save_draft
from service.register.letters import drafted
from service.roles import ROLES
from service.web.asked import Asked, errors_in, keep_files, recorded_rows, typed_draft
from service.web.drafts import sections_page
from service.web.questions import answer_rows, document_names, error_links, posted_answers, questions

pages = Blueprint("steps", __name__)


@pages.get("/cases/<int:case_id>/steps/<element>")
@everybody
def step(case_id: int, element: str) -> str:
    """Show the form of a step: its sections, where it has some, or all of it."""
    asked = Asked(case_id, element)
    asked.must_be_open()
    if asked.form.sections and "all" not in request.args:
        return sections_page(asked)
    answers = {**_drafted(asked), **typed_draft(case_id, element).answers}
    return _form(asked, answers, {}, version=str(asked.row["version"]), key=secrets.token_hex(16))


def _drafted(asked: Asked) -> dict[str, object]:
    """Return the letter that the step sends as it is drafted for the person, as an answer to begin with."""
    signed_by = f"{me().name}, {ROLES[me().role].name}" if me().name else ROLES[me().role].name
    letter = asked.form.letter
    return {} if letter is None else {letter.field: drafted(asked.form, asked.case, asked.row, signed_by)}


@pages.post("/cases/<int:case_id>/steps/<element>")
@everybody
def send(case_id: int, element: str) -> ResponseReturnValue:
    """Check the answers, or send them after they were checked."""
    asked = Asked(case_id, element)
    answers = posted_answers(asked.form)
    errors = keep_files(asked, answers)
    version, key = request.form.get("version", ""), request.form.get("key", "")[:80]
    if request.form.get("do") == "save" and not errors:
        save_draft(the_register(), case_id, element, answers, by=me().username)
        return redirect(url_for("steps.step", case_id=case_id, element=element, all=1))
    errors |= errors_in(asked, answers)
    if errors:
        return _form(asked, answers, errors, version=version, key=key), 422
    if request.form.get("do") == "change":
        return _form(asked, answers, {}, version=version, key=key)
    if request.form.get("do") != "send":
        return _check(asked, answers, version, key)
    return _sent(asked, answers, version, key)


def _sent(asked: Asked, answers: Mapping[str, object], version: str, key: str) -> ResponseReturnValue:
    case_id = asked.case_id
    opened_at_version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    try:
        submitted = submit(
            the_register(), me(), case_id, asked.element.id, answers, received_at=received_at(),
            version=opened_at_version, key=key or None, drafted=True,
        )  # fmt: skip
    except (StaleForm, StepNotOpen) as problem:
        return _moved_on(asked, answers, str(problem)), 409
    return redirect(url_for("receipts.receipt", case_id=case_id, arrival_id=submitted.receipt.arrival))


def _form(asked: Asked, answers: Mapping[str, object], errors: Mapping[str, str], *, version: str, key: str) -> str:
    return render_template(
        "step.html", page_title=asked.name, **asked.frame(), version=version, key=key,
        draft=typed_draft(asked.case_id, asked.element.id),
        questions=questions(asked.form, asked.case.scope(), answers, errors),
        documents=document_names(asked.documents()), errors=error_links(asked.form, errors),
    )  # fmt: skip


def _check(asked: Asked, answers: Mapping[str, object], version: str, key: str) -> str:
    read = asked.form.read(answers, asked.case.scope())
    rows = answer_rows(asked.form, read, document_names(asked.documents()), all_questions=True)
    return render_template(
        "check.html", page_title=f"Check: {asked.name}", **asked.frame(), answers=answers, rows=rows,
        version=version, key=key,
    )  # fmt: skip


def _moved_on(asked: Asked, answers: Mapping[str, object], problem: str) -> str:
    """Show what was sent beside what was recorded meanwhile."""
    case_id = asked.case_id
    names = document_names(asked.documents())
    recorded = [a for a in queries.arrivals_of(the_register(), case_id) if a["step"] == asked.element.id]
    last = recorded[-1] if recorded else None
    return render_template(
        "moved_on.html", page_title="Somebody else has answered", **asked.frame(), problem=problem, last=last,
        sent=answer_rows(asked.form, answers, names), recorded=recorded_rows(asked.form, last, names),
        waits=[s.element.name or s.element.id for s in asked.case.steps() if not s.offer],
    )  # fmt: skip
