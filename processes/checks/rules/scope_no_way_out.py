"""A node from which no end can be come to.

Whatever a run does after it, it goes round for ever or waits for ever. Rings of nodes need a way out.

    review -> decide -> review, decide -> end                         accepted
    review -> decide -> review                                        a warning, in a library an error

Source: our own advice.
"""

from collections.abc import Iterator

from processes.checks.finding import ERROR, WARNING
from processes.checks.reach import ends_by_itself, is_ad_hoc, reached, ways
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, Scope

RULE = Rule(
    "scope.no-way-out",
    why="A run that comes to it can never be over.",
    remedy="Draw a way from it to an end event.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes that only lead round in a ring."""
    severity = ERROR if subject.in_library or subject.publishing else WARNING
    for scope in subject.model.scopes.values():
        if not is_ad_hoc(scope):
            yield from _of_scope(subject.model, scope, severity)


def _of_scope(model: Model, scope: Scope, severity: str) -> Iterator[Fault]:
    ends = [node.id for node in scope.nodes if ends_by_itself(node) or not model.outgoing.get(node.id)]
    found = reached([(target, source) for source, target in ways(scope)], ends)
    for node in scope.nodes:
        if node.id not in found:
            yield Fault(node.id, "has no way to an end", severity=severity)
