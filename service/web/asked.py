"""What every page about a step stands on: the case, its element and form, who may do it, and what was posted for it."""

from collections.abc import Mapping
from dataclasses import replace

import orjson

from processes.case import Case, StepNotOpen
from processes.elements import Element
from processes.forms import Form, InvalidAnswers
from service.actions.documents import UnusableDocument, add_document
from service.actions.interests import refuse_decision
from service.actions.people import sight_of, takes
from service.front.reading import files_of
from service.front.state import me, the_register
from service.register import queries
from service.register.drafts import Draft, draft_of
from service.register.queries import Row
from service.roles import NotAllowed
from service.web.questions import answer_rows
from service.web.whereabouts import role_words
from service.web.words import deadline_title

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
    def case_id(self) -> int:
        """The number of the case."""
        return int(str(self.row["id"]))

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
        return queries.documents_of(the_register(), self.case_id)


def shown(form: Form, case: Case) -> list[tuple[str, list[str]]]:
    """Return what the person should read before answering: the lists of the case that the form shows, by name."""
    found = ((name, case.variables.get(name)) for name in form.shows)
    return [
        (name.replace("_", " ").capitalize(), [str(v) for v in held])
        for name, held in found
        if isinstance(held, list) and held
    ]


def keep_files(asked: Asked, answers: dict[str, object]) -> dict[str, str]:
    """Keep chosen files with the case and put their hashes into the answers; return what could not be kept."""
    errors = {}
    for field in asked.form.questions:
        for file in files_of(f"{field.key}-file") if field.type == "filepicker" else ():
            try:
                kept = _kept(asked, file.filename or "", file.read())
            except UnusableDocument as problem:
                errors[field.key] = str(problem)
            else:
                held = answers[field.key]
                answers[field.key] = [*(held if isinstance(held, list) else []), kept]
    return errors


def _kept(asked: Asked, name: str, content: bytes) -> str:
    return add_document(the_register(), me(), asked.case_id, name, content, asked.element.id)


def errors_in(asked: Asked, answers: Mapping[str, object]) -> dict[str, str]:
    """Return what cannot be read in the answers, by key."""
    try:
        asked.form.read(answers, asked.case.scope())
    except InvalidAnswers as problem:
        return problem.errors
    return {}


def recorded_rows(form: Form | None, arrival: Row | None, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what an arrival said, as questions and answers."""
    return answer_rows(form, content_of(arrival), names) if arrival else []


def content_of(arrival: Row) -> dict[str, object]:
    """Return the answers of an arrival."""
    read: dict[str, object] = orjson.loads(str(arrival["content"]))
    return read


def typed_draft(case_id: int, element: str) -> Draft:
    """Return what is saved for a step as its inputs would post it, whoever saved it: a person or a program."""
    saved = draft_of(the_register(), case_id, element)
    return replace(saved, answers={key: as_typed(answer) for key, answer in saved.answers.items()})


def as_typed(answer: object) -> object:
    """Return an answer as its input would post it: programs send numbers and truth values as well."""
    if isinstance(answer, list):
        return answer
    if answer is None or isinstance(answer, bool):
        return "true" if answer else ""
    return str(answer)
