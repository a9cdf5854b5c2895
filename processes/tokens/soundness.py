"""Verdicts on a net: what can go wrong in some run, each with the way that shows it.

deadlock   a run stands still before it is done
livelock   a run goes on for ever and can not be done any more
improper   an end is reached twice in a process that is then done
unsafe     two tokens on one flow
dead       an activity that no run meets
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from processes.tokens.concurrency import together
from processes.tokens.explore import Exploration, element_ids, explore
from processes.tokens.graph import last_rounds
from processes.tokens.idle import dead_activities
from processes.tokens.improper import improper_ends
from processes.tokens.net import Move, Net
from processes.tokens.safeness import safeness_of

KINDS = ("deadlock", "livelock", "unsafe", "improper", "dead")
LIMIT = 6_000
"""States looked at before the answer is that it is not decided."""
SHORTENING = 2_000
"""States looked at to find a shorter way to what is already found."""


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
    seen = explore(net, limit=limit)
    marked = together(net)
    safe = safeness_of(net, seen, marked)
    ends = improper_ends(net, marked, limit)
    flaws = [*_deadlocks(net, seen), *_livelocks(net, seen)]
    if safe.flow:
        trace = element_ids((*safe.moves, *safe.moves[-1:])) if safe.repeats else element_ids(safe.moves)
        flaws.append(Flaw("unsafe", net.flow_targets[safe.flow], trace, (safe.flow,), safe.moves))
    flaws += [Flaw("improper", one.element, element_ids(one.moves), (), one.moves) for one in ends.found]
    if seen.complete:
        flaws += [Flaw("dead", element, element_ids(way), (), way) for element, way in dead_activities(net, seen)]
    return Soundness(tuple(flaws), tuple(_undecided(flaws, seen.complete, safe.decided, ends.decided)))


def _undecided(flaws: list[Flaw], explored: bool, safe: bool, ends: bool) -> Iterator[str]:
    known = {flaw.kind for flaw in flaws}
    sure = {"deadlock": explored, "livelock": explored, "unsafe": safe, "improper": ends, "dead": explored}
    return (kind for kind in KINDS if kind not in known and not sure[kind])


def _deadlocks(net: Net, seen: Exploration) -> Iterator[Flaw]:
    """Yield for each element that can wait for ever the first state in which it does."""
    known: set[str] = set()
    for state in seen.stuck:
        marking = seen.states[state].marking
        moves = tuple(seen.moves_to(state))
        if net.is_final(marking) or net.run(moves) is None:
            continue
        element, waits = waiting(net, marking)
        if element not in known:
            known.add(element)
            moves = shorter(net, moves, lambda m, e=element: _stuck_at(net, m, e))  # type: ignore[misc]
            yield Flaw("deadlock", element, element_ids(moves), waits, moves)


def _stuck_at(net: Net, marking: int, element: str) -> bool:
    return not net.is_final(marking) and not net.enabled(marking) and waiting(net, marking)[0] == element


def waiting(net: Net, marking: int) -> tuple[str, tuple[str, ...]]:
    """Return an element that has a token and waits, in a marking where nothing can move, and what it waits for."""
    present = net.present(marking)
    for move in net.moves:
        inlets = move.waits.inlet_bits if move.waits else 0
        missing = (move.takes | move.reads) & ~present
        if (move.takes | inlets) & present & ~net.bag and (missing or inlets):
            return move.element, net.names(missing)
    stuck = net.names(present & net.flow_places or present & ~net.bag)[-1]
    return net.flow_targets.get(stuck, stuck.rpartition(" ")[2]), ()


def _livelocks(net: Net, seen: Exploration) -> Iterator[Flaw]:
    """Yield one round that a run can not leave, the first one met."""
    after = seen.after + [[] for _ in range(len(seen.states) - len(seen.after))]
    for state in sorted(min(one) for one in last_rounds(after)):
        moves = tuple(seen.moves_to(state))
        if net.run(moves) is not None:
            way = (*moves, *_once_round(net, seen, state))
            yield Flaw("livelock", element_ids(way)[-1], element_ids(way), (), way)
            return


def _once_round(net: Net, seen: Exploration, state: int) -> tuple[Move, ...]:
    """Return moves that lead from a state back to it."""
    target = seen.states[state].marking
    ways: dict[int, tuple[Move, ...]] = {target: ()}
    edge = [target]
    for marking in edge:
        for move in net.enabled(marking):
            for next_ in net.after(marking, move):
                if next_ == target:
                    return (*ways[marking], move)
                if next_ not in ways:
                    ways[next_] = (*ways[marking], move)
                    edge.append(next_)
    return ()


def shorter(net: Net, moves: tuple[Move, ...], fits: Callable[[int], bool]) -> tuple[Move, ...]:
    """Return the shortest way to a marking that fits, or the way given, when none is found quickly."""
    full = explore(net, limit=SHORTENING, reduced=False, until=fits)
    if full.states and fits(full.states[-1].marking):
        return tuple(full.moves_to(len(full.states) - 1))
    return moves
