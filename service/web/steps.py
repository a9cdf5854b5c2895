"""A step's form, its answers to check, and sending it."""

import secrets
from collections.abc import Mapping

import orjson
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.case import Case, StepNotOpen
from processes.elements import Element
from processes.forms import Form, InvalidAnswers
from service.actions.documents import UnusableDocument, add_document
from service.actions.interests import refuse_decision
from service.actions.people import StaleForm, sight_of, submit, takes
from service.front.doors import everybody
from service.front.reading import files_of
from service.front.state import me, received_at, the_register
from service.register import queries
from service.register.letters import drafted
from service.register.queries import Row
from service.roles import ROLES, NotAllowed
from service.web.questions import answer_rows, document_names, error_links, posted_answers, questions
from service.web.whereabouts import role_words
from service.web.words import deadline_title

pages = Blueprint("steps", __name__)
NO_FORM = Form(id="", title="", intro="", version=1, fields=())


class Asked:
    """A step that somebody wants to do: the case, its element and its form."""

    def __init__(self, case_id: int, element: str, *, mine: bool = True) -> None:
        """Read the case. Raises NoSuchCase, StepNotOpen for what is no step or lies before a sitting, NotAllowed for
        another role's step, Conflicted for a case in which the person has an interest.
        """
        self.row = queries.case_row(the_register(), sight_of(me()), case_id)
        self.case: Case = queries.live_case(the_register(), self.row)
        found = self.case.definition.diagram.elements.get(element)
        if found is None or not (found.is_step or found.is_offer):
            raise StepNotOpen(f"'{element}' is no step of this case.")
        if mine and not me().may_do(found.role):
            raise NotAllowed(f"“{found.name or found.id}” is for {role_words(found.role)}, not for you.")
        if mine:
            refuse_decision(the_register(), me(), self.row, found.role)
        self.element: Element = found
        self.form: Form = self.case.form(element) or NO_FORM

    @property
    def name(self) -> str:
        """What the step is called."""
        return self.element.name or self.element.id

    def must_be_open(self) -> None:
        """Raise StepNotOpen, when nothing takes the answer now."""
        if not takes(self.case, self.element.id) and not self.form.replaceable:
            waits = ", ".join(s.element.name or s.element.id for s in self.case.steps() if not s.offer)
            raise StepNotOpen(f"“{self.name}” is not open. The case waits at {waits or 'nothing'}.")

    def frame(self) -> dict[str, object]:
        """Return what each page about the step shows around it."""
        dues = [due for due in self.case.dues() if due.covers] or self.case.dues()
        late = not any(step.element.id == self.element.id for step in self.case.steps())
        return {
            "case": self.row, "element": self.element, "form": self.form, "name": self.name, "late": late,
            "due": dues[0].at if dues and not late else None,
            "shown": shown(self.form, self.case),
            "due_title": deadline_title(the_register(), self.case.round.name, dues[0].deadline) if dues else "",
        }  # fmt: skip

    def documents(self) -> list[Row]:
        """Return the documents of the case."""
        return queries.documents_of(the_register(), int(str(self.row["id"])))


def shown(form: Form, case: Case) -> list[tuple[str, list[str]]]:
    """Return what the person should read before answering: the lists of the case that the form shows, by name."""
    found = ((name, case.variables.get(name)) for name in form.shows)
    return [
        (name.replace("_", " ").capitalize(), [str(v) for v in held])
        for name, held in found
        if isinstance(held, list) and held
    ]


@pages.get("/cases/<int:case_id>/steps/<element>")
@everybody
def step(case_id: int, element: str) -> str:
    """Show the form of a step."""
    asked = Asked(case_id, element)
    asked.must_be_open()
    return _form(asked, _drafted(asked), {}, version=str(asked.row["version"]), key=secrets.token_hex(16))


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
    errors |= errors_in(asked, answers)
    if errors:
        return _form(asked, answers, errors, version=version, key=key), 422
    if request.form.get("do") == "change":
        return _form(asked, answers, {}, version=version, key=key)
    if request.form.get("do") != "send":
        return _check(asked, answers, version, key)
    return _sent(asked, answers, version, key)


def _sent(asked: Asked, answers: Mapping[str, object], version: str, key: str) -> ResponseReturnValue:
    case_id = int(str(asked.row["id"]))
    opened_at_version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    try:
        submitted = submit(
            the_register(), me(), case_id, asked.element.id, answers, received_at=received_at(),
            version=opened_at_version, key=key or None,
        )  # fmt: skip
    except (StaleForm, StepNotOpen) as problem:
        return _moved_on(asked, answers, str(problem)), 409
    return redirect(url_for("receipts.receipt", case_id=case_id, arrival_id=submitted.receipt.arrival))


def keep_files(asked: Asked, answers: dict[str, object]) -> dict[str, str]:
    """Keep chosen files with the case and put their hashes into the answers; return what could not be kept."""
    errors = {}
    for field in asked.form.questions:
        for file in files_of(f"{field.key}-file") if field.type == "filepicker" else ():
            try:
                kept = _kept(asked, file.filename or "", file.mimetype, file.read())
            except UnusableDocument as problem:
                errors[field.key] = str(problem)
            else:
                held = answers[field.key]
                answers[field.key] = [*(held if isinstance(held, list) else []), kept]
    return errors


def _kept(asked: Asked, name: str, media_type: str, content: bytes) -> str:
    return add_document(the_register(), me(), int(str(asked.row["id"])), name, media_type, content, asked.element.id)


def errors_in(asked: Asked, answers: Mapping[str, object]) -> dict[str, str]:
    """Return what cannot be read in the answers, by key."""
    try:
        asked.form.read(answers, asked.case.scope())
    except InvalidAnswers as problem:
        return problem.errors
    return {}


def _form(asked: Asked, answers: Mapping[str, object], errors: Mapping[str, str], *, version: str, key: str) -> str:
    return render_template(
        "step.html", page_title=asked.name, **asked.frame(), version=version, key=key,
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
    case_id = int(str(asked.row["id"]))
    names = document_names(asked.documents())
    recorded = [a for a in queries.arrivals_of(the_register(), case_id) if a["step"] == asked.element.id]
    last = recorded[-1] if recorded else None
    return render_template(
        "moved_on.html", page_title="Somebody else has answered", **asked.frame(), problem=problem, last=last,
        sent=answer_rows(asked.form, answers, names), recorded=recorded_rows(asked.form, last, names),
        waits=[s.element.name or s.element.id for s in asked.case.steps() if not s.offer],
    )  # fmt: skip


def recorded_rows(form: Form | None, arrival: Row | None, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what an arrival said, as questions and answers."""
    return answer_rows(form, content_of(arrival), names) if arrival else []


def content_of(arrival: Row) -> dict[str, object]:
    """Return the answers of an arrival."""
    read: dict[str, object] = orjson.loads(str(arrival["content"]))
    return read
