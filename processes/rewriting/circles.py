"""A circle without a choice gets a point that a token passes.

Equivalent: an exclusive gateway with one way in and one way out passes every token on. The engine looks ahead along
flows that are certain to be taken, and would look round such a circle for ever; behind a choice it stops looking.
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import flows_in, insert_point, nodes_in, scopes_of
from processes.xml import local

_CHOICES = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")


def part_circles(root: etree._Element) -> Iterator[Change]:
    """Put a point into every flow that closes a circle in which nothing is chosen."""
    for scope in scopes_of(root):
        certain = {node.get("id") or "" for node in nodes_in(scope) if local(node) not in _CHOICES}
        flows = [flow for flow in flows_in(scope) if {flow.get("sourceRef"), flow.get("targetRef")} <= certain]
        for flow in list(_closing(certain, flows)):
            insert_point(scope, flow)
            yield Change("circle", flow.get("id") or "", "closes a circle in which nothing is chosen")


def _closing(nodes: set[str], flows: list[etree._Element]) -> Iterator[etree._Element]:
    """Yield the flows that lead back to a node on the way to their source, looking from node to node."""
    leaving: dict[str, list[etree._Element]] = {}
    for flow in flows:
        leaving.setdefault(flow.get("sourceRef") or "", []).append(flow)
    done: set[str] = set()
    for node in sorted(nodes):
        way = [(node, iter(leaving.get(node, [])))]
        while way:
            at, ahead = way[-1]
            closer = next(ahead, None) if at not in done else None
            if closer is None:
                done.add(at)
                way.pop()
                continue
            target = closer.get("targetRef") or ""
            if target in {place for place, _ in way}:
                yield closer
            elif target not in done:
                way.append((target, iter(leaving.get(target, []))))
