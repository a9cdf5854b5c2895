"""A data association leads the wrong way.

An activity takes data through an input association into an input of its own, and hands data back through an output
association from an output of its own. The inputs of a process are only read, and its outputs only written.

    process input -> input of the task                                accepted
    output of the task -> process input                               refused

Source: BPMN 2.0.2, 10.4 (data inputs and outputs, data associations).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of, plain_ref
from processes.xml import BPMN, local, text_of

RULE = Rule(
    "data.direction",
    why="What it would copy is not there yet, or nobody reads what it writes.",
    remedy="Let it lead into an input, or out of an output, of the element that it stands in.",
)
_OWN = (("dataInputAssociation", "targetRef", "dataInput"), ("dataOutputAssociation", "sourceRef", "dataOutput"))
_OTHER = (("dataInputAssociation", "sourceRef", "dataOutput"), ("dataOutputAssociation", "targetRef", "dataInput"))


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the associations whose own end is not the element's, or whose other end is of the wrong direction."""
    model = subject.model
    for kind, end, piece in _OWN:
        for xml, found in _ends(model, kind, end):
            if local(found) not in (piece, "property") or not _holds(xml, found):
                yield Fault(place_of(xml), f"has a {end} that is no {piece} of the element that it stands in")
    for kind, end, piece in _OTHER:
        for xml, found in _ends(model, kind, end):
            if local(found) == piece:
                yield Fault(place_of(xml), f"has a {piece} as its {end}")


def _ends(model: Model, kind: str, end: str) -> Iterator[tuple[etree._Element, etree._Element]]:
    for xml in model.every(kind):
        for reference in xml.findall(f"{{{BPMN}}}{end}"):
            found = model.by_id.get(plain_ref(text_of(reference)))
            if found is not None:
                yield xml, found


def _holds(association: etree._Element, piece: etree._Element) -> bool:
    holder = association.getparent()
    return holder is not None and holder in (piece.getparent(), *piece.iterancestors())
