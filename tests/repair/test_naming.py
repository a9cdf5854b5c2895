"""Names of variables made from what a drawing says."""

import pytest

from processes.repair.naming import variable, word


@pytest.mark.parametrize(
    ("name", "fallback", "made"),
    [
        ("Is it approved?", "g", "is_it_approved"), ("", "Gateway_1", "gateway_1"), ("Übergabe", "g", "ubergabe"),
        ("in", "g", "is_in"), ("2nd", "g", "is_2nd"), ("", "_", "answer"),
    ],
)  # fmt: skip
def test_a_variable_is_named_after_what_is_drawn(name: str, fallback: str, made: str) -> None:
    assert variable(name, fallback) == made


def test_a_value_is_named_after_a_flow_or_what_it_leads_to() -> None:
    assert (word("Yes, at once", "x"), word("", "pay_it")) == ("yes-at-once", "pay-it")
