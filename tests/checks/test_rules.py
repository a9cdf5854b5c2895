"""Every rule: its page, its words, and its diagrams that must pass and that must fail.

`diagrams/<rule>/pass*.bpmn` must give no finding of the rule, `fail*.bpmn` at least one. Rules that need more than a
file (a library, a round) have a test module that names them instead.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from processes.checks.catalogue import by_name, catalogue
from processes.checks.finding import Finding
from processes.checks.rule import Rule
from processes.checks.subject import Subject
from processes.model import read_model
from processes.xml import read_xml

HERE = Path(__file__).parent
DIAGRAMS = HERE / "diagrams"
RULES = catalogue()
DRAWN = [rule for rule in RULES if (DIAGRAMS / rule.name).is_dir()]
SENTENCE = re.compile(r"[A-Z].*[.?]", re.DOTALL)
MESSAGE = re.compile(r"'[^']*'( \(\S+\))? .+\. [A-Z].+[.?] [A-Z].+[.?]", re.DOTALL)


def diagrams(kind: str) -> list[tuple[Rule, Path]]:
    return [(rule, path) for rule in DRAWN for path in sorted((DIAGRAMS / rule.name).glob(f"{kind}*.bpmn"))]


def named(pair: tuple[Rule, Path]) -> str:
    return f"{pair[0].name}-{pair[1].stem}"


def findings(rule: Rule, path: Path) -> list[Finding]:
    source = path.read_bytes()
    return list(rule.findings(Subject(path.name, source, read_model(read_xml(source)))))


@cache
def words_of_tests() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in HERE.parent.rglob("test_*.py"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_page_of_a_title_an_explanation_and_an_example(rule: Rule) -> None:
    title, *parts = rule.page.split("\n\n")
    assert title.endswith(".")
    assert "\n" not in title
    assert any(part.endswith((".", "?")) and not part.startswith(" ") for part in parts)
    assert any(part.startswith("    ") for part in parts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_why_and_what_to_do_in_whole_sentences(rule: Rule) -> None:
    assert SENTENCE.fullmatch(rule.why)
    assert SENTENCE.fullmatch(rule.remedy)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_diagrams_of_both_kinds_or_a_test_that_names_it(rule: Rule) -> None:
    folder = DIAGRAMS / rule.name
    tested = any(f'"{rule.name}{end}' in words_of_tests() for end in ('"', "."))
    drawn = bool(list(folder.glob("pass*.bpmn")) and list(folder.glob("fail*.bpmn")))
    assert drawn or tested


@pytest.mark.parametrize("pair", diagrams("pass"), ids=named)
def test_a_diagram_that_must_pass_gets_no_finding_of_the_rule(pair: tuple[Rule, Path]) -> None:
    assert findings(*pair) == []


@pytest.mark.parametrize("pair", diagrams("fail"), ids=named)
def test_a_diagram_that_must_fail_gets_a_finding_in_designers_words(pair: tuple[Rule, Path]) -> None:
    found = findings(*pair)
    ids = {element.get("id") for element in read_xml(pair[1].read_bytes()).iter()}
    assert found
    assert all(one.rule == pair[0].name or one.rule.startswith(pair[0].name) for one in found)
    assert all(MESSAGE.fullmatch(one.message) for one in found)
    assert all(one.element in ids for one in found)


def test_every_folder_of_diagrams_belongs_to_a_rule() -> None:
    assert {folder.name for folder in DIAGRAMS.iterdir()} == {rule.name for rule in DRAWN}


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(LookupError, match="hold the rule"):
        by_name([rule for rule in RULES for _ in range(2) if rule.name == "flow.ends"])
