# ruff: noqa: E501 - tables of cases read best one to a line
"""The safe language: what it says, what it refuses, and that nothing of it ever reaches the interpreter."""

import ast
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processes import expressions
from processes.expressions import (
    FUNCTIONS,
    BadExpression,
    CannotEvaluate,
    Value,
    is_variable,
    parse,
    parse_script,
    same,
)

NOW = datetime(2015, 1, 9, 12, tzinfo=UTC)
MIDSUMMER = datetime(2015, 6, 30, 23, 30, tzinfo=UTC)
VALUES: dict[str, Value] = {
    "word": "Yes", "n": 3, "half": 0.5, "agreed": True, "nothing": None, "empty": "", "names": ["a", "b"], "none": [],
    "scores": [3, 1, 2], "at": NOW, "later": MIDSUMMER,
}  # fmt: skip


class Desk:
    """A scope of plain values with one deadline."""

    def __init__(self, variables: Mapping[str, Value] = VALUES) -> None:
        self.variables = variables

    def deadline(self, name: str) -> datetime:
        if name != "noon":
            raise CannotEvaluate(f"No deadline called '{name}'.")
        return NOW

    def now(self) -> datetime:
        return MIDSUMMER


def value(source: str) -> Value:
    return parse(source).evaluate(Desk())


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("-n + 1", -2), ("7 / 2", 3.5), ("2 - 3 - 4", -5), ("n - -n", 6),
        ("'a' + \"b\"", "ab"), ("names + ['c']", ["a", "b", "c"]), ("[]", []), ("[1, 'x', True, None]", [1, "x", True, None]),
        ("True", True), ("true", True), ("false", False), ("null", None), ("None", None), ("1_000", 1000), ("1e3", 1000.0),
        ("not agreed", False), ("not not agreed", True), ("agreed and n > 2", True), ("agreed or missing", True),
        ("not agreed and missing", False), ("False or True and False", False), ("not False or True", True),
        ("n == 3", True), ("n != 3", False), ("1 < n < 3", False), ("1 < n <= 3", True), ("n >= 3.0", True), ("'a' < 'b'", True),
        ("at < later", True), ("at == later", False), ("agreed == 1", False), ("agreed != 1", True), ("nothing == None", True),
        ("'a' in names", True), ("'z' not in names", True), ("'es' in word", True), ("1 in [True]", False), ("None in [None]", True),
        ("'x' if agreed else missing", "x"), ("missing if not agreed else 'y'", "y"), ("word == 'Yes' and half < 1", True),
        ("len(names)", 2), ("len('abc')", 3), ("sum(scores)", 6), ("sum([])", 0), ("min(scores)", 1), ("max(1, n, 2)", 3),
        ("abs(-n)", 3), ("round(2.567, 1)", 2.6), ("round(half)", 0.0), ("round(1234, -2)", 1200), ("lower(word)", "yes"),
        ("days_between(at, later)", 173), ("days_between(later, at)", -173), ("now()", MIDSUMMER), ("deadline('noon')", NOW),
        ("now() > deadline('noon')", True), ("given('word')", True), ("given('nothing')", False), ("given('empty')", False),
        ("given('none')", False), ("given('missing')", False), ("given('agreed')", True), ("  n  ", 3), ("'a' 'b'", "ab"),
    ],
)  # fmt: skip
def test_an_expression_has_its_value(source: str, meant: Value) -> None:
    found = value(source)
    assert found == meant
    assert type(found) is type(meant)


