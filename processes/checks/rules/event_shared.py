"""An event borrows a definition that belongs to another event.

Events may share a definition when it stands beside the processes. A definition inside an event belongs to that
event alone.

    <definitions><messageEventDefinition id="answer"/> ...            accepted as <eventDefinitionRef>answer
    <endEvent><messageEventDefinition id="answer"/></endEvent>        refused as <eventDefinitionRef>answer elsewhere

Source: BPMN 2.0.2, 10.5 and 8.4 (eventDefinitionRefs name reusable, top-level definitions).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "event.shared",
    why="What the event waits for or throws cannot be told.",
    remedy="Give the event a definition of its own, or move the shared one beside the processes.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events whose reference finds no shared definition."""
    for node in subject.model.nodes.values():
        for one in node.events:
            if one.kind == "missing":
                yield Fault(place_of(node.xml), f"names the event definition '{one.ref}', which is not a shared one")
