# ruff: noqa: E501 - tables of cases read best one to a line
"""Decision tables: hit policies, every kind of cell, and every cell that is refused."""

from datetime import UTC, datetime

import pytest

from processes.decisions import UnusableTable, read_decision
from processes.expressions import CannotEvaluate, Value
from processes.paths import shipped_library
from tests.processes.drawing import OPENED, defined, end, first_round, node, opened, start, table


class Desk:
    def __init__(self, **variables: Value) -> None:
        self.variables = variables

    def deadline(self, name: str) -> datetime:
        raise CannotEvaluate(name)

    def now(self) -> datetime:
        return datetime(2015, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "fits", "fits_not"),
    [
        ("-", [1, "a", None], []), ("", [1, "a", None], []), ("5", [5, 5.0], [4, "5", True]), ("-2.5", [-2.5], [2.5]), ('"a"', ["a"], ["b", 1]),
        ("true", [True], [False, 1]), ("false", [False], [True, 0]), ("null", [None], ["", 0]), ("< 5", [4], [5, 6]), ("<= 5", [5], [5.1]), ("> 5", [6], [5]),
        (">=7", [7, 8], [6.9]), ('>= "b"', ["b", "c"], ["a"]), ("[1..10]", [1, 5, 10], [0, 11]), ("(1..10)", [2, 9], [1, 10]), ("]1..10[", [2], [1, 10]),
        ("[-1.5..2)", [-1.5, 1], [2]), ('"a", "b"', ["a", "b"], ["c"]), ("5, 9", [5, 9], [6]), ("< 3, > 7", [2, 8], [5]), ("[1..2], 9", [1, 9], [5]),
        ('not("a")', ["b"], ["a"]), ("not(3)", [4], [3]), ('not("a", "b")', ["c"], ["a", "b"]), ("not(< 5)", [5], [4]), ('"a, b"', ["a, b"], ["a", "b"]), ('""', [""], ["a"]),
    ],
)  # fmt: skip
def test_a_cell_fits_what_it_says(cell: str, fits: list[Value], fits_not: list[Value]) -> None:
    decision = read_decision(table("t", "x", "y", f"{cell} -> 1"))
    for given in fits:
        assert decision.decide(Desk(x=given)) == ({"y": 1}, ["r1"])
    for given in fits_not:
        with pytest.raises(CannotEvaluate, match="No rule of the table 't' fits these values"):
            decision.decide(Desk(x=given))


@pytest.mark.parametrize(
    "cell",
    [
        "a", "x > 5", "5 +", "date('2015-01-01')", "1..10", "[1..]", "[a..b]", "< -", "< a", ",", "1,,2", "5,", '"a', 'a"', '"a"b', '5"', "not()", "not(-)", "not(a)", "not 5",
        "1.2.3", "[1.2.3..4]", "007", '"a\\"b"', "? > 5", "== 5", "!= 5", "null, a", "__import__('os')", "True or True", "\u0661",
    ],
)  # fmt: skip
def test_any_other_cell_is_refused_naming_the_rule(cell: str) -> None:
    with pytest.raises(UnusableTable, match="r1"):
        read_decision(table("t", "x", "y", f"{cell} -> 1"))


def test_a_unique_table_gives_the_one_rule_that_fits() -> None:
    decision = read_decision(table("t", "n word", "y z", '< 5 | - -> "low" | n + 1', '>= 5 | "a" -> "high" | word'))
    assert decision.decide(Desk(n=3, word="x")) == ({"y": "low", "z": 4}, ["r1"])
    assert decision.decide(Desk(n=7, word="a")) == ({"y": "high", "z": "a"}, ["r2"])
    assert decision.reads == {"n", "word"}


def test_a_unique_table_refuses_two_rules_that_fit_at_once() -> None:
    decision = read_decision(table("t", "n", "y", "< 5 -> 1", "< 9 -> 2"))
    with pytest.raises(
        CannotEvaluate, match="The rules r1, r2 of the table 't' fit at once, but its hit policy is UNIQUE"
    ):
        decision.decide(Desk(n=3))


