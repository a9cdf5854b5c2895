"""Which nodes a run can come to, and from which it can come to an end: by flows, boundary events and links.

Conditions are not looked at: what no flow leads to, no run reaches.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from processes.model import EventDefinition, Node, Scope, plain_ref
from processes.xml import local, text_of

_MOST = 20
"""So many catching halves of one link are looked at; more than one is a fault in any case."""


def is_true(node: Node, attribute: str) -> bool:
    """Return whether a yes/no attribute of a node is set."""
    return node.xml.get(attribute) in ("true", "1")


def has_event(node: Node, kind: str) -> bool:
    """Return whether one of the node's event definitions is of this kind."""
    return any(one.kind == kind for one in node.events)


def begins_by_itself(node: Node) -> bool:
    """Return whether something other than a flow begins the node: an event, an error, a link, a message."""
    if node.kind in ("startEvent", "boundaryEvent") or node.is_event_sub_process:
        return True
    if is_true(node, "isForCompensation") or is_true(node, "instantiate"):
        return True
    return node.kind == "intermediateCatchEvent" and has_event(node, "link")


def ends_by_itself(node: Node) -> bool:
    """Return whether nothing has to follow the node."""
    if node.kind == "endEvent" or node.is_event_sub_process or is_true(node, "isForCompensation"):
        return True
    throws_link = node.kind == "intermediateThrowEvent" and has_event(node, "link")
    return throws_link or (node.kind == "boundaryEvent" and has_event(node, "compensate"))


def has_start(scope: Scope) -> bool:
    """Return whether something in the scope is drawn as its start."""
    return any(node.kind == "startEvent" or is_true(node, "instantiate") for node in scope.nodes)


def has_end(scope: Scope) -> bool:
    """Return whether an end event is drawn in the scope."""
    return any(node.kind == "endEvent" for node in scope.nodes)


def is_ad_hoc(scope: Scope) -> bool:
    """Return whether people choose the order of what stands in the scope."""
    return scope.kind == "adHocSubProcess"


def link_halves(scope: Scope, kind: str) -> list[tuple[Node, EventDefinition]]:
    """Return the link events of one kind (`intermediateThrowEvent` or `intermediateCatchEvent`) of a scope."""
    nodes = [node for node in scope.nodes if node.kind == kind]
    return [(node, one) for node in nodes for one in node.events if one.kind == "link"]


def links(scope: Scope) -> list[tuple[Node, Node]]:
    """Return the (throwing, catching) halves of the links of a scope: by target and source, else by the same name."""
    throws, catches = (link_halves(scope, f"intermediate{way}Event") for way in ("Throw", "Catch"))
    by_id: dict[str, list[Node]] = defaultdict(list)
    by_name: dict[str, list[Node]] = defaultdict(list)
    for catch, caught in catches:
        by_id[_id(caught)].append(catch)
        if not _names(caught, "source"):
            by_name[caught.text].append(catch)
        for source in _names(caught, "source"):
            by_id[f"from {source}"].append(catch)
    pairs: list[tuple[Node, Node]] = []
    for throw, thrown in throws:
        named = [catch for target in _names(thrown, "target") for catch in by_id[target]] + by_id[f"from {_id(thrown)}"]
        found = named if named or _names(thrown, "target") else by_name[thrown.text]
        pairs += [(throw, catch) for catch in dict.fromkeys(found[:_MOST])]
    return pairs


def _id(event: EventDefinition) -> str:
    return (event.xml.get("id") if event.xml is not None else "") or "-"


def _names(event: EventDefinition, child: str) -> set[str]:
    return {plain_ref(text_of(one)) for one in event.xml if local(one) == child} if event.xml is not None else set()


def ways(scope: Scope) -> list[tuple[str, str]]:
    """Return (from, to) for everything that leads on inside a scope."""
    pairs = [(flow.source, flow.target) for flow in scope.flows]
    pairs += [(node.attached_to, node.id) for node in scope.nodes if node.kind == "boundaryEvent"]
    return pairs + [(throw.id, catch.id) for throw, catch in links(scope)]


def reached(pairs: Iterable[tuple[str, str]], begins: Iterable[str]) -> set[str]:
    """Return everything that can be come to from `begins` along the pairs, these included."""
    follow: Mapping[str, list[str]] = defaultdict(list)
    for source, target in pairs:
        follow[source].append(target)
    found, pending = set(begins), list(begins)
    while pending:
        for target in follow[pending.pop()]:
            if target not in found:
                found.add(target)
                pending.append(target)
    return found
