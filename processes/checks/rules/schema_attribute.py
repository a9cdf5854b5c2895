"""An attribute is no BPMN, or one is missing.

Attributes without a namespace are those that the standard gives the element; those of tools have a namespace. Some
are required.

    <sequenceFlow id="on" sourceRef="a" targetRef="b"/>               accepted
    <sequenceFlow id="on" sourceRef="a"/>                             refused: it leads nowhere
    <userTask id="a" asignee="me"/>                                   refused: no such attribute

Source: BPMN 2.0.2, the XML schema of each element in chapters 8 to 12.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.schema import shapes
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "schema.attribute",
    why="What it is meant to say would be missing silently.",
    remedy="Correct the name, add what is missing, or take the attribute out.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements with unknown or missing attributes."""
    for kind, shape in shapes().items():
        for xml in () if shape.anything else subject.model.every(kind):
            names = {str(name) for name in xml.attrib if not str(name).startswith("{")}
            for name in sorted(names - shape.attributes.keys()):
                yield Fault(place_of(xml), f"has the attribute '{name[:80]}' on its {kind}, which BPMN does not have")
            for name in sorted(shape.required - names):
                yield Fault(place_of(xml), f"has no {name} on its {kind}")
