"""Which variables decide where a case goes: only their values are told apart when runs are explored."""

from collections.abc import Iterable

from processes.checks.assembly import Library, Part
from processes.checks.law.statute import Statute
from processes.checks.texts import CONDITION, SCRIPT, texts_of
from processes.elements import Element
from processes.expressions import parse, parse_script


def finite_names(library: Library, parts: tuple[Part, ...], law: Iterable[Statute]) -> frozenset[str]:
    """Return the variables that conditions or the law look at, and those that these are made from."""
    found = {name for statute in law for name in statute.reads}
    for part in parts:
        found |= {name for text in texts_of(part.model) if text.kind == CONDITION for name in text.mentions}
    while True:
        more = {name for part in parts for name in _made_from(library, part, found)} - found
        if not more:
            return frozenset(found)
        found |= more


def read_names(library: Library, parts: tuple[Part, ...]) -> frozenset[str]:
    """Return every variable that something in these parts looks at."""
    found = {name for part in parts for text in texts_of(part.model) for name in text.reads}
    for element in (element for part in parts for element in part.elements.values()):
        decision = library.decision(element.decision)
        found |= decision.reads if decision else frozenset()
    return frozenset(found)


def _made_from(library: Library, part: Part, wanted: set[str]) -> set[str]:
    found: set[str] = set()
    for text in texts_of(part.model):
        if text.kind == SCRIPT and not text.problem and part.elements[text.element].kind == "scriptTask":
            lines = parse_script(text.source).lines
            found |= {name for target, line in lines if target in wanted for name in line.mentions}
    for element in part.elements.values():
        found |= _through_people_and_tables(library, element, wanted)
    for marks in part.marks:
        found |= {name for target, value in marks.variables if target in wanted for name in parse(value).mentions}
    return found


def _through_people_and_tables(library: Library, element: Element, wanted: set[str]) -> set[str]:
    found: set[str] = set()
    if form := library.form(element.form):
        asked = [question.shown_when for question in form.questions if question.key in wanted and question.shown_when]
        found |= {name for condition in asked for name in condition.mentions}
    decision = library.decision(element.decision)
    if decision and decision.hit_policy != "COLLECT" and wanted & set(decision.outputs):
        found |= decision.reads
    return found
