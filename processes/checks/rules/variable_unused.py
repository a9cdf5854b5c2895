"""A variable is declared that nothing of the path uses.

`approvals:variable` gives a variable its value at the start of a case. What no form, table, message, script, condition
or mark of the library ever names is most likely misspelt, and the one that was meant has no value.

    <approvals:variable name="late_ruling"/>, asked for by a gateway     accepted
    <approvals:variable name="late_rulnig"/>, named nowhere else         refused
"""

import difflib
from collections.abc import Iterator

from processes.checks.assembly import Library, Part
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.texts import VALUE, texts_of

RULE = Rule(
    "variable.unused",
    why="The name that was meant would have no value when a case begins.",
    remedy="Take the declaration out.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the declared variables that nothing names."""
    declared = [(marks.id, name) for marks in subject.marks for name, _ in marks.variables]
    parts = {part.file: part for part in subject.library.parts.values()} if declared else {}
    used = {name for part in parts.values() for name in _names_in(subject.library, part)}
    for process, name in declared:
        if name not in used:
            close = difflib.get_close_matches(name, sorted(used), n=1)
            remedy = f"Did you mean '{close[0]}'?" if close else ""
            yield Fault(process, f"declares the variable '{name}', which nothing uses", remedy=remedy)


def _names_in(library: Library, part: Part) -> Iterator[str]:
    for text in texts_of(part.model):
        yield from text.mentions
        yield from text.assigns if text.kind != VALUE else ()
    for element in part.elements.values():
        yield from element.message.carries if element.message else ()
        if form := library.form(element.form):
            yield from form.declares
            yield from (name for one in form.questions if one.shown_when for name in one.shown_when.mentions)
        if decision := library.decision(element.decision):
            yield from (*decision.reads, *decision.outputs)
