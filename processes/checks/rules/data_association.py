"""A data association copies one kind of thing into another.

What is copied and where it is copied to have the same type, and there is one source, unless the association says
how the one is made from the other.

    a letter copied into an input that is a letter                    accepted
    a letter copied into an input that is a number                    refused

Source: BPMN 2.0.2, 10.4 (data associations).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.items import clash, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of, plain_ref
from processes.xml import BPMN, text_of

RULE = Rule(
    "data.association",
    why="What would be copied cannot be told.",
    remedy="Give both the same type, or say in a transformation how the one is made from the other.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the associations between things of different types."""
    for one in subject.model.every("dataInputAssociation", "dataOutputAssociation"):
        if one.find(f"{{{BPMN}}}transformation") is None and one.find(f"{{{BPMN}}}assignment") is None:
            sources = [_item(subject.model, child) for child in one.findall(f"{{{BPMN}}}sourceRef")]
            target = _item(subject.model, one.find(f"{{{BPMN}}}targetRef"))
            if len(sources) > 1:
                yield Fault(place_of(one), "copies several things into one without saying how")
            elif target is not None and any(source is not None and clash(source, target) for source in sources):
                yield Fault(place_of(one), "copies one kind of thing into another")


def _item(model: Model, reference: etree._Element | None) -> etree._Element | None:
    return item_of(model, model.by_id.get(plain_ref(text_of(reference))))
