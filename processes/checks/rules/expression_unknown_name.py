"""An expression names a variable that nothing gives a value to.

A name is declared by a field of a form of the path, an output of one of its decisions, an assignment in a script, a
message that carries it, `approvals:variable`, the facts of a case (bpmn/README.md) or of its round.

    committee_decision == "approved"     accepted: the form committee-decision asks it
    comittee_decision == "approved"      refused
"""

import difflib
from collections.abc import Iterator

from processes.checks.names import declared
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.checks.texts import texts_of

RULE = Rule(
    "expression.unknown-name",
    why="A case that came here could not go on.",
    remedy="Use a name that a form, a decision or a script of the path gives a value to, or declare it.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the places that read what nothing declares, forms and decisions in use included."""
    known = {n for _, parts in subject.wholes for n in declared(subject.library, parts, subject.rounds)}
    for element, names in _read(subject):
        for name in sorted(names - known):
            close = difflib.get_close_matches(name, sorted(known), n=1)
            remedy = f"Did you mean '{close[0]}'?" if close else ""
            yield Fault(element, f"reads '{name}', which nothing gives a value to", remedy=remedy)


def _read(subject: Subject) -> Iterator[tuple[str, frozenset[str]]]:
    for text in texts_of(subject.model):
        yield text.element, text.mentions
    for element in subject.elements.values():
        if form := subject.library.form(element.form):
            for field in form.fields:
                yield element.id, field.shown_when.mentions if field.shown_when else frozenset()
        if decision := subject.library.decision(element.decision):
            yield element.id, decision.reads
