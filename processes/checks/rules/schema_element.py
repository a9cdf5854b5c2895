"""An element is no BPMN, or stands where BPMN has no place for it.

Every element in the namespace of BPMN is one that the standard knows, inside one that may hold it. Elements of
other namespaces stand in `extensionElements`; elsewhere they are passed over.

    <process><userTask .../></process>                                accepted
    <process><useTask .../></process>                                 refused: no such element
    <userTask><userTask .../></userTask>                              refused: a task holds no task

Source: BPMN 2.0.2, the XML schema of each element in chapters 8 to 12.
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.rule import Fault, Rule
from processes.checks.schema import shapes
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import BPMN, local

RULE = Rule(
    "schema.element",
    why="It would be passed over, and what it says would be missing silently.",
    remedy="Save the diagram again with its editor, or take the element out.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements that BPMN does not know there."""
    known = shapes()
    for kind, elements in subject.model.by_kind.items():
        for xml in elements:
            around = _around(xml)
            if around in known and known[around].anything:
                continue
            if kind not in known and not _in_extensions(xml):
                yield Fault(place_of(xml), f"is or holds an element '{kind[:80]}', which BPMN does not have")
            elif kind in known and around in known and kind not in known[around].children:
                yield Fault(place_of(xml), f"stands or holds an element where BPMN has none: {kind} in {around}")


def _around(xml: etree._Element) -> str:
    parent = xml.getparent()
    return local(parent) if parent is not None and str(parent.tag).startswith(f"{{{BPMN}}}") else ""


def _in_extensions(xml: etree._Element) -> bool:
    return any(local(one) == "extensionElements" for one in xml.iterancestors())
