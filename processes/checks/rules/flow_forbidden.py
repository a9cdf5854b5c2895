"""A sequence flow leads to or from a place where none may be.

Nothing leads into a start event, a boundary event, the catching half of a link, an event sub-process, a
compensation activity, or a task or gateway that starts the process itself. Nothing leads out of an end event, the
throwing half of a link, an event sub-process, a compensation activity or a compensation boundary event: these are
begun or ended by what happens, not by an arrow.

    start -> task -> end                                              accepted
    start -> task -> start                                            refused: nothing leads into a start event

Source: BPMN 2.0.2, 10.3 (receive task, event sub-process), 10.5, 10.6 and 10.7.
"""

from collections.abc import Callable, Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node, place_of

RULE = Rule(
    "flow.forbidden",
    why="The place is begun or ended by what happens, not by an arrow, so the arrow would do nothing or run it twice.",
    remedy="Take the flow away, or draw another element there.",
)


def _starts_the_process(node: Node) -> bool:
    return node.kind in ("receiveTask", "eventBasedGateway") and node.xml.get("instantiate") in ("true", "1")


def _is_handler(node: Node) -> bool:
    return node.xml.get("isForCompensation") in ("true", "1") and not node.is_event_sub_process


_INTO: tuple[tuple[Callable[[Node], bool], str], ...] = (
    (lambda node: node.kind == "startEvent", "a start event"),
    (lambda node: node.kind == "boundaryEvent", "a boundary event"),
    (lambda node: node.kind == "intermediateCatchEvent" and node.event == "link", "the catching half of a link"),
    (lambda node: node.is_event_sub_process, "an event sub-process"),
    (_is_handler, "an activity that is there for compensation"),
    (_starts_the_process, "an element that starts the process"),
)
_OUT_OF: tuple[tuple[Callable[[Node], bool], str], ...] = (
    (lambda node: node.kind == "endEvent", "an end event"),
    (lambda node: node.kind == "intermediateThrowEvent" and node.event == "link", "the throwing half of a link"),
    (lambda node: node.kind == "boundaryEvent" and node.event == "compensate", "a compensation boundary event"),
    (lambda node: node.is_event_sub_process, "an event sub-process"),
    (_is_handler, "an activity that is there for compensation"),
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the flows into or out of such places."""
    model = subject.model
    for flow in model.flows.values():
        target, source = model.nodes.get(flow.target), model.nodes.get(flow.source)
        for node, word, places in ((target, "into", _INTO), (source, "out of", _OUT_OF)):
            what = next((what for is_one, what in places if node is not None and is_one(node)), "")
            if node is not None and what:
                yield Fault(place_of(flow.xml), f"leads {word} {model.label(node.id)}, which is {what}")
