"""Several flows between the same two nodes: all but the first pass a point of their own.

Equivalent: an exclusive gateway with one way in and one way out passes every token on. The engine knows a flow by its
two ends and would take two such flows for one.
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import flows_in, insert_point, scopes_of


def part_twins(root: etree._Element) -> Iterator[Change]:
    """Put a point into every flow that runs beside another one."""
    for scope in scopes_of(root):
        seen: set[tuple[str, str]] = set()
        for flow in flows_in(scope):
            source, target = flow.get("sourceRef") or "", flow.get("targetRef") or ""
            if (source, target) not in seen:
                seen.add((source, target))
                continue
            insert_point(scope, flow)
            yield Change("twin", flow.get("id") or "", "runs beside another flow between the same two elements")
