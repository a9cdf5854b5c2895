"""Forms: what a step asks, read from JSON (a subset of the form-js schema) and checked on the server.

A form refuses only what cannot be read: a missing answer, a date that is none. Whether an answer is good is judged
after it was received.
"""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from deadlines.calendar import london
from processes.expressions import CannotEvaluate, Expression, Scope, Value
from processes.letters import FormLetter

TYPES = (
    "textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "datetime", "filepicker", "text",
)  # fmt: skip
CHOICES = ("radio", "select", "checklist")
MAX_ANSWER = 20_000
MAX_FILES = 100
YEARS = range(1900, 2200)
DOCUMENT = re.compile(r"[0-9a-f]{64}")


class UnusableForm(Exception):
    """The form cannot be used; the message says which field and why."""


class InvalidAnswers(Exception):
    """The answers cannot be accepted; `errors` says what is wrong by field key."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {message}" for key, message in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Field:
    """One question. `choices` are (value, label); `shown_when` decides whether it is asked at all.

    `section` is the title of the section that begins with it.
    """

    key: str
    type: str
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    subtype: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = MAX_ANSWER
    shown_when: Expression | None = None
    requirements: tuple[str, ...] = ()
    section: str = ""

    def asked(self, scope: Scope) -> bool:
        """Return whether the question is asked, given the variables and the answers before it."""
        if self.shown_when is None:
            return True
        try:
            return self.shown_when.holds(scope)
        except CannotEvaluate:
            return False

    def read(self, raw: object) -> Value:
        """Turn what a browser or a program sent into a value. Raises ValueError with the message for the person."""
        if raw in (None, "", []):
            return self._absent()
        value = _READERS[self.type](self, raw)
        return self._absent() if value is False and self.required else value

    def _absent(self) -> Value:
        if self.type == "checkbox" and not self.required:
            return False
        if self.required:
            raise ValueError(_MISSING.get(self.type, "Enter an answer"))
        return [] if self.type in ("checklist", "filepicker") else None


@dataclass(frozen=True)
class Section:
    """A part of a form that is filled in by itself."""

    title: str
    questions: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """The fields of a step.

    `shows` names lists of the case that the person should read first, such as the problems that a check found.
    `stamp` names the variable that receives the instant that counts for the answer. A `replaceable` answer may be sent
    again until its deadline, as long as nobody has acted on it; the later one counts, both are kept.
    """

    id: str
    title: str
    intro: str
    version: int
    fields: tuple[Field, ...]
    stamp: str = ""
    source: str = ""
    reconstructed: bool = False
    replaceable: bool = False
    shows: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    letter: FormLetter | None = None

    @property
    def questions(self) -> tuple[Field, ...]:
        """The fields that take an answer."""
        return tuple(field for field in self.fields if field.type != "text")

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts in which an applicant fills the form in; empty, when it is filled in at once."""
        begins = [place for place, field in enumerate(self.fields) if field.section]
        ends = [*begins[1:], len(self.fields)]
        parts = (self.fields[begin:end] for begin, end in zip(begins, ends, strict=False))
        return tuple(Section(part[0].section, tuple(f for f in part if f.type != "text")) for part in parts)

    def asked(self, raw: Mapping[str, object], scope: Scope) -> tuple[Field, ...]:
        """Return the questions that the answers so far lead to; what cannot be read counts as not answered yet."""
        answers: dict[str, Value] = {}
        found = []
        for field in self.questions:
            answers[field.key] = None
            if field.asked(_Answering(scope, answers)):
                found.append(field)
                with suppress(ValueError):
                    answers[field.key] = field.read(raw.get(field.key))
        return tuple(found)

    @property
    def declares(self) -> frozenset[str]:
        """The variables that an answer gives a value."""
        return frozenset(field.key for field in self.questions) | frozenset({self.stamp} - {""})

    def read(self, raw: Mapping[str, object], scope: Scope) -> dict[str, Value]:
        """Return the answers by key, with None for questions not asked.

        Raises InvalidAnswers naming every field that cannot be read, is missing or is not a question of this form.
        """
        errors = {key: "This form has no such question" for key in raw if key not in self.declares - {self.stamp}}
        answers: dict[str, Value] = {}
        for field in self.questions:
            if not field.asked(_Answering(scope, answers)):
                answers[field.key] = None
                continue
            try:
                answers[field.key] = field.read(raw.get(field.key))
            except ValueError as problem:
                errors[field.key] = str(problem)
        if errors:
            raise InvalidAnswers(errors)
        return answers


