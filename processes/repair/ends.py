"""What leads nowhere, although the process has ends, gets an end event of its own.

Equivalent: a token that comes to a node without outgoing flows is consumed there, as at a none end event (BPMN 2.0.2,
10.5 and 13.5); readers then see that it is meant.
"""

from lxml import etree

from processes.checks.reach import ends_by_itself, has_end, is_ad_hoc
from processes.model import Node
from processes.repair.bench import Bench
from processes.rewriting.tree import tag
from processes.xml import local

_MUST_GO_ON = ("startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")


def draw_missing_ends(bench: Bench) -> None:
    """Draw an end event after every node that leads nowhere and has to lead somewhere."""
    model = bench.model
    for scope in list(model.scopes.values()):
        ended = has_end(scope) and not is_ad_hoc(scope)
        for node in scope.nodes:
            leads_on = model.outgoing.get(node.id) or ends_by_itself(node)
            if not leads_on and (ended or node.kind in _MUST_GO_ON or node.kind.endswith("Gateway")):
                _draw_end(bench, scope.xml, node)


def _draw_end(bench: Bench, scope: etree._Element, node: Node) -> None:
    end = bench.fresh(f"{node.id}_end")
    flow = bench.fresh(f"{node.id}_to_end")
    at = scope.index(node.xml) + 1
    scope.insert(at, node.xml.makeelement(tag("endEvent"), {"id": end, "name": f"End after {node.name or node.id}"}))
    attributes = {"id": flow, "sourceRef": node.id, "targetRef": end}
    scope.insert(at + 1, node.xml.makeelement(tag("sequenceFlow"), attributes))
    bench.tell(node.xml, f"({local(node.xml)}) led nowhere and is followed by the end event '{end}' now")
