# ruff: noqa: E501 - tables of cases read best one to a line
"""Forms: what answers are read, what is asked back, and which forms are refused."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.expressions import CannotEvaluate, Value
from processes.form_files import read_form
from processes.forms import Form, InvalidAnswers, UnusableForm
from processes.paths import shipped_library
from tests.processes.drawing import ask, form

FILE, OTHER = "0a" * 32, "f" * 64
CHOICES = [{"value": "a", "label": "The first"}, {"value": "b", "label": "The second"}]


class Desk:
    def __init__(self, **variables: Value) -> None:
        self.variables: Mapping[str, Value] = variables

    def deadline(self, name: str) -> datetime:
        if name == "noon":
            return datetime(2015, 1, 9, 12, tzinfo=UTC)
        raise CannotEvaluate(name)

    def now(self) -> datetime:
        return datetime(2015, 1, 8, tzinfo=UTC)


def read(component: dict[str, object], raw: object) -> Value:
    made = read_form(form("one", component))
    return made.read({"x": raw}, Desk())["x"]


def question(kind: str, **more: Any) -> dict[str, object]:
    return ask("x", kind, **({"values": CHOICES} if kind in ("radio", "select", "checklist") else {}), **more)


@pytest.mark.parametrize(
    ("component", "raw", "meant"),
    [
        (question("textfield"), " a word ", "a word"), (question("textarea"), "one\r\ntwo\tthree\n", "one\ntwo\tthree"), (question("textfield"), "   ", None),
        (question("textfield"), "\U0001f600 \u00e9", "\U0001f600 \u00e9"), (question("number"), "12", 12), (question("number"), "1,250.50", 1250.5), (question("number"), " \u00a3 7 ", 7),
        (question("number"), 7, 7), (question("number"), 0, 0), (question("number"), 2.5, 2.5), (question("number"), "-3", -3), (question("checkbox"), "on", True),
        (question("checkbox"), True, True), (question("checkbox"), "false", False), (question("checkbox"), False, False), (question("checkbox"), None, False),
        (question("radio"), "b", "b"), (question("select"), "a", "a"), (question("checklist"), ["b", "a"], ["a", "b"]), (question("checklist"), "b", ["b"]),
        (question("checklist"), [], []), (question("checklist"), ["a", "a"], ["a"]), (question("datetime"), "2015-01-09", datetime(2015, 1, 9, tzinfo=UTC)),
        (question("datetime"), "2015-07-09", datetime(2015, 7, 8, 23, tzinfo=UTC)), (question("datetime", subtype="date"), "2015-01-09", datetime(2015, 1, 9, tzinfo=UTC)),
        (question("datetime", subtype="datetime"), "2015-07-09T11:58", datetime(2015, 7, 9, 10, 58, tzinfo=UTC)),
        (question("datetime", subtype="datetime"), "2015-07-09T11:58:00Z", datetime(2015, 7, 9, 11, 58, tzinfo=UTC)),
        (question("filepicker"), FILE, [FILE]), (question("filepicker"), [FILE, OTHER], [FILE, OTHER]), (question("filepicker"), None, []),
        *((question(kind), "", None) for kind in ("textfield", "textarea", "number", "radio", "select", "datetime")),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_its_value(component: dict[str, object], raw: object, meant: Value) -> None:
    found = read(component, raw)
    assert found == meant
    assert type(found) is type(meant)


def test_an_instant_is_read_as_aware_utc() -> None:
    found = read(question("datetime", subtype="datetime"), "2015-07-09T11:58:00+01:00")
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("component", "raw", "told"),
    [
        (question("textfield"), 7, "Enter text"), (question("textfield"), ["a"], "Enter text"), (question("textfield", validate={"maxLength": 3}), "abcd", "Enter at most 3 characters; there are 4"),
        (question("textarea"), "x" * 20_001, "Enter at most 20000 characters"), (question("textarea"), "a\x00b", "The text holds a control character"), (question("textfield"), "\ud800", "control character"),
        (question("textfield"), "a\x7fb", "control character"), (question("number"), "twelve", "Enter a number, like 12 or 1250.50"), (question("number"), True, "Enter a number"), (question("number"), [1], "Enter a number"),
        (question("number"), "nan", "Enter a number from"), (question("number"), "inf", "Enter a number from"), (question("number"), 10**400, "Enter a number"), (question("number", validate={"min": 0, "max": 10}), "11", "Enter a number from 0 to 10"),
        (question("number", validate={"min": 0}), "-1", "Enter a number from 0 to 1e+15"), (question("checkbox"), "perhaps", "Tick or leave empty"), (question("checkbox"), [1], "Tick or leave empty"),
        (question("radio"), "c", "Choose one of: The first, The second"), (question("radio"), ["a"], "Choose one of"), (question("checklist"), ["a", "c"], "Choose from: The first, The second"),
        (question("checklist"), [["a"]], "Choose from"), (question("datetime"), "9 January", "Enter a real date, like 2015-01-09"), (question("datetime"), "2015-02-30", "Enter a real date"), (question("datetime"), 7, "Enter a real date"),
        (question("datetime", subtype="datetime"), "noon", "Enter a real date, like 2015-01-09T11:58"), (question("datetime"), "0001-01-01", "Enter a date from 1900 to 2199"),
        (question("datetime", subtype="datetime"), "0001-01-01T00:00:00+14:00", "Enter a date from 1900 to 2199"), (question("filepicker"), "notahash", "Add the document again"), (question("filepicker"), [7], "Add the document again"),
        (question("filepicker"), "G" * 64, "Add the document again"), (question("filepicker"), [FILE] * 101, "Add at most 100 documents"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_asked_again_in_words(component: dict[str, object], raw: object, told: str) -> None:
    with pytest.raises(InvalidAnswers) as refusal:
        read(component, raw)
    assert told in refusal.value.errors["x"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("textfield", "Enter an answer"), ("textarea", "Enter an answer"), ("number", "Enter a number"), ("checkbox", "Tick to confirm"), ("radio", "Choose an answer"),
        ("select", "Choose an answer"), ("checklist", "Choose at least one"), ("datetime", "Enter a date"), ("filepicker", "Add a document"),
    ],
)  # fmt: skip
def test_a_required_answer_that_is_missing_is_asked_for(kind: str, told: str) -> None:
    required = question(kind, validate={"required": True})
    for raw in (None, "", []):
        with pytest.raises(InvalidAnswers, match=f"x: {told}"):
            read(required, raw)


@pytest.mark.parametrize("raw", [False, "false", "no"])
def test_a_required_tick_that_was_left_out_on_purpose_is_asked_for(raw: object) -> None:
    """Wrong acceptance: an explicit no counted as the required yes."""
    with pytest.raises(InvalidAnswers, match="x: Tick to confirm"):
        read(question("checkbox", validate={"required": True}), raw)


def test_every_error_is_told_at_once_and_so_are_questions_that_are_not_there() -> None:
    made = read_form(form("two", question("number"), ask("y", validate={"required": True})))
    with pytest.raises(InvalidAnswers) as refusal:
        made.read({"x": "many", "z": "?"}, Desk())
    assert refusal.value.errors == {
        "z": "This form has no such question", "x": "Enter a number, like 12 or 1250.50", "y": "Enter an answer",
    }  # fmt: skip
    assert str(refusal.value).startswith("z: This form has no such question; ")


@pytest.mark.parametrize(
    ("condition", "first", "asked"),
    [
        ('x == "a"', "a", True), ('x == "a"', "b", False), ("model == 'joint'", "a", True), ("model == 'delegated'", "a", False), ("missing == 1", "a", False),
        ("model", "a", False), ("now() < deadline('noon')", "a", True), ("now() < deadline('other')", "a", False), ("given('x')", "", False),
    ],
)  # fmt: skip
def test_a_question_is_asked_only_when_its_condition_holds(condition: str, first: str, asked: bool) -> None:
    second = ask("why", validate={"required": True}, properties={"shown-when": condition})
    made = read_form(form("two", question("radio"), second))
    if asked:
        with pytest.raises(InvalidAnswers, match="why: Enter an answer"):
            made.read({"x": first}, Desk(model="joint"))
    else:
        assert made.read({"x": first, "why": "because"}, Desk(model="joint"))["why"] is None


def test_a_form_says_what_it_is() -> None:
    made = read_form(
        form("f", {"type": "text", "text": "Read this"}, question("number"), title="T", intro="I", version=3, stamp="given_at",
             source="Next steps", reconstructed=True, replaceable=True, requirements="R-1 R-2")
    )  # fmt: skip
    assert (made.id, made.title, made.intro, made.version, made.source) == ("f", "T", "I", 3, "Next steps")
    assert (made.reconstructed, made.replaceable, made.requirements) == (True, True, ("R-1", "R-2"))
    assert made.declares == {"x", "given_at"}
    assert [(field.type, field.label) for field in made.fields] == [("text", "Read this"), ("number", "x")]
    assert [field.key for field in made.questions] == ["x"]


def test_a_form_is_filled_in_by_its_sections() -> None:
    words = {"type": "text", "text": "Read this"}
    first, last = ask("a", properties={"section": "Who"}), ask("c", properties={"section": "Money"})
    made = read_form(form("f", first, words, ask("b"), last))
    parts = [(section.title, [field.key for field in section.questions]) for section in made.sections]
    assert parts == [("Who", ["a", "b"]), ("Money", ["c"])]
    assert read_form(form("f", ask("a"))).sections == ()


def test_the_answers_so_far_say_what_is_asked() -> None:
    second = ask("why", properties={"shown-when": "x == 2"})
    made = read_form(form("f", question("number"), second))
    asked = {raw: [field.key for field in made.asked({"x": raw}, Desk())] for raw in ("2", "3", "many", "")}
    assert asked == {"2": ["x", "why"], "3": ["x"], "many": ["x"], "": ["x"]}


def test_a_form_needs_little() -> None:
    made = read_form(b'{"id": "f"}')
    assert made == Form(id="f", title="f", intro="", version=1, fields=())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("not json", "The form is not JSON"), ([], "A form is a JSON object with an id"), ({}, "A form is a JSON object with an id"), ({"id": 7}, "A form is a JSON object with an id"),
        ({"id": "f", "components": {}}, "The form 'f' needs a list in 'components'"), ({"id": "f", "approvals": []}, "The form 'f' needs an object in 'approvals'"),
        ({"id": "f", "approvals": {"version": "two"}}, "The form 'f' needs a number in 'version'"), ({"id": "f", "approvals": {"version": True}}, "needs a number in 'version'"),
        ({"id": "f", "approvals": {"stamp": 7}}, "needs a text in 'stamp'"), ({"id": "f", "approvals": {"stamp": "not a name"}}, "has the stamp 'not a name', which cannot be"),
        ({"id": "f", "components": [7]}, "has a component that is no object"), ({"id": "f", "components": [{"type": "button"}]}, "has a field of type 'button'; the types are textfield"),
        ({"id": "f", "components": [{}]}, "has a field of type 'None'"), ({"id": "f", "components": [ask("Upper")]}, "the key 'Upper'; keys are lower case names"),
        ({"id": "f", "components": [ask("len")]}, "the key 'len'"), ({"id": "f", "components": [ask("_x")]}, "the key '_x'"), ({"id": "f", "components": [ask("\u00e9")]}, "keys are lower case names"),
        ({"id": "f", "components": [{"type": "number"}]}, "with the key ''"), ({"id": "f", "components": [ask("x"), ask("x")]}, "The form 'f' asks x twice"),
        ({"id": "f", "approvals": {"stamp": "x"}, "components": [ask("x")]}, "The form 'f' asks x twice"), ({"id": "f", "components": [ask("x", "radio")]}, "The field 'x' of the form 'f' needs values to choose from"),
        ({"id": "f", "components": [ask("x", "radio", values=[{"value": "a"}])]}, "A choice of the form 'f' has no value or no label"), ({"id": "f", "components": [ask("x", "radio", values=["a"])]}, "A choice of the form"),
        ({"id": "f", "components": [ask("x", "radio", values="a")]}, "needs a list in 'values'"), ({"id": "f", "components": [ask("x", validate=[])]}, "needs an object in 'validate'"),
        ({"id": "f", "components": [ask("x", validate={"min": "a"})]}, "needs a number in 'min'"), ({"id": "f", "components": [ask("x", properties={"shown-when": "a.b"})]}, "The field 'x' is shown when: 'a.b' uses a dot"),
        ({"id": "f", "components": [ask("x", label=7)]}, "needs a text in 'label'"),
        ({"id": "f", "components": [ask("x"), ask("y", properties={"section": "Late"})]}, "has sections, but its first field begins none"),
    ],
)  # fmt: skip
def test_a_form_that_could_not_be_asked_is_refused(content: object, told: str) -> None:
    source = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    with pytest.raises(UnusableForm) as refusal:
        read_form(source)
    assert told in str(refusal.value)


WORDS = [
    "id",
    "type",
    "key",
    "values",
    "value",
    "label",
    "validate",
    "components",
    "approvals",
    "min",
    "radio",
    "text",
    "number",
    "stamp",
    "shown-when",
    "section",
    "f",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, JSON)
def test_any_json_is_a_form_or_refused(about: object, components: object) -> None:
    for content in (
        about,
        {"id": "f", "approvals": about, "components": components},
        {"id": "f", "components": [components]},
    ):
        try:
            made = read_form(json.dumps(content).encode())
        except UnusableForm:
            continue
        assert made.id


RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.text(max_size=5),
    st.lists(st.text(max_size=2), max_size=3),
    st.sampled_from(["a", "2015-01-09", FILE]),
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(name for name in shipped_library().files if name.startswith("forms/"))), st.data())
def test_any_answers_to_a_shipped_form_are_read_or_asked_again(name: str, data: st.DataObject) -> None:
    made = read_form(shipped_library().files[name])
    raw = {field.key: data.draw(RAW) for field in made.questions}
    try:
        answers = made.read(raw, Desk())
    except InvalidAnswers as refusal:
        assert set(refusal.errors) <= set(raw)  # noqa: PT017 - either way is right
        return
    assert set(answers) == set(raw)


def test_a_form_names_the_lists_that_the_person_should_read_first() -> None:
    form = read_form(b'{"id": "amend", "approvals": {"shows": "problems warnings"}, "components": []}')
    assert form.shows == ("problems", "warnings")
