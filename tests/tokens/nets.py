"""Nets of small diagrams drawn in a few words."""

from processes.model import Model, read_model
from processes.tokens.drawing import Calls, nets_of
from processes.tokens.explore import Exploration, element_ids, explore
from processes.tokens.net import Move, Net
from processes.xml import read_xml
from tests.processes.drawing import NAMESPACES, draw


def model_of(*parts: str, flows: str, messages: str = "") -> Model:
    """Return a file with one process called `path`."""
    return read_model(read_xml(draw("path", *parts, flows=flows, messages=messages)))


def file_of(inside: str) -> Model:
    """Return a file with anything inside its definitions."""
    return read_model(read_xml(f'<definitions {NAMESPACES} targetNamespace="urn:test">{inside}</definitions>'.encode()))


def net_of(*parts: str, flows: str, calls: Calls | None = None) -> Net:
    (net,) = nets_of(model_of(*parts, flows=flows), calls)
    return net


def runs_of(net: Net, steps: int = 20_000) -> set[tuple[str, ...]]:
    """Return every run that comes to its end without a marking met twice, as ids of elements, for small nets."""
    found: set[tuple[str, ...]] = set()
    edge: list[tuple[tuple[int, ...], tuple[Move, ...]]] = [((net.start,), ())]
    while edge and steps:
        steps -= 1
        markings, way = edge.pop()
        moves = net.enabled(markings[-1])
        if not moves:
            found.add(element_ids(way))
        for move in moves:
            fresh = [after for after in net.after(markings[-1], move) if after not in markings]
            edge += [((*markings, after), (*way, move)) for after in fresh]
    assert steps
    return found


def stuck_markings(seen: Exploration) -> list[tuple[str, ...]]:
    """Return the places marked where nothing can move and not all is done."""
    markings = [seen.states[state].marking for state in seen.stuck]
    return [seen.net.names(seen.net.present(one)) for one in markings if not seen.net.is_final(one)]


def happening(net: Net) -> set[str]:
    """Return the ids of all elements that ever happen."""
    seen = explore(net)
    return set(element_ids(net.moves[number] for number in seen.happened))
