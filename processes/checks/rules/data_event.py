"""The data of an event is not of the type of what it waits for or throws.

An event that throws a message, an error, an escalation or a signal may hand over data, and one that waits for it
may take data. Then there is one piece of data for each of them, in their order, and of the same type.

    a signal that carries a letter, thrown with a letter              accepted
    a signal that carries a letter, thrown with a number              refused

Source: BPMN 2.0.2, 10.4 and 10.5 (data inputs and outputs of events).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.items import fit, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Node
from processes.xml import BPMN

RULE = Rule(
    "data.event",
    why="What is handed over would not be what is drawn.",
    remedy="Give the data the type of what the event waits for or throws.",
)
_CARRYING = ("message", "error", "escalation", "signal")


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events whose data do not fit."""
    for node in subject.model.nodes.values():
        data = node.xml.findall(f"{{{BPMN}}}dataInput") + node.xml.findall(f"{{{BPMN}}}dataOutput")
        carried = [item for item in _carried(subject.model, node) if item is not None]
        pairs = zip(data, carried, strict=False)
        if carried and not all(_fits(subject.model, piece, item) for piece, item in pairs):
            yield Fault(node.id, "has data that is not of the type of what it waits for or throws")


def _carried(model: Model, node: Node) -> Iterator[etree._Element | None]:
    for one in node.events:
        if one.kind in _CARRYING:
            yield item_of(model, model.by_id.get(one.ref))


def _fits(model: Model, piece: etree._Element, item: etree._Element) -> bool:
    own = item_of(model, piece)
    return own is None or fit(own, item)
