"""The floors of the figures about validity: constraints told apart, and nothing valid refused."""

from tests.figures import bpmnlint, bpmnspector
from tests.fixture_files import needs_fixtures

pytestmark = needs_fixtures


def test_nine_of_ten_constraints_are_told_apart() -> None:
    result = bpmnspector.score()
    assert len(result.separated) >= 0.9 * len(result.with_both)


def test_no_valid_file_is_refused_though_supported() -> None:
    assert bpmnspector.score().wrongly_refused == {}


def test_few_valid_files_are_refused_as_unsupported() -> None:
    assert len(bpmnspector.score().unsupported_valid) <= 30


def test_every_invalid_file_that_is_accepted_has_its_reason() -> None:
    assert set(bpmnspector.score().accepted_invalid) == set(bpmnspector.reasons())


def test_the_figures_are_printed_with_every_exception() -> None:
    lines = bpmnspector.lines()
    assert lines[0].startswith("constraints with both kinds of file: ")
    assert not [line for line in lines if line.endswith("?")]


def test_the_page_of_the_figures_is_current() -> None:
    assert bpmnspector.PAGE.read_text(encoding="utf-8") == bpmnspector.page()


def test_most_advice_is_given_as_labelled() -> None:
    both, separated = bpmnlint.score()
    assert len(separated) >= 0.6 * len(both)
    assert bpmnlint.lines()[0] == f"rules of bpmnlint with both kinds of file: {len(both)}, separated: {len(separated)}"