def test_a_day_between_counts_london_days() -> None:
    """23:30 UTC on 30 June is already 1 July in London."""
    assert (
        value("days_between(at, later)") == (datetime(2015, 7, 1, tzinfo=UTC) - datetime(2015, 1, 9, tzinfo=UTC)).days
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("missing + 1", "The variable 'missing' has no value yet"), ("nothing + 1", "A number is needed, but there is nothing"),
        ("word + 1", "A number is needed, but there is the text 'Yes'"), ("agreed + 1", "the yes/no True"), ("word and True", "A yes/no is needed"),
        ("not n", "A yes/no is needed, but there is the number 3"), ("-word", "A number is needed"), ("'x' if n else 'y'", "A yes/no is needed"),
        ("n < word", "cannot be compared with"), ("word < n", "cannot be compared with"), ("at < n", "the instant"), ("names < n", "A number is needed"),
        ("n in n", "'in' needs a list or a text"), ("1 in 'abc'", "'in' needs"), ("1 / 0", "divided by zero"), ("1 / (n - n)", "divided by zero"),
        ("1000000 * 1000000000 * 10", "goes beyond 1000000000000000"), ("sum([1000000000000000, 1])", "goes beyond"),
        ("len(n)", "len needs a text or a list"), ("sum(n)", "sum needs a list"), ("sum(names)", "A number is needed"), ("min([])", "at least one value"),
        ("max('a')", "A number is needed"), ("abs(word)", "A number is needed"), ("lower(n)", "A text is needed"), ("round(word)", "A number is needed"),
        ("round(5, 1000000000)", "round keeps at most 15 places"), ("round(5, -1000000000)", "at most 15 places"), ("round(5, word)", "A number is needed"),
        ("days_between(n, at)", "An instant is needed"), ("deadline('none')", "No deadline called 'none'"), ("deadline(n)", "A text is needed"),
        ("[[1]]", "A list holds single values"), ("[names]", "A list holds single values"), ("word * 3", "A number is needed"), ("names * 3", "the list"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_are_named(source: str, told: str) -> None:
    with pytest.raises(CannotEvaluate) as refusal:
        value(source)
    assert told in str(refusal.value)


def test_a_text_grows_to_its_bound_and_no_further() -> None:
    desk = Desk({"s": "x" * 10_000, "l": ["x" * 5_000] * 2, "many": list(range(1_000))})
    assert len(str(parse("s + s").evaluate(desk))) == 20_000
    for source, told in (
        ("s + s + 'x'", "longer than 20000"),
        ("l + l + ['x']", "more than 20000"),
        ("many + [1]", "longer than 1000"),
    ):
        with pytest.raises(CannotEvaluate, match=told):
            parse(source).evaluate(desk)


@pytest.mark.parametrize("source", ["1", "'yes'", "None", "names"])
def test_a_condition_must_be_a_yes_or_no(source: str) -> None:
    assert parse("n == 3").holds(Desk())
    with pytest.raises(CannotEvaluate, match="must be true or false"):
        parse(source).holds(Desk())


def test_an_expression_knows_what_it_reads() -> None:
    expression = parse("len(names) > n and deadline('noon') < now() and true or deadline(word) == None")
    assert expression.names == {"names", "n", "word"}
    assert expression.deadlines == {"noon"}


def test_a_yes_no_is_never_the_same_as_a_number() -> None:
    assert same(True, True)
    assert same(1, 1.0)
    assert not same(True, 1)
    assert not same(0, False)


# --- scripts -------------------------------------------------------------------------------------------------------


def test_a_script_is_lines_of_name_and_expression() -> None:
    script = parse_script("# first\n\n  a = 1 \nb= a == 1\nc =[a, 2]")
    assert [(name, line.source) for name, line in script.lines] == [("a", "1"), ("b", "a == 1"), ("c", "[a, 2]")]
    assert script.assigns == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a == 1", "'a == 1' is not of the form name = expression"), ("print", "is not of the form"), ("a.b = 1", "is not of the form"),
        ("_a = 1", "is not of the form"), ("a[0] = 1", "is not of the form"), ("a, b = 1", "is not of the form"), ("import os", "is not of the form"),
        ("1a = 1", "is not of the form"), ("\u017ftatus = 1", "is not of the form"), ("len = 1", "'len' is a word of the language"),
        ("true = 1", "'true' is a word of the language"), ("None = 1", "'None' is a word of the language"), ("if = 1", "'if' is a word"),
        ("a = ", "An expression is empty"), ("a = 1; b = 2", "cannot be read"), ("a = b = 1", "cannot be read"), ("a = (\n1)", "cannot be read"),
        ("\n".join(["a = 1"] * 41), "A script has 41 lines; at most 40 are allowed"),
    ],
)  # fmt: skip
def test_a_script_of_anything_else_is_refused(source: str, told: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        parse_script(source)
    assert told in str(refusal.value)


@pytest.mark.parametrize("name", ["a", "late_ruling", "R2", "x_1"])
def test_a_name_of_letters_digits_and_underscores_can_be_a_variable(name: str) -> None:
    assert is_variable(name)


@pytest.mark.parametrize(
    "name", ["", "_a", "1a", "a-b", "a b", "len", "true", "None", "and", "\u00e9", "\u212a", "a\n"]
)
def test_other_names_cannot(name: str) -> None:
    assert not is_variable(name)


# --- attacks -------------------------------------------------------------------------------------------------------

ATTACKS = [
    "__import__('os').system('touch /tmp/x')", "().__class__.__base__.__subclasses__()", "''.__class__.__mro__", "word.__class__",
    "word.upper()", "names.append(1)", "names.copy()", "names[0]", "word[0:2]", "word[::-1]", "{}", "{'a': 1}", "{1, 2}", "(1, 2)", "()",
    "lambda: 1", "(lambda x: x)(1)", "[x for x in names]", "{x for x in names}", "(x for x in names)", "{x: 1 for x in names}",
    "f'{word}'", "f'{word.__class__}'", "'%1000000000d' % 5", "'{0.__class__}'.format(word)", "9**9**9", "2 ** 3", "1 << 1000000", "n % 2",
    "n // 2", "1 ^ 2", "~n", "+n", "n is n", "n is not None", "(x := 1)", "yield", "await word", "*names", "len(*names)", "len(**names)",
    "len(value=names)", "eval('1')", "exec('x')", "open('/etc/passwd')", "getattr(word, 'upper')", "print(1)", "globals()", "input()",
    "__builtins__", "_private", "__name__", "len.__self__", "now().year", "deadline('noon').year", "b'bytes'", "1j", "...", "Ellipsis()",
    "import os", "x = 1", "del names", "raise", "pass", "assert False", "1 if", "else", "word word", "'unterminated", "\x00", "n\x00", "'\ud800'",
    "(" * 500 + "1" + ")" * 500, "[" * 300 + "]" * 300, "-" * 900 + "1", "not " * 200 + "agreed", "1" * 999, "1e400", "-1e16", "10000000000000001",
    "1+" * 400 + "1", "n" * 1001, " or ".join(["agreed"] * 151), "\u0435val('1')", "\uff45val('1')", "\u00e9", "given(word)", "given(1)", "given('a', 'b')",
    "len()", "len(names, names)", "now(1)", "round(1, 2, 3)", "min()", "deadline()", "max(1,2,3,4,5,6,7,8,9,10)", "names()", "(len)(names)(1)", "", "   ", "#",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_before_anything_is_evaluated(attack: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        parse(attack)
    assert str(refusal.value).endswith(".")


def test_there_are_fifty_attacks_and_more() -> None:
    assert len(set(ATTACKS)) > 50


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        ("word.upper", "'word.upper' uses a dot, which the language does not have."), ("names[0]", "uses [ ], which"), ("2 ** 3", "uses **, which"),
        ("lambda: 1", "uses lambda"), ("f'{n}'", "uses an f-text"), ("open('x')", "calls open; the functions are abs, days_between, deadline"),
        ("word.upper()", "calls something; the functions are"), ("_a", "'_a' cannot be a name: use letters, digits and _"),
        ("len(value=names)", "names an argument of len; give it by position"), ("len()", "len takes 1 values, not 0"), ("round()", "round takes 1 to 2 values, not 0"),
        ("given(word)", "given takes a name in quotes"), ("1j", "only text, numbers, True, False and None are values"), ("1e400", "holds a number beyond"),
        ("n" * 1001, "has 1001 characters; at most 1000 are allowed"), ("1+" * 400 + "1", "is too large"), ("", "An expression is empty"), ("1 if", "cannot be read"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_wrong_and_what_is_possible(attack: str, told: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        parse(attack)
    assert told in str(refusal.value)


def tried(source: str) -> None:
    """Parse and evaluate; anything but a value or one of the two refusals fails the test."""
    try:
        found = parse(source).evaluate(Desk())
    except (BadExpression, CannotEvaluate):
        return
    assert isinstance(found, str | int | float | bool | None | datetime | list)


PIECES = [
    *VALUES, *FUNCTIONS, *"()[]{},.:=+-*/%<>'\"\\#_ \n\t", "==", "!=", "<=", ">=", "**", "//", " and ", " or ", " not ", " in ", " if ", " else ",
    " is ", "lambda ", "'a'", "'noon'", "1", "0", "-1", "1e300", "2.5", "True", "None", "1j", "f'{n}'", "for x in ", ":=", "\x00", "\u00e9", "\ud800",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
@example("'\\N{BELL}'")
def test_arbitrary_text_gives_a_value_or_a_refusal(source: str) -> None:
    tried(source)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_text_that_looks_like_the_language_gives_a_value_or_a_refusal(source: str) -> None:
    tried(source)


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_texts_that_look_like_the_language_give_values_or_refusals(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(2_000):
        tried("".join(rng.choices(PIECES, k=rng.randrange(1, 16))))


def _trees(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    infix = st.sampled_from(["+", "-", "*", "/", "==", "!=", "<", ">=", "in", "not in", "and", "or"])
    return st.one_of(
        st.tuples(inner, infix, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=3)).map(
            lambda t: f"{t[0]}({', '.join(t[1])})"
        ),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda one: f"(not {one})"),
        inner.map(lambda one: f"(-{one})"),
    )


LEAVES = st.sampled_from([*VALUES, "1", "0", "2.5", "999999999999999", "'a'", "'noon'", "True", "None", "missing"])


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, _trees, max_leaves=10))
def test_whatever_can_be_read_gives_a_value_or_a_refusal(source: str) -> None:
    tried(source)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5).map("\n".join))
def test_arbitrary_scripts_are_read_or_refused(source: str) -> None:
    try:
        script = parse_script(source)
    except BadExpression:
        return
    assert all(is_variable(name) for name in script.assigns)


# --- nothing is handed to the interpreter --------------------------------------------------------------------------

FORBIDDEN = {"eval", "exec", "compile", "__import__", "execfile", "pickle", "cPickle", "dill", "shelve", "marshal"}


def used(tree: ast.AST) -> set[str]:
    """Return every name that is called bare and every module that is imported."""
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return calls | {module.partition(".")[0] for module in modules}


@pytest.mark.parametrize("package", ["deadlines", "processes", "service"])
def test_no_source_file_hands_text_to_the_interpreter(package: str) -> None:
    root = Path(expressions.__file__).parent.parent
    files = sorted((root / package).rglob("*.py"))
    found = {str(file): used(ast.parse(file.read_text())) & FORBIDDEN for file in files}
    assert files
    assert {file: names for file, names in found.items() if names} == {}
