"""Reading forms from their files: JSON, a subset of the form-js schema; anything else is refused."""

from collections.abc import Mapping
from typing import TypeVar

import orjson

from processes.expressions import BadExpression, Expression, is_variable, parse
from processes.forms import CHOICES, MAX_ANSWER, TYPES, Field, Form, UnusableForm
from processes.letters import FormLetter, UnusableLetter, read_letter


def read_form(source: bytes) -> Form:
    """Read a form from JSON.

    Raises UnusableForm, when it holds anything outside the subset described in bpmn/README.
    """
    try:
        content = orjson.loads(source)
    except orjson.JSONDecodeError as problem:
        raise UnusableForm(f"The form is not JSON: {problem}.") from None
    if not isinstance(content, dict) or not isinstance(content.get("id"), str):
        raise UnusableForm("A form is a JSON object with an id.")
    form = content["id"]
    about = _part(content, "approvals", dict, form)
    fields = tuple(_field(component, form) for component in _part(content, "components", list, form))
    stamp = _stamp(about, form)
    keys = [stamp, *(field.key for field in fields if field.type != "text")]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise UnusableForm(f"The form '{form}' asks {', '.join(sorted(doubled))} twice.")
    if any(field.section for field in fields) and not fields[0].section:
        raise UnusableForm(f"The form '{form}' has sections, but its first field begins none.")
    return Form(
        id=form,
        title=_words(about, "title", form) or form,
        intro=_words(about, "intro", form),
        version=int(_number(about, "version", form) or 1),
        fields=fields,
        stamp=stamp,
        source=_words(about, "source", form),
        reconstructed=bool(about.get("reconstructed", False)),
        replaceable=bool(about.get("replaceable", False)),
        shows=tuple(_words(about, "shows", form).split()),
        requirements=tuple(_words(about, "requirements", form).split()),
        letter=_letter(about, fields, form),
    )


def _letter(about: Mapping[str, object], fields: tuple[Field, ...], form: str) -> FormLetter | None:
    try:
        letter = read_letter(_part(about, "letter", dict, form))
    except UnusableLetter as problem:
        raise UnusableForm(f"The form '{form}' cannot be used: {problem}.") from None
    if letter is not None and letter.field not in [field.key for field in fields if field.type == "textarea"]:
        raise UnusableForm(f"The form '{form}' has no textarea '{letter.field}' for its letter.")
    return letter


_Kind = TypeVar("_Kind", dict[str, object], list[object])


def _part(holder: Mapping[str, object], name: str, kind: type[_Kind], form: str) -> _Kind:
    part = holder.get(name)
    if part is None:
        return kind()
    if not isinstance(part, kind):
        raise UnusableForm(f"The form '{form}' needs {_KINDS[kind]} in '{name}'.")
    return part


_KINDS: dict[type, str] = {dict: "an object", list: "a list"}


def _words(holder: Mapping[str, object], name: str, form: str) -> str:
    text = holder.get(name, "")
    if not isinstance(text, str):
        raise UnusableForm(f"The form '{form}' needs a text in '{name}'.")
    return text


def _number(holder: Mapping[str, object], name: str, form: str) -> float | None:
    number = holder.get(name)
    if number is not None and (isinstance(number, bool) or not isinstance(number, int | float)):
        raise UnusableForm(f"The form '{form}' needs a number in '{name}'.")
    return number


def _stamp(about: Mapping[str, object], form: str) -> str:
    name = _words(about, "stamp", form)
    if name and not is_variable(name):
        raise UnusableForm(f"The form '{form}' has the stamp '{name}', which cannot be the name of a variable.")
    return name


def _field(component: object, form: str) -> Field:
    if not isinstance(component, dict):
        raise UnusableForm(f"The form '{form}' has a component that is no object.")
    kind, key = component.get("type"), component.get("key", "")
    if kind not in TYPES:
        raise UnusableForm(f"The form '{form}' has a field of type '{kind}'; the types are {', '.join(TYPES)}.")
    if kind != "text" and not (isinstance(key, str) and is_variable(key) and key == key.lower()):
        raise UnusableForm(f"The form '{form}' has a field with the key '{key}'; keys are lower case names.")
    limits = _part(component, "validate", dict, form)
    marks = _part(component, "properties", dict, form)
    return Field(
        key=str(key),
        type=str(kind),
        label=_words(component, "label", form) or _words(component, "text", form) or str(key),
        hint=_words(component, "description", form),
        required=bool(limits.get("required", False)),
        choices=_choices(component, form),
        subtype=_words(component, "subtype", form),
        minimum=_number(limits, "min", form),
        maximum=_number(limits, "max", form),
        max_length=min(int(_number(limits, "maxLength", form) or MAX_ANSWER), MAX_ANSWER),
        shown_when=_shown_when(str(key), _words(marks, "shown-when", form)),
        requirements=tuple(_words(marks, "requirements", form).split()),
        section=_words(marks, "section", form),
    )


def _choices(component: Mapping[str, object], form: str) -> tuple[tuple[str, str], ...]:
    values = _part(component, "values", list, form)
    if component["type"] in CHOICES and not values:
        raise UnusableForm(f"The field '{component['key']}' of the form '{form}' needs values to choose from.")
    pairs = [(value.get("value"), value.get("label")) for value in values if isinstance(value, dict)]
    choices = tuple((v, label) for v, label in pairs if isinstance(v, str) and isinstance(label, str) and v and label)
    if len(choices) != len(values):
        raise UnusableForm(f"A choice of the form '{form}' has no value or no label; both are texts.")
    return choices


def _shown_when(key: str, source: str) -> Expression | None:
    try:
        return parse(source) if source else None
    except BadExpression as problem:
        raise UnusableForm(f"The field '{key}' is shown when: {problem}") from None
