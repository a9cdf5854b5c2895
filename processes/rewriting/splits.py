"""Flows that leave an activity or an event: a parallel gateway for plain ones, an inclusive one for conditions.

Equivalent: several flows from an activity or event all get a token; of those with a condition, the ones whose condition
holds, and the default flow when none of the conditions does (BPMN 2.0.2, 8.3.13 and 13.3.1). An inclusive gateway
decides by the same rule; flows without condition leave a parallel gateway before it or, when there is no default, count
as conditions that always hold. When no flow fits, both drawings are in error.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from processes.model import GATEWAY_KINDS
from processes.rewriting.change import Change
from processes.rewriting.tree import (
    add_flow,
    add_node,
    condition_in,
    drop,
    flows_by,
    fresh,
    has_condition,
    nodes_in,
    scopes_of,
    tag,
)
from processes.xml import local

ALWAYS = "True"


def draw_splits(root: etree._Element) -> Iterator[Change]:
    """Put a gateway where flows part without one, and take conditions off flows that nobody asks for them."""
    for scope in scopes_of(root):
        leaving = flows_by(scope, "sourceRef")
        for node in nodes_in(scope):
            flows = leaving.get(node.get("id") or "", [])
            if local(node) not in GATEWAY_KINDS:
                yield from _split(scope, node, flows)
            elif local(node) in ("parallelGateway", "eventBasedGateway"):
                yield from _unasked(flows)


def _split(scope: etree._Element, node: etree._Element, flows: list[etree._Element]) -> Iterator[Change]:
    asked = [flow for flow in flows if has_condition(flow)]
    if len(flows) < 2 and not asked:
        return
    identity, default = node.get("id") or "", node.attrib.pop("default", None) if asked else None
    otherwise = [flow for flow in flows if flow.get("id") == default]
    plain = [flow for flow in flows if flow not in asked and flow not in otherwise]
    if not asked:
        _gateway(scope, "parallelGateway", identity, plain)
    elif plain and otherwise:
        _gateway(scope, "inclusiveGateway", _gateway(scope, "parallelGateway", identity, plain), asked, otherwise)
    else:
        for flow in plain:
            etree.SubElement(flow, tag("conditionExpression")).text = ALWAYS
        _gateway(scope, "inclusiveGateway", identity, [*asked, *plain], otherwise)
    sentence = (
        "is left by flows with conditions; a gateway asks them" if asked else "is left by several flows; all are taken"
    )
    yield Change("split", identity, sentence)


def _gateway(
    scope: etree._Element, kind: str, source: str, flows: list[etree._Element], default: Iterable[etree._Element] = ()
) -> str:
    """Put a gateway after a node, let flows leave it, and return its id."""
    gateway = fresh(scope, f"{source}.out")
    node = add_node(scope, kind, gateway)
    for flow in default:
        node.set("default", flow.get("id") or "")
    for flow in (*flows, *default):
        flow.set("sourceRef", gateway)
    add_flow(scope, source, gateway)
    return gateway


def _unasked(flows: list[etree._Element]) -> Iterator[Change]:
    for flow in flows:
        condition = condition_in(flow)
        if condition is not None:
            drop(condition)
            yield Change("condition", flow.get("id") or "", "carries a condition that its gateway never asks for")
