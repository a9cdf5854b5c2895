"""Verdicts on a net: what can go wrong in some run, each with the way that shows it.

deadlock   a run stands still before it is done
livelock   a run goes on for ever and can not be done any more
improper   an end is reached twice in a process that is then done
unsafe     two tokens on one flow
dead       an activity that no run meets
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from processes.tokens.concurrency import together
from processes.tokens.explore import Exploration, element_ids, explore
from processes.tokens.graph import reaching
from processes.tokens.idle import dead_activities
from processes.tokens.improper import improper_ends
from processes.tokens.net import Move, Net
from processes.tokens.safeness import Safeness, safeness_of
from processes.tokens.ways import Ways, once_round

KINDS = ("deadlock", "livelock", "unsafe", "improper", "dead")
LIMIT = 6_000
"""States looked at before the answer is that it is not decided."""
LIMIT_UNSAFE = 1_000
"""The same for a net that is known to be unsafe, where the states are many and the first fault is what counts."""

ROUNDS_TRIED = 100
"""From so many states that can never be done a way back to themselves is looked for."""


@dataclass(frozen=True)
class Flaw:
    """One thing that can go wrong. kind: one of KINDS. element: where. trace: the elements on the way there. waits: for
    a deadlock, the names of places (flows, messages) that the element waits for; for unsafe, the flow. moves: the way
    as moves of the net."""

    kind: str
    element: str
    trace: tuple[str, ...]
    waits: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Soundness:
    """flaws: in the order of KINDS. undecided: the kinds about which nothing can be said within the limits."""

    flaws: tuple[Flaw, ...]
    undecided: tuple[str, ...]


def soundness_of(net: Net, limit: int = LIMIT) -> Soundness:
    """Return all that can go wrong in the net."""
    marked, ways = together(net), Ways(net)
    seen = explore(net, limit=limit, until=lambda marking: bool(net.doubled(marking)))
    safe = safeness_of(net, seen, marked)
    if safe.flow:
        limit = min(limit, LIMIT_UNSAFE)
        seen = explore(net, limit=limit)
    ends = improper_ends(net, marked, limit)
    flaws = [*_deadlocks(net, seen, ways), *_livelocks(net, seen), *_unsafe(net, safe, ways)]
    flaws += [Flaw("improper", one.element, element_ids(one.moves), (), one.moves) for one in ends.found]
    if seen.complete:
        flaws += [Flaw("dead", element, element_ids(way), (), way) for element, way in dead_activities(net, seen)]
    return Soundness(tuple(flaws), tuple(_undecided(flaws, seen.complete, safe.decided, ends.decided)))


def _unsafe(net: Net, safe: Safeness, ways: Ways) -> Iterator[Flaw]:
    """Yield the flow that holds two tokens, with the shortest way to that."""
    if safe.flow and safe.repeats:
        trace = element_ids((*safe.moves, safe.moves[-1]))
        yield Flaw("unsafe", net.flow_targets[safe.flow], trace, (safe.flow,), safe.moves)
    elif safe.flow:
        moves = ways.shortest(safe.moves, lambda marking: bool(net.doubled(marking)))
        flow = net.names(net.doubled(net.run(moves) or 0))[0]
        yield Flaw("unsafe", net.flow_targets[flow], element_ids(moves), (flow,), moves)


def _undecided(flaws: list[Flaw], explored: bool, safe: bool, ends: bool) -> Iterator[str]:
    known = {flaw.kind for flaw in flaws}
    sure = {"deadlock": explored, "livelock": explored, "unsafe": safe, "improper": ends, "dead": explored}
    return (kind for kind in KINDS if kind not in known and not sure[kind])


def _deadlocks(net: Net, seen: Exploration, ways: Ways) -> Iterator[Flaw]:
    """Yield for each element that can wait for ever the shortest way to a state in which it does."""
    known: set[str] = set()
    for state in seen.stuck:
        marking = seen.states[state].marking
        moves = tuple(seen.moves_to(state))
        if net.is_final(marking) or net.run(moves) is None:
            continue
        element, waits = waiting(net, marking)
        if element not in known:
            known.add(element)
            moves = ways.shortest(moves, partial(_stuck_at, net, element))
            yield Flaw("deadlock", element, element_ids(moves), waits, moves)


def _stuck_at(net: Net, element: str, marking: int) -> bool:
    return not net.is_final(marking) and not net.enabled(marking) and waiting(net, marking)[0] == element


def waiting(net: Net, marking: int) -> tuple[str, tuple[str, ...]]:
    """Return an element that has a token and waits, in a marking where nothing can move, and what it waits for."""
    present = net.present(marking)
    for move in net.moves:
        inlets = move.waits.inlet_bits if move.waits else 0
        missing = (move.takes | move.reads) & ~present
        if (move.takes | inlets) & present & ~net.bag and (missing or inlets):
            return move.element, net.names(missing & (net.flow_places | net.bag))
    stuck = net.names(present & net.flow_places or present & ~net.bag)[-1]
    return net.flow_targets.get(stuck, stuck.rpartition(" ")[2]), ()


def _livelocks(net: Net, seen: Exploration) -> Iterator[Flaw]:
    """Yield a round that a run can not leave, the first one met, with the way there and once round."""
    open_ = range(len(seen.after), len(seen.states))
    after = seen.after + [[] for _ in open_]
    leaving = reaching(after, [*seen.stuck, *open_])
    lost = [number for number in range(len(after)) if number not in leaving]
    for state in lost[:ROUNDS_TRIED]:
        moves = tuple(seen.moves_to(state))
        round_ = once_round(net, seen.states[state].marking) if net.run(moves) is not None else ()
        if round_:
            trace = element_ids((*moves, *round_))
            yield Flaw("livelock", element_ids(round_)[0], trace, (), (*moves, *round_))
            return
