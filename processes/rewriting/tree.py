"""The few things that rewrites do to a tree: find the nodes and flows of a scope, put new ones in, lead flows away."""

from collections.abc import Iterator

from lxml import etree

from processes.model import ACTIVITY_KINDS, NODE_KINDS, plain_ref
from processes.xml import APPROVALS, BPMN, local

ADDED = f"{{{APPROVALS}}}added"
SCOPES = ("process", "subProcess", "transaction")


def tag(name: str) -> str:
    """Return the full tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def scopes_of(root: etree._Element) -> list[etree._Element]:
    """Return every process and sub-process, outer ones first."""
    return list(root.iter(*(tag(name) for name in SCOPES)))


def nodes_in(scope: etree._Element) -> list[etree._Element]:
    """Return the flow nodes of a scope itself."""
    return [child for child in scope if local(child) in NODE_KINDS]


def flows_in(scope: etree._Element) -> list[etree._Element]:
    """Return the sequence flows of a scope itself."""
    return scope.findall(tag("sequenceFlow"))


def flows_by(scope: etree._Element, end: str) -> dict[str, list[etree._Element]]:
    """Return the flows of a scope by the id that their `end` (sourceRef or targetRef) names."""
    found: dict[str, list[etree._Element]] = {}
    for flow in flows_in(scope):
        found.setdefault(plain_ref(flow.get(end)), []).append(flow)
    return found


def definitions_in(node: etree._Element) -> list[etree._Element]:
    """Return the event definitions that stand in an event."""
    return [child for child in node if local(child).endswith("EventDefinition")]


def condition_in(flow: etree._Element) -> etree._Element | None:
    """Return the condition of a flow."""
    return flow.find(tag("conditionExpression"))


def has_condition(flow: etree._Element) -> bool:
    """Whether a flow has a condition with something in it."""
    condition = condition_in(flow)
    return condition is not None and bool((condition.text or "").strip())


def is_handler(node: etree._Element) -> bool:
    """Whether a node is begun by an event of its own (an event sub-process) or by compensation, not by flows."""
    by_event = node.get("triggeredByEvent") in ("true", "1")
    return by_event or node.get("isForCompensation") in ("true", "1")


def is_activity(node: etree._Element) -> bool:
    """Whether a node is a task, a sub-process or a call."""
    return local(node) in ACTIVITY_KINDS


def fresh(near: etree._Element, base: str) -> str:
    """Return an id that the file does not have, beginning with `base`."""
    taken = {one.get("id") for one in near.getroottree().iter()}
    numbers: Iterator[str] = (f"{base}.{number}" for number in range(1, len(taken) + 2))
    return next(name for name in (base, *numbers) if name not in taken)


def add_node(scope: etree._Element, kind: str, identity: str, **attributes: str) -> etree._Element:
    """Put a new node into a scope, marked as no element of the drawing."""
    node = etree.SubElement(scope, tag(kind), {"id": identity, ADDED: "true"})
    for name, value in attributes.items():
        node.set(name, value)
    return node


def add_flow(scope: etree._Element, source: str, target: str, condition: str | None = None) -> etree._Element:
    """Put a new flow into a scope, with an id of its own."""
    identity = fresh(scope, f"{source}.to.{target}")
    flow = etree.SubElement(scope, tag("sequenceFlow"), {"id": identity, "sourceRef": source, "targetRef": target})
    if condition is not None:
        etree.SubElement(flow, tag("conditionExpression")).text = condition
    return flow


def insert_point(scope: etree._Element, flow: etree._Element) -> None:
    """Let a flow pass an exclusive gateway of its own on its way."""
    target, point = flow.get("targetRef") or "", fresh(scope, f"{flow.get('id')}.point")
    add_node(scope, "exclusiveGateway", point)
    flow.set("targetRef", point)
    add_flow(scope, point, target)


def reached_from(scope: etree._Element, begins: list[str]) -> set[str]:
    """Return the ids of the nodes of a scope to which a way leads from some of them, these included."""
    follow: dict[str, list[str]] = {}
    for flow in flows_in(scope):
        follow.setdefault(plain_ref(flow.get("sourceRef")), []).append(plain_ref(flow.get("targetRef")))
    for event in scope.findall(tag("boundaryEvent")):
        follow.setdefault(plain_ref(event.get("attachedToRef")), []).append(event.get("id") or "")
    reached, pending = set(begins), list(begins)
    while pending:
        for target in follow.get(pending.pop(), []):
            if target not in reached:
                reached.add(target)
                pending.append(target)
    return reached


def drop(element: etree._Element) -> None:
    """Take an element out of the tree."""
    element.getparent().remove(element)  # type: ignore[union-attr]  # nobody drops a root
