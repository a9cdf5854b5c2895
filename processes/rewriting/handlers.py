"""Event sub-processes: the rest of their scope becomes a sub-process with boundary events that lead to them.

Equivalent (BPMN 2.0.2, 10.3.5 and 13.5.4): an event sub-process is armed for as long as its scope is active, begins
when its start event is triggered, and interrupts the scope or runs beside it. A boundary event round everything else
of the scope is armed for the same time and does the same. Handlers that interrupt lie outside a sub-process that holds
the body and the handlers that do not, so they end both; handlers that do not interrupt hold the body open (`holds`)
while they run, because the scope is active until they have ended and may be triggered again.
"""

from collections.abc import Iterator

from lxml import etree

from processes.model import NODE_KINDS
from processes.rewriting.change import Change
from processes.rewriting.tree import (
    ADDED,
    add_flow,
    add_node,
    definitions_in,
    drop,
    flows_by,
    fresh,
    nodes_in,
    scopes_of,
    tag,
)
from processes.xml import APPROVALS, local

HOLDS = f"{{{APPROVALS}}}holds"
_MOVED = (*NODE_KINDS, "sequenceFlow")


def draw_handlers(root: etree._Element) -> Iterator[Change]:
    """Draw every event sub-process as the way out of a boundary event."""
    for scope in scopes_of(root):
        handlers = [node for node in nodes_in(scope) if node.get("triggeredByEvent") in ("true", "1")]
        interrupting = [one for one in handlers if _interrupts(one)]
        beside = [one for one in handlers if one not in interrupting]
        for layer, outside in ((beside, handlers), (interrupting, interrupting)):
            if layer:
                _wrap(scope, layer, outside)
        for handler in handlers:
            del handler.attrib["triggeredByEvent"]
            yield Change("handler", handler.get("id") or "", "is read as the way out of a boundary event of its scope")


def _interrupts(handler: etree._Element) -> bool:
    start = handler.find(tag("startEvent"))
    return start is None or start.get("isInterrupting", "true") in ("true", "1")


def _wrap(scope: etree._Element, layer: list[etree._Element], outside: list[etree._Element]) -> None:
    """Put the scope's content into a sub-process and the handlers of a layer at its boundary."""
    base = scope.get("id") or ""
    content = [child for child in scope if local(child) in _MOVED and child not in outside]
    inside = add_node(scope, "subProcess", fresh(scope, f"{base}.body"))
    inside.extend(content)
    start, end = fresh(scope, f"{base}.begins"), fresh(scope, f"{base}.ends")
    add_node(scope, "startEvent", start)
    add_node(scope, "endEvent", end)
    add_flow(scope, start, inside.get("id") or "")
    add_flow(scope, inside.get("id") or "", end)
    for handler in layer:
        _arm(scope, inside, handler, end)


def _take_over(event: etree._Element, start: etree._Element, handler: etree._Element) -> None:
    """Give the first boundary event the id, the name and the marks of the start event: it is what waits."""
    if start.get(ADDED) is None:
        placeholder, identity = event.get("id") or "", start.get("id") or ""
        for name, value in start.attrib.items():
            event.set(name, value)
        for flow in flows_by(handler, "sourceRef").get(identity, []):
            flow.set("sourceRef", placeholder)
        start.set("id", placeholder)
        start.set(ADDED, "true")
        event.attrib.pop(ADDED)


def _arm(scope: etree._Element, inside: etree._Element, handler: etree._Element, end: str) -> None:
    """Lead from the boundary of a body to a handler, once for every trigger."""
    identity, body = handler.get("id") or "", inside.get("id") or ""
    triggers = [(start, one) for start in handler.findall(tag("startEvent")) for one in definitions_in(start)]
    for start, definition in triggers:
        event = add_node(scope, "boundaryEvent", fresh(scope, f"{identity}.caught"), attachedToRef=body)
        _take_over(event, start, handler)
        event.set("cancelActivity", "true" if _interrupts(handler) else "false")
        drop(definition)
        event.append(definition)
        add_flow(scope, event.get("id") or "", identity)
    add_flow(scope, identity, end)
    if not _interrupts(handler):
        handler.set(HOLDS, body)
