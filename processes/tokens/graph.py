"""Two questions about a graph of states: where it goes round for ever, and from where something can be reached."""

from collections.abc import Iterable, Sequence


def last_rounds(after: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the groups of states that lead to each other and nowhere else; a state without successors is not one.

    after: the successors of each state. (Tarjan's algorithm, without recursion.)
    """
    return [group for group in _groups(after) if _stays(group, after)]


def _stays(group: list[int], after: Sequence[Sequence[int]]) -> bool:
    inside = set(group)
    return any(after[state] for state in group) and all(next_ in inside for state in group for next_ in after[state])


def _groups(after: Sequence[Sequence[int]]) -> list[list[int]]:
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    stack: list[int] = []
    groups: list[list[int]] = []
    for root in range(len(after)):
        if root in order:
            continue
        way = [(root, iter(after[root]))]
        order[root] = lowest[root] = len(order)
        stack.append(root)
        while way:
            state, rest = way[-1]
            next_ = next(rest, None)
            if next_ is None:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[state])
                if lowest[state] == order[state]:
                    groups.append(_cut(stack, state, lowest, len(after)))
            elif next_ not in order:
                order[next_] = lowest[next_] = len(order)
                stack.append(next_)
                way.append((next_, iter(after[next_])))
            else:
                lowest[state] = min(lowest[state], lowest[next_])
    return groups


def _cut(stack: list[int], state: int, lowest: dict[int, int], beyond: int) -> list[int]:
    """Take one finished group off the stack; its states count as beyond every later one."""
    group: list[int] = []
    while not group or group[-1] != state:
        group.append(stack.pop())
    lowest.update(dict.fromkeys(group, beyond))
    return group


def reaching(after: Sequence[Sequence[int]], goals: Iterable[int]) -> set[int]:
    """Return the states from which one of the goals can be reached, themselves included."""
    before: list[list[int]] = [[] for _ in after]
    for state, successors in enumerate(after):
        for next_ in successors:
            before[next_].append(state)
    found = set(goals)
    edge = list(found)
    while edge:
        for state in before[edge.pop()]:
            if state not in found:
                found.add(state)
                edge.append(state)
    return found
