"""A link event has no other half.

A link is an arrow cut in two: the throwing half goes on at the catching half in the same process or sub-process.
Each throwing half has exactly one catching half and each catching half at least one throwing half; they are joined
by `target` and `source`, or by the same name.

    throw 'to the panel' ... catch 'to the panel'                     accepted
    throw 'to the panel' in a sub-process, catch outside              refused

Source: BPMN 2.0.2, 10.5 (link event definition).
"""

from collections import Counter
from collections.abc import Iterator

from processes.checks.reach import link_halves, links
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Scope

RULE = Rule(
    "event.link",
    why="A run that comes to the one half would have nowhere to go on.",
    remedy="Draw both halves in the same process or sub-process and give them the same name.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the halves of links without their other half, or with several."""
    for scope in subject.model.scopes.values():
        yield from _of_scope(scope)


def _of_scope(scope: Scope) -> Iterator[Fault]:
    pairs = links(scope)
    goes_to, come_to = Counter(throw.id for throw, _ in pairs), {catch.id for _, catch in pairs}
    for node, _ in link_halves(scope, "intermediateThrowEvent"):
        if goes_to[node.id] != 1:
            who = f"{goes_to[node.id]} events catch" if goes_to[node.id] else "nothing catches"
            yield Fault(node.id, f"throws a link that {who}")
    for node, _ in link_halves(scope, "intermediateCatchEvent"):
        if node.id not in come_to:
            yield Fault(node.id, "catches a link that nothing throws")
