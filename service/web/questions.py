"""The questions of a step's form on a page: what was posted for them, what is shown, and the answers in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from werkzeug.datastructures import MultiDict

from deadlines.calendar import day_wording, due_wording, london_date
from processes.expressions import Scope
from processes.forms import Field, Form
from processes.instants import from_micros
from service.front.reading import date_parts
from service.register.queries import Row

EQUALS = re.compile(r"(\w+) == \"([^\"]+)\"\Z")
NOTHING = "Not answered"


@dataclass(frozen=True)
class Question:
    """One field as the page shows it. `value` is a text or a list of texts; `parts` are day, month and year."""

    field: Field
    value: object
    error: str
    note: str
    parts: tuple[str, str, str]


def posted_answers(form: Form, prefix: str = "") -> dict[str, object]:
    """Return what was posted for a form's questions, by key; files are those that were kept before.

    prefix: stands before the names of the inputs, where one page asks the same of several cases.
    """
    return {field.key: _posted(_named(field, prefix), request.form) for field in form.questions}


def posted_answer(field: Field) -> object:
    """Return what was posted for one question: a text, or a list of texts."""
    return _posted(field, request.form)


def _named(field: Field, prefix: str) -> Field:
    return replace(field, key=prefix + field.key) if prefix else field


def _posted(field: Field, sent: MultiDict[str, str]) -> object:
    if field.type in ("checklist", "filepicker"):
        return sent.getlist(field.key)
    if field.type == "datetime" and field.subtype != "datetime":
        return date_parts(field.key) or sent.get(field.key, "")
    return sent.get(field.key, "")


def questions(
    form: Form, scope: Scope, answers: Mapping[str, object], errors: Mapping[str, str], prefix: str = ""
) -> list[Question]:
    """Return the questions to show: all but those that the case itself makes pointless. prefix: see posted_answers."""
    keys = {field.key for field in form.questions}
    shown = (f for f in form.fields if f.shown_when is None or f.shown_when.names & keys or f.asked(scope))
    return [_question(f, form, answers.get(f.key, ""), errors.get(f.key, ""), prefix) for f in shown]


def _question(field: Field, form: Form, value: object, error: str, prefix: str) -> Question:
    return Question(_named(field, prefix), value, error, _note(field, form), _parts(value))


def _note(field: Field, form: Form) -> str:
    """Say when a question is asked that depends on another answer of the same form."""
    if field.shown_when is None:
        return ""
    found = EQUALS.match(field.shown_when.source)
    other = next((one for one in form.questions if found and one.key == found[1]), None)
    if found is None or other is None:
        return "" if not field.shown_when.names & {one.key for one in form.questions} else "Answer this if it applies."
    label = dict(other.choices).get(found[2], found[2])
    return f"Answer this if your answer to “{other.label}” is “{label}”."


def _parts(value: object) -> tuple[str, str, str]:
    text = value if isinstance(value, str) else ""
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    return day.lstrip("0"), month.lstrip("0"), year


def error_links(form: Form, errors: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the errors in the order of the questions, each leading to its field."""
    labels = {field.key: field for field in form.questions}
    known = [(key, labels[key]) for key in labels if key in errors]
    listed = [{"text": f"{errors[key]}: {field.label}", "href": f"#{anchor(field)}"} for key, field in known]
    return listed + [{"text": text, "href": ""} for key, text in errors.items() if key not in labels]


def anchor(field: Field) -> str:
    """Return the id of the input that an error leads to."""
    return f"{field.key}-day" if field.type == "datetime" and field.subtype != "datetime" else field.key


# --- answers in words ----------------------------------------------------------------------------------------------


def answer_rows(
    form: Form | None, answers: Mapping[str, object], documents: Mapping[str, str], *, all_questions: bool = False
) -> list[dict[str, str]]:
    """Return questions and answers as texts. `documents`: names by hash."""
    if form is None:
        return [{"key": str(key), "value": _plain(value)} for key, value in answers.items()]
    asked = [field for field in form.questions if all_questions or answers.get(field.key) not in (None, "", [])]
    return [{"key": field.label, "value": in_words(field, answers.get(field.key), documents)} for field in asked]


def in_words(field: Field, value: object, documents: Mapping[str, str]) -> str:
    """Say one answer."""
    if value in (None, "", []):
        return "No" if field.type == "checkbox" else NOTHING
    if field.type == "checkbox":
        return "Yes" if value in (True, "true", "on", "yes", "1") else "No"
    if field.choices:
        labels = dict(field.choices)
        return ", ".join(labels.get(one, one) for one in _texts(value))
    if field.type == "filepicker":
        return ", ".join(documents.get(one, one[:12]) for one in _texts(value))
    if field.type == "datetime" and isinstance(value, str):
        return _date(field, value)
    return _plain(value)


def _date(field: Field, typed: str) -> str:
    """Say a date that was typed; what cannot be read is shown as it was typed."""
    try:
        read = field.read(typed)
    except ValueError:
        return typed
    if not isinstance(read, datetime):
        return typed
    return day_wording(london_date(read)) if field.subtype != "datetime" else due_wording(read)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _plain(value: object) -> str:
    if isinstance(value, dict) and isinstance(value.get("at"), int):
        return due_wording(from_micros(value["at"]))
    if isinstance(value, datetime):
        return day_wording(london_date(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return NOTHING if value is None else str(value)


def document_names(rows: list[Row]) -> dict[str, str]:
    """Return the names of documents by hash."""
    return {str(row["sha256"]): str(row["name"]) for row in rows}
