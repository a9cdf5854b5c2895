"""Conditions where not every value is known: what they may come to, and what reading nothing says."""

import pytest

from processes.checks.law.values import ANY, SOME, UNSET, Abstract, ReadsUnset, looked_at, may, outcome
from processes.expressions import CannotEvaluate, parse

KNOWN: dict[str, Abstract] = {
    "a": "x",
    "n": 3,
    "yes": True,
    "no": False,
    "any": ANY,
    "some": SOME,
    "lost": UNSET,
    "nil": None,
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('a == "x"', {True}),
        ('a == "y"', {False}),
        ('a in ["x", "y"]', {True}),
        ("n * 2 + 1 > 6", {True}),
        ("any == 1", {True, False}),
        ("never_heard_of == 1", {True, False}),
        ("no and lost == 1", {False}),
        ("yes or lost == 1", {True}),
        ("any == 1 and no", {False}),
        ("any == 1 or yes", {True}),
        ("any == 1 or no", {True, False}),
        ("not yes", {False}),
        ("not (any == 1)", {True, False}),
        ("-n == -3", {True}),
        ("len(a) == 1", {True}),
        ("now() <= deadline('go-live')", {True, False}),
        ('given("some")', {True}),
        ('given("any")', {True, False}),
        ('given("lost")', {False}),
        ('given("nil")', {False}),
        ('given("a")', {True}),
        ("some == 1", {True, False}),
        ('("p" if yes else lost) == "p"', {True}),
        ('("p" if no else "q") == "q"', {True}),
        ('("p" if any == 1 else "p") == "p"', {True}),
        ('("p" if any == 1 else "q") == "p"', {True, False}),
        ('("p" if any == 1 else any) == "p"', {True, False}),
    ],
)
def test_a_condition_may_hold_fail_or_both(source: str, expected: set[bool]) -> None:
    assert may(parse(source), KNOWN) == expected


@pytest.mark.parametrize(
    "source", ["lost == 1", "any == 1 and lost == 1", "yes and lost == 1", "[lost] == []", "not lost"]
)
def test_reading_what_nothing_has_set_is_said(source: str) -> None:
    with pytest.raises(ReadsUnset, match="lost"):
        may(parse(source), KNOWN)


def test_values_that_do_not_fit_are_said() -> None:
    with pytest.raises(CannotEvaluate):
        outcome(parse("a + 1"), KNOWN)


def test_a_known_expression_has_its_value() -> None:
    assert outcome(parse("n + 1"), KNOWN) == 4
    assert outcome(parse("any"), KNOWN) is ANY


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('path == "joint" and pooled == 1', {"path"}),
        ('path == "delegated" and pooled == 1', {"path", "pooled"}),
        ('path == "delegated" or pooled == 1', {"path"}),
        ('given("x") and y == 1', {"x", "y"}),
        ("len(z) > 0", {"z"}),
        ("path + 1 == 2 and w == 1", {"path", "w"}),
    ],
)
def test_what_is_looked_at_stops_where_a_constant_decides(source: str, names: set[str]) -> None:
    assert looked_at(parse(source), {"path": "delegated"}) == names


def test_what_is_known_of_a_value_is_told_in_a_word() -> None:
    assert [repr(one) for one in (ANY, SOME, UNSET)] == ["any", "some", "unset"]
