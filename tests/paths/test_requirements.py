"""Every row of the catalogue is carried by something that a scenario comes through, or has a named reason."""

import pytest

from processes.elements import elements_of
from processes.form_files import read_form
from processes.paths import shipped_library
from processes.xml import read_xml
from tests.paths.coverage import (
    KINDS,
    PAGE,
    REASONS,
    Row,
    carriers,
    catalogue,
    coverage,
    exercised,
    page,
    seen,
    uncovered,
)

ROWS = [row for row in catalogue() if row.kind in KINDS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_row_is_carried_or_has_a_reason(row: Row) -> None:
    assert row.id in coverage() or uncovered().get(row.id) in REASONS


def test_a_reason_is_given_only_where_nothing_carries_the_row() -> None:
    assert not uncovered().keys() & coverage().keys()


def test_a_draft_row_is_one_of_the_slides() -> None:
    drafts = [row for row, reason in uncovered().items() if reason == "superseded or draft"]
    assert all(row.startswith("R-S-") for row in drafts)


def test_every_requirement_id_is_in_the_catalogue() -> None:
    ids = {row for carrier in carriers() for row in carrier.requirements if row.startswith("R-")}
    assert ids <= {row.id for row in catalogue()}


def test_some_scenario_comes_through_everything_that_carries_a_requirement() -> None:
    assert [carrier.words for carrier in carriers() if not exercised(carrier)] == []


@pytest.mark.parametrize("name", sorted(shipped_library().diagrams))
def test_some_scenario_comes_through_every_element(name: str) -> None:
    elements = elements_of(read_xml(shipped_library().diagrams[name]))
    assert [element.id for element in elements if element.id not in seen().elements] == []


def test_some_scenario_answers_every_question() -> None:
    files = shipped_library().files.items()
    forms = [read_form(source) for name, source in files if name.startswith("forms/")]
    asked = {(form.id, question.key) for form in forms for question in form.questions}
    assert asked == seen().fields


def test_the_coverage_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python -m tests.paths.coverage"
