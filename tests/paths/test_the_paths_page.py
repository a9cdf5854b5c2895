"""docs/paths.md leaves nothing of a diagram out."""

import re

import pytest

from processes.elements import Element, elements_of, processes_of
from processes.form_files import read_form
from processes.paths import shipped_library
from processes.xml import read_xml
from tests.paths.coverage import ROOT

PAGE = (ROOT / "docs" / "paths.md").read_text(encoding="utf-8")
FILES = sorted(shipped_library().diagrams)


def section(identity: str) -> str:
    """The part of the page about one diagram."""
    found = re.search(rf"^##+ [^\n]*\(`{identity}`\)$(.*?)(?=^## |^### |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/paths.md has no part about {identity}"
    return found.group(1)


def named(element: Element) -> set[str]:
    """What the page has to name of an element."""
    names = {element.timer, element.calls, element.opens, element.status, element.decision}
    if element.form:
        form = read_form(shipped_library().files[f"forms/{element.form}.json"])
        names |= {element.id, *(question.key for question in form.questions)}
    if element.message and not element.form:
        names.add(element.message.name)
    return names - {""}


@pytest.mark.parametrize("name", FILES)
def test_the_page_names_everything_of_the_diagram(name: str) -> None:
    root = read_xml(shipped_library().diagrams[name])
    words = section(processes_of(root)[0].id)
    missing = {word for element in elements_of(root) for word in named(element) if f"`{word}`" not in words}
    assert missing == set()


@pytest.mark.parametrize("name", FILES)
def test_the_page_names_who_takes_each_step(name: str) -> None:
    root = read_xml(shipped_library().diagrams[name])
    lines = section(processes_of(root)[0].id).splitlines()
    steps = [element for element in elements_of(root) if element.form]
    rows = {step.id: next(line for line in lines if line.startswith(f"| `{step.id}` ")) for step in steps}
    assert [step.id for step in steps if f"| {step.role} |" not in rows[step.id]] == []
