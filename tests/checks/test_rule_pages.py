"""The pages of the rules are written from the rules, and are current."""

from pathlib import Path

from processes.checks.pages import main, pages

ROOT = Path(__file__).parents[2]


def test_the_pages_of_the_rules_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert written == pages()


def test_every_rule_has_a_row_in_the_table() -> None:
    table = pages()["README.md"]
    assert all(f"({name})" in table for name in pages() if name != "README.md")


def test_writing_takes_away_the_page_of_a_rule_that_is_no_more(tmp_path: Path) -> None:
    (tmp_path / "gone.rule.md").write_text("# gone.rule\n", encoding="utf-8")
    main([str(tmp_path)])
    main([str(tmp_path)])
    assert {path.name for path in tmp_path.iterdir()} == set(pages())
