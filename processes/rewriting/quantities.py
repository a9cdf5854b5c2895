"""An activity that takes or leaves several tokens: a gathering before it, a split after it.

Equivalent: `startQuantity` tokens must arrive before the activity begins, and `completionQuantity` tokens are sent
down each outgoing flow when it completes (BPMN 2.0.2, 10.3). Tokens have no identity, so a split into as many flows
that merge again without joining leaves exactly these tokens.
"""

from collections.abc import Iterator

from lxml import etree

from processes.rewriting.change import Change
from processes.rewriting.tree import add_flow, add_node, flows_by, fresh, is_activity, nodes_in, scopes_of
from processes.xml import APPROVALS

GATHERS = f"{{{APPROVALS}}}gathers"


def draw_quantities(root: etree._Element) -> Iterator[Change]:
    """Put gateways round activities with quantities other than one. Quantities below one are no business of ours."""
    for scope in scopes_of(root):
        for node in [one for one in nodes_in(scope) if is_activity(one)]:
            identity = node.get("id") or ""
            start, completion = quantity(node, "startQuantity"), quantity(node, "completionQuantity")
            if start > 1:
                _gather(scope, identity, start)
                yield Change("quantity", identity, f"begins when {start} tokens have arrived; a gateway counts them")
            if completion > 1:
                _multiply(scope, node, completion)
                yield Change("quantity", identity, f"leaves {completion} tokens; a gateway makes them")


def quantity(node: etree._Element, attribute: str) -> int:
    """Return a quantity; 0 for what is no number above zero."""
    text = node.get(attribute, "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _gather(scope: etree._Element, identity: str, count: int) -> None:
    gateway = fresh(scope, f"{identity}.gathered")
    for flow in flows_by(scope, "targetRef").get(identity, []):
        flow.set("targetRef", gateway)
    add_node(scope, "parallelGateway", gateway).set(GATHERS, str(count))
    add_flow(scope, gateway, identity)


def _multiply(scope: etree._Element, node: etree._Element, count: int) -> None:
    identity = node.get("id") or ""
    split, each = fresh(scope, f"{identity}.tokens"), fresh(scope, f"{identity}.each")
    add_node(scope, "parallelGateway", split)
    after = add_node(scope, "intermediateThrowEvent", each)
    if "default" in node.attrib:
        after.set("default", node.attrib.pop("default"))
    for flow in flows_by(scope, "sourceRef").get(identity, []):
        flow.set("sourceRef", each)
    add_flow(scope, identity, split)
    for _ in range(count):
        add_flow(scope, split, each)