def test_a_first_table_gives_the_first_rule_that_fits() -> None:
    decision = read_decision(table("t", "n", "y", "< 5 -> 1", "< 9 -> 2", "- -> 3", policy="FIRST"))
    assert [decision.decide(Desk(n=n))[1] for n in (3, 7, 20)] == [["r1"], ["r2"], ["r3"]]


def test_a_collect_table_gives_lists() -> None:
    decision = read_decision(table("t", "n", "y z", '< 5 -> "a" | n', '< 9 -> "b" | 2', policy="COLLECT"))
    assert decision.decide(Desk(n=3)) == ({"y": ["a", "b"], "z": [3, 2]}, ["r1", "r2"])
    assert decision.decide(Desk(n=20)) == ({"y": [], "z": []}, [])


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"<x", "is not well-formed XML"), (b"<definitions/>", "A DMN file holds one decision with one table; this one holds 0"),
        (table("t", "x", "y", "1 -> 1", policy="PRIORITY"), "The hit policy PRIORITY  is not known; use"),
        (table("t", "x", "y", "1 -> 1", policy="COLLECT", more=' aggregation="SUM"'), "The hit policy COLLECT SUM is not known"),
        (table("t", "x", "", "1 ->"), "Every output column needs a name that a variable can have"),
        (table("t", "x", "not-a-name", "1 -> 1"), "Every output column needs a name that a variable can have"),
        (table("t", "x z", "y", "1 -> 1"), "The rule 'r1' does not have a cell for every column"),
        (table("t", "x", "y z", "1 -> 1"), "The rule 'r1' does not have a cell for every column"),
        (table("t", "x.y", "y", "1 -> 1"), "In the input column 'x.y': 'x.y' uses a dot"),
        (table("t", "x", "y", "1 -> open(1)"), "In the output of rule 'r1': 'open(1)' calls open"),
        (table("t", "x", "y", "1 -> "), "In the output of rule 'r1': An expression is empty"),
        (table("t", "x", "y", "1 -> 1").replace(b'<output name="y"/>', b'<output name="y"><defaultOutputEntry/></output>'), "The table has a default output"),
        (table("t", "x", "y", "1 -> 1").replace(b"<inputExpression><text>x</text></inputExpression>", b""), "In the input column '': An expression is empty"),
        (table("t", "x", "y", "1 -> 1").replace(b' id="r1"', b"").replace(b"<text>1</text></inputEntry>", b"</inputEntry>").replace(b"<text>1</text>", b"<text>(</text>"), "a rule without id"),
    ],
)  # fmt: skip
def test_a_table_that_could_not_be_decided_as_written_is_refused(source: bytes, told: str) -> None:
    with pytest.raises(UnusableTable) as refusal:
        read_decision(source)
    assert told in str(refusal.value)


def test_a_diagram_decides_with_a_table_and_says_which_rules_fitted() -> None:
    others = {
        "decisions_checks": table(
            "checks",
            "organisation",
            "allowed why",
            '"03L" -> true | "named"',
            "- -> false | organisation",
            policy="FIRST",
        )
    }
    rule = node("businessRuleTask", "check", approvals_decision="checks")
    case = opened(start(), rule, end(), flows="begin > check > done", others=others, facts={"organisation": "03L"})
    assert (case.variables["allowed"], case.variables["why"], case.ended) == (True, "named", True)
    definition = defined(start(), rule, end(), flows="begin > check > done", others=others)
    again = type(case).opened(definition, first_round(), OPENED, {"organisation": "02X"})
    decided = next(one for one in again.take_happenings() if one.kind == "decided")
    assert decided.detail == {"rules": ["r2"], "outputs": {"allowed": False, "why": "02X"}}


@pytest.mark.parametrize("name", [name for name in shipped_library().files if name.startswith("decisions/")])
def test_the_shipped_tables_can_be_read(name: str) -> None:
    decision = read_decision(shipped_library().files[name])
    assert f"decisions/{decision.id}.dmn" == name
    assert decision.rules
