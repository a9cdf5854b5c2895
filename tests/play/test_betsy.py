"""The feature tests of others: never a wrong result without a word."""

import pytest

from tests.figures.betsy import CORRECT, REFUSED, SILENT, Score, score
from tests.fixture_files import needs_fixtures

pytestmark = needs_fixtures


@pytest.fixture(scope="module")
def figures() -> Score:
    return score()


def test_no_result_is_wrong_without_a_word(figures: Score) -> None:
    assert figures.count(SILENT) == 0, figures.wrong


def test_at_least_85_of_100_tests_are_correct(figures: Score) -> None:
    assert figures.count(CORRECT) / len(figures.tests) >= 0.85, figures.wrong


def test_every_other_test_is_refused_by_the_name_of_a_construct(figures: Score) -> None:
    others = [name for name, verdict in figures.tests.items() if verdict != CORRECT]
    assert [name for name in others if figures.tests[name] != REFUSED] == []
    named = {rule for name in others for rule in figures.refusals[name]}
    assert all(rule.startswith("unsupported.") for rule in named)