class _Answering:
    """The scope of `shown-when`: the case's variables with the answers given so far on top."""

    def __init__(self, scope: Scope, answers: Mapping[str, Value]) -> None:
        self._scope = scope
        self.variables: Mapping[str, Value] = {**scope.variables, **answers}

    def deadline(self, name: str) -> datetime:
        return self._scope.deadline(name)

    def now(self) -> datetime:
        return self._scope.now()


# --- reading answers -----------------------------------------------------------------------------------------------

_MISSING = {
    "radio": "Choose an answer",
    "select": "Choose an answer",
    "checklist": "Choose at least one",
    "checkbox": "Tick to confirm",
    "datetime": "Enter a date",
    "number": "Enter a number",
    "filepicker": "Add a document",
}


def _read_text(field: Field, raw: object) -> Value:
    if not isinstance(raw, str):
        raise ValueError("Enter text")  # noqa: TRY004 - the caller turns ValueError into the message of the field
    text = raw.strip().replace("\r\n", "\n")
    if not text:
        return field._absent()
    if len(text) > field.max_length:
        raise ValueError(f"Enter at most {field.max_length} characters; there are {len(text)}")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise ValueError("The text holds a control character; type it again")
    return text


def _read_number(field: Field, raw: object) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError("Enter a number")  # noqa: TRY004 - as above
    try:
        number = float(str(raw).replace(",", "").replace("£", "").strip())
    except ValueError:
        raise ValueError("Enter a number, like 12 or 1250.50") from None
    low = field.minimum if field.minimum is not None else -1e15
    high = field.maximum if field.maximum is not None else 1e15
    if not low <= number <= high:
        raise ValueError(f"Enter a number from {low:g} to {high:g}")
    return int(number) if number == int(number) else number


def _read_checkbox(_: Field, raw: object) -> Value:
    if raw in (True, "true", "on", "yes", "1"):
        return True
    if raw in (False, "false", "off", "no", "0"):
        return False
    raise ValueError("Tick or leave empty")


def _read_choice(field: Field, raw: object) -> Value:
    if not isinstance(raw, str) or raw not in dict(field.choices):
        raise ValueError(f"Choose one of: {', '.join(label for _, label in field.choices)}")
    return raw


def _read_checklist(field: Field, raw: object) -> Value:
    items = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(item, str) and item in dict(field.choices) for item in items):
        raise ValueError(f"Choose from: {', '.join(label for _, label in field.choices)}")
    return [value for value, _ in field.choices if value in items]


def _read_datetime(field: Field, raw: object) -> Value:
    example = "2015-01-09T11:58" if field.subtype == "datetime" else "2015-01-09"
    try:
        moment = _moment(str(raw).strip(), field.subtype)
    except ValueError:
        raise ValueError(f"Enter a real date, like {example}") from None
    if moment.year not in YEARS:
        raise ValueError(f"Enter a date from {YEARS[0]} to {YEARS[-1]}, like {example}")
    return london(moment.date(), moment.time()) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(text: str, subtype: str) -> datetime:
    if subtype == "datetime":
        return datetime.fromisoformat(text)
    return datetime.combine(date.fromisoformat(text), datetime.min.time())


def _read_files(_: Field, raw: object) -> Value:
    items = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(item, str) and DOCUMENT.fullmatch(item) for item in items):
        raise ValueError("Add the document again")
    if len(items) > MAX_FILES:
        raise ValueError(f"Add at most {MAX_FILES} documents")
    return list(items)


_READERS = {
    "textfield": _read_text,
    "textarea": _read_text,
    "number": _read_number,
    "checkbox": _read_checkbox,
    "radio": _read_choice,
    "select": _read_choice,
    "checklist": _read_checklist,
    "datetime": _read_datetime,
    "filepicker": _read_files,
}
