"""One start event for every process and sub-process, whatever way it begins.

Equivalent: a process begins at one of its start events, at a receive task or event-based gateway that instantiates,
or, without any of these, at all nodes that nothing leads to (BPMN 2.0.2, 10.5.2, 10.6.6 and 13.2). Which one it was is
known when it begins, so one start event and a choice say the same; the choice asks for the beginning (`begins at ...`),
which is no text of the language. What nothing can reach gets a flow that is never chosen: it never runs, but a join
goes on waiting for it, as drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.model import EventDefinition, event_definition, plain_ref
from processes.rewriting.change import Change
from processes.rewriting.tree import (
    add_flow,
    add_node,
    definitions_in,
    drop,
    flows_by,
    flows_in,
    fresh,
    is_handler,
    nodes_in,
    reached_from,
    scopes_of,
    tag,
)
from processes.xml import local

BEGINS = "begins at "


@dataclass(frozen=True)
class Start:
    """A way in which a process may begin: at which element, and what triggers it (None: somebody begins it)."""

    process: str
    element: str
    trigger: EventDefinition | None


def starts_of(root: etree._Element) -> list[Start]:
    """Return the ways in which the processes of a file may begin, in its order. Ask before `rewrite`."""
    found: list[Start] = []
    for process in root.iter(tag("process")):
        identity = process.get("id") or ""
        entries = list(_triggers(process))
        found += [Start(identity, element, trigger) for element, trigger in entries] or [Start(identity, "", None)]
    return found


def _triggers(process: etree._Element) -> Iterator[tuple[str, EventDefinition | None]]:
    for node in _entries(process):
        identity = node.get("id") or ""
        if local(node) == "receiveTask":
            yield identity, EventDefinition("message", ref=plain_ref(node.get("messageRef")), xml=node)
            continue
        definitions = definitions_in(node)
        yield from ((identity, event_definition(one)) for one in definitions)
        if not definitions:
            yield identity, None


def _entries(scope: etree._Element) -> list[etree._Element]:
    """Return the nodes at which a scope begins because they say so."""
    into = flows_by(scope, "targetRef")
    instantiating = [node for node in nodes_in(scope) if node.get("instantiate") in ("true", "1")]
    free = [node for node in instantiating if (node.get("id") or "") not in into]
    tasks = [node for node in free if local(node) == "receiveTask"]
    return [*scope.findall(tag("startEvent")), *tasks, *_awaited(scope, free)]


def _awaited(scope: etree._Element, free: list[etree._Element]) -> list[etree._Element]:
    """Return the events behind event-based gateways that instantiate."""
    gateways = {node.get("id") for node in free if local(node) == "eventBasedGateway"}
    targets = {plain_ref(flow.get("targetRef")) for flow in flows_in(scope) if flow.get("sourceRef") in gateways}
    return [node for node in nodes_in(scope) if node.get("id") in targets]


def draw_starts(root: etree._Element) -> Iterator[Change]:
    """Give every scope exactly one none start event from which every node is in reach."""
    for scope in scopes_of(root):
        entries = _entries(scope)
        if not is_handler(scope):
            for entry in entries:
                _pass_through(scope, entry)
        if not nodes_in(scope):
            add_node(scope, "startEvent", fresh(scope, f"{scope.get('id')}.begin"))
            continue
        begins = entries or [node for node in _unentered(scope) if not is_handler(node)]
        lost = _lost(scope, [node.get("id") or "" for node in begins])
        if len(entries) != 1 or lost or local(entries[0]) != "startEvent":
            _begin(scope, entries, begins, lost)
            yield from _told(scope, entries, lost)


def _pass_through(scope: etree._Element, entry: etree._Element) -> None:
    """Take from an entry what triggered it: whoever begins the process has seen to that."""
    for definition in definitions_in(entry):
        drop(definition)
    into = flows_by(scope, "targetRef").get(entry.get("id") or "", [])
    for flow in into if local(entry) == "intermediateCatchEvent" else []:
        gateway = next((node for node in nodes_in(scope) if node.get("id") == flow.get("sourceRef")), None)
        drop(flow)
        if gateway is not None and gateway.get("id") not in flows_by(scope, "sourceRef"):
            drop(gateway)
    if local(entry) != "startEvent":
        entry.tag = tag("intermediateThrowEvent")


def _begin(scope: etree._Element, entries: list[etree._Element], begins: list[etree._Element], lost: list[str]) -> None:
    base = scope.get("id") or ""
    start, choice = fresh(scope, f"{base}.begin"), fresh(scope, f"{base}.beginning")
    add_node(scope, "startEvent", start)
    gateway = add_node(scope, "exclusiveGateway", choice)
    add_flow(scope, start, choice)
    gateway.set("default", _first(scope, choice, entries, begins).get("id") or "")
    for entry in entries[1:]:
        add_flow(scope, choice, entry.get("id") or "", BEGINS + (entry.get("id") or ""))
    for identity in lost:
        add_flow(scope, choice, identity, BEGINS + identity)
    for entry in entries:
        entry.tag = tag("intermediateThrowEvent")


def _first(
    scope: etree._Element, choice: str, entries: list[etree._Element], begins: list[etree._Element]
) -> etree._Element:
    """Draw the flow to where the scope begins of itself: its first entry, or all nodes that nothing leads to."""
    if entries or len(begins) == 1:
        return add_flow(scope, choice, begins[0].get("id") or "")
    split = fresh(scope, f"{scope.get('id')}.all")
    add_node(scope, "parallelGateway", split)
    for node in begins:
        add_flow(scope, split, node.get("id") or "")
    return add_flow(scope, choice, split)


def _unentered(scope: etree._Element) -> list[etree._Element]:
    into = flows_by(scope, "targetRef")
    nodes = [node for node in nodes_in(scope) if local(node) != "boundaryEvent"]
    return [node for node in nodes if node.get("id") not in into]


def _lost(scope: etree._Element, begins: list[str]) -> list[str]:
    """Return nodes from which all that cannot be reached would be reached."""
    nodes = [node for node in nodes_in(scope) if local(node) != "boundaryEvent" and not is_handler(node)]
    reached = reached_from(scope, begins)
    away = [node for node in nodes if node.get("id") not in reached]
    entered = flows_by(scope, "targetRef")
    lost: list[str] = []
    for identity in sorted((node.get("id") or "" for node in away), key=lambda one: one in entered):
        if identity not in reached:
            lost.append(identity)
            reached |= reached_from(scope, [identity])
    return lost


def _told(scope: etree._Element, entries: list[etree._Element], lost: list[str]) -> Iterator[Change]:
    if len(entries) != 1:
        sentence = (
            "has no start event; it begins wherever nothing leads to" if not entries else "may begin in several ways"
        )
        yield Change("start", scope.get("id") or "", sentence)
    for identity in lost:
        yield Change("lost", identity, "cannot be reached; it never runs, and a join waits for it in vain")
