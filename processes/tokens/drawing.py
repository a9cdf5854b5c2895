"""From a file to its nets: which processes belong together, and what is drawn for each."""

from collections.abc import Callable, Iterable

from processes.model import Model, Scope
from processes.tokens.net import Net
from processes.tokens.rooms import draw_process
from processes.tokens.sketch import Room, Sketch

MOST_NODES, MOST_WAYS = 3_000, 60
"""So many nodes in a file, and so many flows of which any may be taken."""
Calls = Callable[[str], Model | None]
"""Gives the file that holds a called process; None keeps the call closed: it begins and it is done."""


def nets_of(model: Model, calls: Calls | None = None) -> tuple[Net, ...]:
    """Return the nets of a file, one for each group of processes that send messages to each other.

    calls: where called processes are; the ids of their elements carry the call path (`call_plan/agree_plan`). A call
    that leads back into itself stays closed.
    """
    return tuple(_net(model, group, calls or _closed) for group in _groups(model))


def _closed(_called: str) -> None:
    return None


def _net(model: Model, processes: Iterable[Scope], calls: Calls) -> Net:
    sketch = Sketch(model, calls)
    sketch.message_flows = tuple(dict.fromkeys(f for f in model.message_flows if all(end in model.nodes for end in f)))
    for source, target in sketch.message_flows:
        sketch.bag.add(sketch.place(f"message {source} to {target}"))
    for scope in processes:
        draw_process(sketch, Room(model, scope, called=(scope.id,)))
    return sketch.net()


def _groups(model: Model) -> list[list[Scope]]:
    """Return the processes, those together between which messages flow."""
    home = {node.id: _process_of(model, node.scope) for node in model.nodes.values()}
    group = {scope.id: scope.id for scope in model.processes}
    for source, target in model.message_flows:
        if source in home and target in home:
            one, other = group[home[source]], group[home[target]]
            group = {key: one if value == other else value for key, value in group.items()}
    return [[scope for scope in model.processes if group[scope.id] == name] for name in dict.fromkeys(group.values())]


def _process_of(model: Model, scope: str) -> str:
    return [one.id for one in model.scopes_above(scope)][-1]


def is_too_large(model: Model) -> bool:
    """Whether a net of the file would be too large to be drawn at all: none that a person draws comes near."""
    nodes = len(model.nodes)
    widest = max((len(flows) for at, flows in model.outgoing.items() if _offers_any(model, at)), default=0)
    return nodes > MOST_NODES or widest > MOST_WAYS


def _offers_any(model: Model, identity: str) -> bool:
    return identity in model.nodes and model.nodes[identity].kind not in ("exclusiveGateway", "parallelGateway")
