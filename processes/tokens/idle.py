"""Activities that no run meets."""

from collections.abc import Iterator

from processes.model import ACTIVITY_KINDS, Model, Node
from processes.tokens.explore import Exploration
from processes.tokens.net import Move, Net


def dead_activities(net: Net, seen: Exploration) -> Iterator[tuple[str, tuple[Move, ...]]]:
    """Yield the activities of the file's own processes that never happen, each with a way that comes near.

    Of several in a row only the first is named. seen: a complete exploration.
    """
    happened = {net.moves[number].element for number in seen.happened}
    expected = [node for node in net.model.nodes.values() if _is_expected(net, node)]
    dead = {node.id for node in expected if node.id not in happened}
    first = {one for one in dead if _nearest(net.model, one, happened, dead)}
    unled = {one for one in dead if not net.model.incoming.get(one)}
    for identity in sorted(first or unled or dead):
        yield identity, _way_near(seen, _nearest(net.model, identity, happened, dead))


def _is_expected(net: Net, node: Node) -> bool:
    """Whether the node is an activity of this net that a token should come to."""
    if node.kind not in ACTIVITY_KINDS or node.is_event_sub_process:
        return False
    scopes = list(net.model.scopes_above(node.scope))
    inside = [node, *(net.model.nodes[scope.id] for scope in scopes if scope.id in net.model.nodes)]
    return scopes[-1].id in net.scopes and not any(_compensates(net.model, one) for one in inside)


def _compensates(model: Model, node: Node) -> bool:
    """Whether the node is begun to take something back, which is not followed here."""
    if node.xml.get("isForCompensation") in ("true", "1"):
        return True
    starts = (
        [one for one in model.scopes[node.id].nodes if one.kind == "startEvent"] if node.is_event_sub_process else []
    )
    return any(one.event == "compensate" for one in starts)


def _nearest(model: Model, identity: str, happened: set[str], dead: set[str]) -> str:
    """Return the nearest element before a dead activity that does happen, when no other dead activity lies between."""
    seen, edge = {identity}, [identity]
    for at in edge:
        for before in _before(model, at):
            if before in happened:
                return before
            if before not in seen and before not in dead:
                seen.add(before)
                edge.append(before)
    return ""


def _before(model: Model, identity: str) -> list[str]:
    node = model.nodes[identity]
    sources = [flow.source for flow in model.incoming.get(identity, ()) if flow.source in model.nodes]
    if node.kind == "boundaryEvent" and node.attached_to in model.nodes:
        sources.append(node.attached_to)
    if not sources and node.scope in model.nodes:
        sources.append(node.scope)
    return sources


def _way_near(seen: Exploration, near: str) -> tuple[Move, ...]:
    """Return the shortest way to an element; any run, when there is no such element."""
    reached = [n for n, state in enumerate(seen.states) if state.move is not None and state.move.element == near]
    ways = (tuple(seen.moves_to(n)) for n in [*reached, *seen.stuck, *range(len(seen.states))[::-1]])
    return next(way for way in ways if seen.net.run(way) is not None)
