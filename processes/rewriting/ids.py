"""Flows and nodes without an id get one.

Equivalent: `id` is optional for a sequence flow and no part of its meaning (BPMN 2.0.2, 8.3.1). The engine indexes
what it runs by id and would leave a flow without one out of the process.
"""

from collections.abc import Iterator

from lxml import etree

from processes.model import NODE_KINDS, plain_ref
from processes.rewriting.change import Change
from processes.rewriting.tree import flows_in, fresh, nodes_in, scopes_of, tag
from processes.xml import local


def give_ids(root: etree._Element) -> Iterator[Change]:
    """Give every scope, node and flow an id, and tell which got one. Host names lose their namespace prefix."""
    for number, process in enumerate(root.iter(tag("process"))):
        if not process.get("id"):
            process.set("id", fresh(process, f"process-{number}"))
    for event in root.iter(tag("boundaryEvent")):
        event.set("attachedToRef", plain_ref(event.get("attachedToRef")))
    for scope in scopes_of(root):
        positions = {child: number for number, child in enumerate(scope)}
        for element in [*nodes_in(scope), *flows_in(scope)]:
            if not element.get("id"):
                place = f"{scope.get('id')}.{local(element)}-{positions[element]}"
                element.set("id", fresh(element, place))
                kind = "node" if local(element) in NODE_KINDS else "flow"
                yield Change("id", element.get("id") or "", f"is a {kind} without an id and is given this one")
