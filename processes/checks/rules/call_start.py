"""A call activity calls a process that begins by itself only.

A called process is begun by the call, so it needs a start event that waits for nothing, or none at all. One that
only waits for messages or timers would never begin.

    a process with a plain start event                                accepted
    a process whose only start event waits for a message              refused

Source: BPMN 2.0.2, 10.3 (call activity) and 10.5 (start events of called processes).
"""

from collections.abc import Iterator

from processes.checks.imports import imported
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node, Scope

RULE = Rule(
    "call.start",
    why="The call would wait for ever, because nothing begins.",
    remedy="Give the called process a start event without a trigger.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the call activities whose process a call cannot begin."""
    for node in subject.model.nodes.values():
        if node.kind == "callActivity" and node.calls:
            scope = _called(subject, node)
            starts = [one for one in scope.nodes if one.kind == "startEvent"] if scope else []
            if starts and all(one.events for one in starts):
                yield Fault(node.id, f"calls '{node.calls}', whose start events all wait for something")


def _called(subject: Subject, call: Node) -> Scope | None:
    prefix, _, name = (call.xml.get("calledElement") or "").rpartition(":")
    space = call.xml.nsmap.get(prefix or None)
    if not prefix or space in (None, subject.model.root.get("targetNamespace")):
        part = subject.library.parts.get(name)
        return subject.model.scopes.get(name) or (part.model.scopes.get(name) if part else None)
    spaces = {part.model.root.get("targetNamespace"): part.model for part in imported(subject)}
    return spaces[space].scopes.get(name) if space in spaces else None
