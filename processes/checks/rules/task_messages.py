"""The data of a task is not the data of the message or the operation that it works with.

A service task gives its operation one message and takes at most one back; a send task sends one message, a receive
task takes one. Where such a task lists its data, there is one set of inputs, at most one set of outputs, and what
is in them has the type of the message.

    a receive task for a letter, with one output: a letter            accepted
    a receive task for a letter, with a number as output              refused

Source: BPMN 2.0.2, 10.3 (service task, send task and receive task).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.checks.items import fit, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Node, plain_ref
from processes.xml import BPMN, text_of

RULE = Rule(
    "task.messages",
    why="What is sent or received would not be what is drawn.",
    remedy="Give the task one input or output of the type of its message.",
)


@dataclass(frozen=True)
class _Side:
    """One side of a task's data: the names of its sets and entries, and the message that they must fit."""

    sets: str
    entry: str
    message: etree._Element | None


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the tasks whose data does not fit their message."""
    for node in subject.model.nodes.values():
        data = node.xml.find(f"{{{BPMN}}}ioSpecification")
        if data is not None:
            for side in _sides(subject.model, node):
                yield from _of_side(subject.model, node, data, side)


def _sides(model: Model, node: Node) -> list[_Side]:
    message = model.by_id.get(plain_ref(node.xml.get("messageRef")))
    if node.kind == "sendTask" and message is not None:
        return [_Side("inputSet", "dataInput", message)]
    if node.kind == "receiveTask" and message is not None:
        return [_Side("outputSet", "dataOutput", message)]
    operation = model.by_id.get(plain_ref(node.xml.get("operationRef")))
    if node.kind != "serviceTask" or operation is None:
        return []
    sides = (("inputSet", "dataInput", "inMessageRef"), ("outputSet", "dataOutput", "outMessageRef"))
    return [_Side(sets, entry, _named(model, operation, name)) for sets, entry, name in sides]


def _named(model: Model, operation: etree._Element, name: str) -> etree._Element | None:
    return model.by_id.get(plain_ref(text_of(operation.find(f"{{{BPMN}}}{name}"))))


def _of_side(model: Model, node: Node, data: etree._Element, side: _Side) -> Iterator[Fault]:
    entries = data.findall(f"{{{BPMN}}}{side.entry}")
    if len(data.findall(f"{{{BPMN}}}{side.sets}")) > 1:
        yield Fault(node.id, f"has several {side.sets}s for one message")
    if side.message is None:
        return
    if len(entries) > 1:
        yield Fault(node.id, f"has several {side.entry}s for one message")
    if len(entries) == 1 and not fit(item_of(model, entries[0]), item_of(model, side.message)):
        yield Fault(node.id, f"has a {side.entry} that is not of the type of its message")
