"""An event waits for, or throws, something that cannot stand in its place.

| place | what it may be |
|---|---|
| start of a process | none, message, timer, conditional, signal |
| start of a sub-process | none |
| start of an event sub-process | message, timer, error, escalation, compensation, conditional, signal |
| caught between | message, timer, conditional, signal, link |
| thrown between | none, message, escalation, compensation, signal, link |
| on the border of an activity | any of these but link and none; cancel on a transaction |
| end | none, message, error, escalation, compensation, signal, terminate; cancel in a transaction |

    an end event that throws an error                                 accepted
    an intermediate event that waits for an error                     refused: draw it on the border of the activity

An event with several definitions may hold only what its place allows.

Source: BPMN 2.0.2, 10.5 (event types in their places).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Node

RULE = Rule(
    "event.kind",
    why="Nothing can happen there that would match it, so the event would never happen or be passed at once.",
    remedy="Draw the kind of event that its place allows.",
)
_PLACES: dict[str, tuple[str, ...]] = {
    "the start of a process": ("none", "message", "timer", "conditional", "signal"),
    "the start of a sub-process": ("none",),
    "the start of an event sub-process": (
        "message", "timer", "error", "escalation", "compensate", "conditional", "signal",
    ),
    "an intermediate event that waits": ("message", "timer", "conditional", "signal", "link"),
    "an intermediate event that throws": ("none", "message", "escalation", "compensate", "signal", "link"),
    "a boundary event": ("message", "timer", "error", "escalation", "compensate", "conditional", "signal"),
    "a boundary event of a transaction": (
        "message", "timer", "error", "escalation", "compensate", "conditional", "signal", "cancel",
    ),
    "an end event": ("none", "message", "error", "escalation", "compensate", "signal", "terminate"),
    "an end event in a transaction": (
        "none", "message", "error", "escalation", "compensate", "signal", "terminate", "cancel",
    ),
}  # fmt: skip


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the events with a definition that their place does not allow."""
    for node in subject.model.nodes.values():
        place = _place(subject.model, node)
        if place:
            kinds = [one.kind for one in node.events] or ["none"]
            for kind in dict.fromkeys(kinds):
                if kind not in (*_PLACES[place], "missing"):
                    yield Fault(node.id, f"is {place} {_saying(kind)}")


def _saying(kind: str) -> str:
    return "without anything to wait for" if kind == "none" else f"of the kind '{kind}'"


def _place(model: Model, node: Node) -> str:
    if node.kind == "startEvent":
        return _start(model, node)
    if node.kind == "boundaryEvent":
        host = model.nodes.get(node.attached_to)
        return "a boundary event of a transaction" if host and host.kind == "transaction" else "a boundary event"
    if node.kind == "endEvent":
        inside = any(scope.kind == "transaction" for scope in model.scopes_above(node.scope))
        return "an end event in a transaction" if inside else "an end event"
    return {
        "intermediateCatchEvent": "an intermediate event that waits",
        "intermediateThrowEvent": "an intermediate event that throws",
    }.get(node.kind, "")


def _start(model: Model, node: Node) -> str:
    scope = model.scopes[node.scope]
    if scope.kind == "process":
        return "the start of a process"
    is_event = scope.xml.get("triggeredByEvent") in ("true", "1")
    return f"the start of {'an event' if is_event else 'a'} sub-process"
