"""A reference names nothing, or a thing of the wrong kind.

Wherever an element names another one by its id, that one is there and is what can be meant: a message event names a
message, a lane names nodes, a participant names a process. Where nothing depends on it, as with the type of a
signal, a missing thing is a warning. References into imported files are not looked at here, nor what a call
activity calls.

    <messageEventDefinition messageRef="answer"/> beside <message id="answer"/>    accepted
    <messageEventDefinition messageRef="approve"/> beside <task id="approve"/>     refused: a task is no message

Source: BPMN 2.0.2, the attribute tables of each element in chapters 8 to 10.
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.finding import WARNING
from processes.checks.references import ATTRIBUTES, CHILDREN, HARMLESS
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of
from processes.xml import local, text_of

RULE = Rule(
    "reference.target",
    why="What is meant cannot be found, so it would be missing silently.",
    remedy="Choose what is meant again in the editor, or add it.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the references that find nothing of the right kind."""
    model = subject.model
    for (kind, attribute), allowed in ATTRIBUTES.items():
        for xml in model.every(*kind.split()):
            if xml.get(attribute):
                yield from _judged(model, xml, attribute, xml.get(attribute) or "", allowed)
    for (kind, child), allowed in CHILDREN.items():
        for xml in model.every(child):
            around = xml.getparent()
            if around is not None and local(around) in kind.split() and text_of(xml):
                yield from _judged(model, xml, child, text_of(xml), allowed)


def _judged(model: Model, xml: etree._Element, what: str, reference: str, allowed: frozenset[str]) -> Iterator[Fault]:
    prefix, _, name = reference.strip().rpartition(":")
    space = xml.nsmap.get(prefix or None)
    if prefix and space not in (None, model.root.get("targetNamespace")):
        return
    found = model.by_id.get(name)
    if found is None:
        severity = WARNING if what in HARMLESS else ""
        yield Fault(place_of(xml), f"names '{reference[:80]}' as its {what}, which is not there", severity=severity)
    elif local(found) not in allowed:
        yield Fault(place_of(xml), f"names {model.label(name)} as its {what}, which is of the kind {local(found)}")
