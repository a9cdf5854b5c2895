"""A link event has no other half.

A link is an arrow cut in two: the throwing half goes on at the catching half in the same process or sub-process.
Each throwing half has exactly one catching half and each catching half at least one throwing half; they are joined
by `target` and `source`, or by the same name.

    throw 'to the panel' ... catch 'to the panel'                     accepted
    throw 'to the panel' in a sub-process, catch outside              refused

Source: BPMN 2.0.2, 10.5.5 (link event definition).
"""

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
    pairs = list(links(scope))
    for node, _ in link_halves(scope, "intermediateThrowEvent"):
        others = sum(throw is node for throw, _ in pairs)
        if others != 1:
            yield Fault(node.id, f"throws a link that {'nothing catches' if not others else f'{others} events catch'}")
    for node, _ in link_halves(scope, "intermediateCatchEvent"):
        if not any(catch is node for _, catch in pairs):
            yield Fault(node.id, "catches a link that nothing throws")
