"""What is followed by nothing is followed by an end event.

Equivalent: a token that reaches a node without outgoing flows is consumed there, as at a none end event (BPMN 2.0.2,
10.3.1 and 13.3.1: implicit end).
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import add_flow, add_node, flows_by, fresh, is_handler, nodes_in, scopes_of
from processes.xml import local


def draw_ends(root: etree._Element) -> Iterator[Change]:
    """Put an end event after every node that something should follow."""
    for scope in scopes_of(root):
        leaving = flows_by(scope, "sourceRef")
        for node in nodes_in(scope):
            identity = node.get("id") or ""
            if identity in leaving or local(node) == "endEvent" or is_handler(node):
                continue
            end = fresh(scope, f"{identity}.end")
            add_node(scope, "endEvent", end)
            add_flow(scope, identity, end)
            yield Change("end", identity, "is followed by nothing; it ends there")
