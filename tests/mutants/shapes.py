"""Slips in the drawing: flows, gateways, steps and boundary events."""

from collections.abc import Iterator

from lxml import etree

from processes.model import ACTIVITY_KINDS
from processes.xml import local
from tests.mutants.changes import Change, change, setting
from tests.mutants.editing import (
    add_flow,
    add_gateway,
    boundaries,
    by_id,
    flows,
    into,
    nodes,
    out_of,
    prune,
    remove,
    siblings,
    tag,
)

STEPS = (*ACTIVITY_KINDS, "intermediateThrowEvent")
"""What can be left out of a drawing or passed by."""


def drop_flow(root: etree._Element) -> Iterator[Change]:
    """Take one flow out."""

    def apply(at: etree._Element) -> None:
        remove(at)

    for flow in flows(root):
        yield change(flow, "is taken out", apply)


def swap_gateway(root: etree._Element) -> Iterator[Change]:
    """Make an exclusive gateway parallel, without its conditions as editors do, or a parallel one exclusive."""
    other = {"exclusiveGateway": "parallelGateway", "parallelGateway": "exclusiveGateway"}

    def apply(at: etree._Element) -> None:
        at.attrib.pop("default", None)
        for flow in out_of(at.getroottree().getroot(), at.get("id") or ""):
            for condition in list(flow):
                flow.remove(condition)
        at.tag = tag(other[local(at)])

    for node in nodes(root):
        if local(node) in other:
            yield change(node, f"becomes a {other[local(node)]}", apply)


def remove_step(root: etree._Element) -> Iterator[Change]:
    """Take a step out with its boundary events and what only they lead to, and join its flows."""

    def apply(at: etree._Element) -> None:
        whole, identity = at.getroottree().getroot(), at.get("id") or ""
        (onward,) = out_of(whole, identity)
        for flow in into(whole, identity):
            flow.set("targetRef", onward.get("targetRef") or "")
        for gone in (onward, *boundaries(whole, identity), at):
            remove(gone)
        prune(whole)

    for node in _passable(root):
        yield change(node, "is taken out, and its flows are joined", apply)


def bypass_step(root: etree._Element) -> Iterator[Change]:
    """Lead some cases round a step, by a new gateway; or lead one of the flows into it to what follows."""

    def round_it(at: etree._Element) -> None:
        whole, identity = at.getroottree().getroot(), at.get("id") or ""
        (onward,) = out_of(whole, identity)
        fork, join = (
            add_gateway(whole, f"round_{identity}", identity),
            add_gateway(whole, f"after_{identity}", identity),
        )
        for flow in into(whole, identity):
            flow.set("targetRef", fork.get("id") or "")
        add_flow(whole, f"through_{identity}", fork.get("id") or "", identity)
        add_flow(whole, f"past_{identity}", fork.get("id") or "", join.get("id") or "", 'region == "London"')
        add_flow(whole, f"on_{identity}", join.get("id") or "", onward.get("targetRef") or "")
        fork.set("default", f"through_{identity}")
        onward.set("targetRef", join.get("id") or "")

    def past_it(at: etree._Element) -> None:
        whole = at.getroottree().getroot()
        (onward,) = out_of(whole, at.get("targetRef") or "")
        at.set("targetRef", onward.get("targetRef") or "")

    for node in _passable(root):
        yield change(node, "is passed by in London", round_it)
        for flow in into(root, node.get("id") or ""):
            yield change(flow, f"leads past '{node.get('id')}' to what follows", past_it)


def _passable(root: etree._Element) -> list[etree._Element]:
    found = [node for node in nodes(root) if local(node) in STEPS and into(root, node.get("id") or "")]
    return [node for node in found if len(out_of(root, node.get("id") or "")) == 1]


def delete_id(root: etree._Element) -> Iterator[Change]:
    """Delete the id of a flow or node; whatever names it is left as it is."""

    def apply(at: etree._Element) -> None:
        del at.attrib["id"]

    for element in (*flows(root), *nodes(root)):
        yield change(element, "loses its id", apply, then=None)


def retarget_boundary(root: etree._Element) -> Iterator[Change]:
    """Attach a boundary event to another activity of its scope."""
    for event in root.iter(tag("boundaryEvent")):
        hosts = [node for node in siblings(root, event) if local(node) in ACTIVITY_KINDS]
        for host in hosts:
            if host.get("id") != event.get("attachedToRef"):
                yield change(
                    event, f"is attached to '{host.get('id')}'", setting("attachedToRef", host.get("id") or "")
                )


def retarget_flow(root: etree._Element) -> Iterator[Change]:
    """Lead a flow to another node of its scope."""
    for flow in flows(root):
        there = by_id(root, flow.get("targetRef") or "")
        for node in siblings(root, there):
            same = node is there or node.get("id") == flow.get("sourceRef")
            if not same and local(node) not in ("startEvent", "boundaryEvent"):
                yield change(flow, f"leads to '{node.get('id')}'", setting("targetRef", node.get("id") or ""))


def drop_boundary(root: etree._Element) -> Iterator[Change]:
    """Take a boundary event out, with what only it leads to."""

    def apply(at: etree._Element) -> None:
        whole = at.getroottree().getroot()
        remove(at)
        prune(whole)

    for event in root.iter(tag("boundaryEvent")):
        yield change(event, "is taken out with what only it leads to", apply)


def flip_interrupting(root: etree._Element) -> Iterator[Change]:
    """Let a boundary event interrupt that did not, or the other way round."""
    for event in root.iter(tag("boundaryEvent")):
        flipped = "false" if event.get("cancelActivity", "true") == "true" else "true"
        yield change(event, f"gets cancelActivity {flipped}", setting("cancelActivity", flipped))
