"""Changes to a diagram as an editor makes them: what belongs to the thing changed is kept in step with it.

An editor that takes a flow out also takes it out of the lists of its ends, out of the picture, and out of the gateway
whose default it was. So the mutants are slips of a designer, not files that no editor would write.
"""

from collections.abc import Iterator

from lxml import etree

from processes.model import NODE_KINDS
from processes.xml import APPROVALS, BPMN, local

MARK = f"{{{APPROVALS}}}"
_BEFORE_LISTS = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef")


def tag(name: str) -> str:
    """Return the tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def nodes(root: etree._Element) -> list[etree._Element]:
    """Return the flow nodes, in the order of the file."""
    return [one for one in root.iter(f"{{{BPMN}}}*") if local(one) in NODE_KINDS]


def flows(root: etree._Element) -> list[etree._Element]:
    """Return the sequence flows, in the order of the file."""
    return list(root.iter(tag("sequenceFlow")))


def by_id(root: etree._Element, identity: str) -> etree._Element:
    """Return the element of that id."""
    return next(one for one in root.iter(f"{{{BPMN}}}*") if one.get("id") == identity)


def into(root: etree._Element, node: str) -> list[etree._Element]:
    """Return the flows that lead to a node."""
    return [flow for flow in flows(root) if flow.get("targetRef") == node]


def out_of(root: etree._Element, node: str) -> list[etree._Element]:
    """Return the flows that leave a node."""
    return [flow for flow in flows(root) if flow.get("sourceRef") == node]


def boundaries(root: etree._Element, node: str) -> list[etree._Element]:
    """Return the boundary events on an activity."""
    return [one for one in root.iter(tag("boundaryEvent")) if one.get("attachedToRef") == node]


def siblings(root: etree._Element, node: etree._Element) -> list[etree._Element]:
    """Return the flow nodes of the scope that a node stands in, itself included."""
    return [one for one in nodes(root) if one.getparent() is node.getparent()]


def remove(element: etree._Element) -> None:
    """Take an element out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def add_flow(root: etree._Element, identity: str, source: str, target: str, condition: str = "") -> None:
    """Draw a sequence flow in the scope of its source."""
    scope = by_id(root, source).getparent()
    assert scope is not None
    flow = etree.SubElement(scope, tag("sequenceFlow"), id=identity, sourceRef=source, targetRef=target)
    if condition:
        etree.SubElement(flow, tag("conditionExpression")).text = condition


def add_gateway(root: etree._Element, identity: str, beside: str) -> etree._Element:
    """Draw an exclusive gateway next to a node."""
    gateway = etree.Element(tag("exclusiveGateway"), id=identity, name=identity)
    by_id(root, beside).addprevious(gateway)
    return gateway


def prune(root: etree._Element) -> None:
    """Take out what nothing leads to any more, as whoever takes out the way to it does."""
    while gone := list(_left_over(root)):
        for element in gone:
            remove(element)


def _left_over(root: etree._Element) -> Iterator[etree._Element]:
    known = {node.get("id"): node for node in nodes(root)}
    reached = {flow.get("targetRef") for flow in flows(root)}
    for flow in flows(root):
        if flow.get("sourceRef") not in known or flow.get("targetRef") not in known:
            yield flow
    for node in known.values():
        begins = local(node) == "startEvent"
        attached = local(node) == "boundaryEvent" and node.get("attachedToRef") in known
        if not begins and not attached and node.get("id") not in reached:
            yield node


def tidy(root: etree._Element) -> None:
    """Bring lists, defaults, lanes and picture in step with the nodes and flows that there are."""
    ids = {one.get("id") for one in root.iter(f"{{{BPMN}}}*")}
    for node in nodes(root):
        if node.get("default") not in ids:
            node.attrib.pop("default", None)
        _list_flows(root, node)
    for reference in [one for one in root.iter(tag("flowNodeRef")) if (one.text or "").strip() not in ids]:
        remove(reference)
    for shape in [
        one for one in root.iter() if isinstance(one.tag, str) and one.get("bpmnElement", "") not in {*ids, ""}
    ]:
        remove(shape)


def _list_flows(root: etree._Element, node: etree._Element) -> None:
    for child in [one for one in node if local(one) in ("incoming", "outgoing")]:
        node.remove(child)
    identity = node.get("id") or ""
    place = sum(local(child) in _BEFORE_LISTS for child in node)
    listed = [("incoming", flow) for flow in into(root, identity)] + [("outgoing", f) for f in out_of(root, identity)]
    for number, (kind, flow) in enumerate(listed):
        child = etree.Element(tag(kind))
        child.text = flow.get("id")
        node.insert(place + number, child)
