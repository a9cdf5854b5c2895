"""The page of the law says what the law says."""

import csv
from pathlib import Path

from processes.checks.assembly import Library
from processes.checks.law.effects import asked_and_true, heard
from processes.checks.law.page import main, page
from processes.checks.law.statute import read_law
from processes.checks.texts import CONDITION, texts_of
from processes.paths import shipped_library

DOCS = Path(__file__).parents[2] / "docs"
CATALOGUE = Path(__file__).parents[1] / "data" / "requirements.csv"


def test_the_page_is_current() -> None:
    assert (DOCS / "statutory-order.md").read_text(encoding="utf-8") == page()


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    main([str(tmp_path / "page.md")])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page()


def test_every_rule_names_its_source_and_requirements_that_there_are() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as table:
        known = {row["req_id"] for row in csv.DictReader(table)}
    for statute in read_law(shipped_library().files):
        assert statute.source
        assert statute.requirements
        assert set(statute.requirements) <= known, statute.name


def test_every_event_of_the_law_can_happen_in_some_shipped_path() -> None:
    library = Library(shipped_library().files)
    happen = {event for part in library.parts.values() for one in part.elements.values() for event in heard(one)}
    texts = [text for part in library.parts.values() for text in texts_of(part.model) if text.kind == CONDITION]
    happen |= {event for text in texts for event in asked_and_true(text.expressions()[0])}
    for statute in read_law(shipped_library().files):
        forbidden = set(statute.never)
        assert statute.hears - forbidden <= happen, statute.name
