"""Conditions of other engines, where they say exactly the same as ours, and where they may not."""

import pytest

from processes.repair.translating import MAX_DEPTH, translated


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ('model == "joint"', 'model == "joint"'),
        ("${approved}", "approved"),
        ("#{ approved }", "approved"),
        ("${!approved}", "(not approved)"),
        ("${x == 'y'}", "(x == 'y')"),
        ("${x eq 1 and y ne 2}", "((x == 1) and (y != 2))"),
        ("${a || b && !c}", "(a or (b and (not c)))"),
        ("${!a == b}", "((not a) == b)"),
        ("${(a or b) and c}", "((a or b) and c)"),
        ("${x > -1.5}", "(x > -1.5)"),
        ("${x == null || y == true}", "((x == None) or (y == True))"),
        ("return votes >= 5;", "(votes >= 5)"),
        ('= result = "approved"', '(result == "approved")'),
        ("= not(approved)", "(not approved)"),
        ("= a = 1 and not(b = 2 or c < 3)", "((a == 1) and (not ((b == 2) or (c < 3))))"),
        ("=fraud", "fraud"),
    ],
)
def test_what_means_the_same_is_translated(said: str, means: str) -> None:
    assert translated(said) == means


@pytest.mark.parametrize(
    "said",
    [
        "${order.total > 5}", "${service.check(x)}", "${a + b > 2}", "${a == b == c}", "${empty list}", "${x[0]}",
        "= some r in rs satisfies r = 1", "= x == 1", "= a && b", "${x = 1}", "${(a}", "${(a b)}", "${a b}", "${",
        "${}", "= -x", "${x == 'it\\'s'}", "if most are for it", "x" * 1001, "${class == 1}", "= not x", "${1e5 > x}",
        "${" + "!" * (MAX_DEPTH + 1) + "a}",
        "${" + " and ".join(f"(a{n} == {n})" for n in range(90)) + "}",
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_not(said: str) -> None:
    assert translated(said) is None
