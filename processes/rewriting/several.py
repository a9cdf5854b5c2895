"""Events with several definitions: one event for each, drawn as they are waited for or thrown.

Equivalent (BPMN 2.0.2, 10.5.5): a catch event waits for the first of its triggers, as behind an event-based gateway;
a parallel multiple one for all of them, as between two parallel gateways; one at the boundary is as many events at the
same boundary; a throw or end event throws them all, here one after the other and without anything between.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import (
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
from processes.xml import local


def part_definitions(root: etree._Element) -> Iterator[Change]:
    """Draw one event for every definition of an event that has several; start events are left to `starts`."""
    for scope in scopes_of(root):
        for node in nodes_in(scope):
            draw = _DRAW.get(local(node))
            definitions = definitions_in(node)
            if draw is not None and len(definitions) > 1:
                draw(scope, node, definitions)
                sentence = f"has {len(definitions)} event definitions and is read as one event for each"
                yield Change("several-events", node.get("id") or "", sentence)


def _catch(scope: etree._Element, node: etree._Element, definitions: list[etree._Element]) -> None:
    identity = node.get("id") or ""
    both = node.attrib.pop("parallelMultiple", "false") in ("true", "1")
    first = fresh(scope, f"{identity}.waits")
    _lead(scope, identity, first)
    add_node(scope, "parallelGateway" if both else "eventBasedGateway", first)
    last = identity
    if both:
        last = fresh(scope, f"{identity}.all")
        add_node(scope, "parallelGateway", last)
        add_flow(scope, last, identity)
    for definition in definitions:
        event = _event(scope, "intermediateCatchEvent", identity, definition)
        add_flow(scope, first, event)
        add_flow(scope, event, last)
    node.tag = tag("intermediateThrowEvent")


def _boundary(scope: etree._Element, node: etree._Element, definitions: list[etree._Element]) -> None:
    identity = node.get("id") or ""
    host, cancels = node.attrib.pop("attachedToRef", ""), node.attrib.pop("cancelActivity", "true")
    for definition in definitions:
        event = _event(scope, "boundaryEvent", identity, definition, attachedToRef=host, cancelActivity=cancels)
        add_flow(scope, event, identity)
    node.tag = tag("intermediateThrowEvent")


def _throw(scope: etree._Element, node: etree._Element, definitions: list[etree._Element]) -> None:
    identity = node.get("id") or ""
    events = [_event(scope, "intermediateThrowEvent", identity, definition) for definition in definitions[:-1]]
    _lead(scope, identity, events[0])
    for event, following in zip(events, [*events[1:], identity], strict=True):
        add_flow(scope, event, following)


def _event(scope: etree._Element, kind: str, base: str, definition: etree._Element, **attributes: str) -> str:
    identity = fresh(scope, f"{base}.1")
    drop(definition)
    add_node(scope, kind, identity, **attributes).append(definition)
    return identity


def _lead(scope: etree._Element, source: str, target: str) -> None:
    for flow in flows_by(scope, "targetRef").get(source, []):
        flow.set("targetRef", target)


_DRAW: dict[str, Callable[[etree._Element, etree._Element, list[etree._Element]], None]] = {
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _boundary,
    "intermediateThrowEvent": _throw,
    "endEvent": _throw,
}
