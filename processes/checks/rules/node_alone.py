"""A node stands alone: no flow leads to it or from it.

In a process of several nodes one without any flow was usually forgotten. Where the process has no start event it
begins at once, beside all others.

    start -> approve -> end                                           accepted
    start -> end, and approve beside them                             a warning here, an error of `node.unreachable`

Source: our own advice; BPMN 2.0.2, 13.2 lets it begin by itself.
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.reach import begins_by_itself, is_ad_hoc
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node

RULE = Rule(
    "node.alone",
    why="It may never run, or begin at once beside all others.",
    remedy="Draw the flows that lead to it and from it, or take it away.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes without any flow among others."""
    for scope in subject.model.scopes.values():
        for node in scope.nodes if len(scope.nodes) > 1 and not is_ad_hoc(scope) else ():
            if not _joined(subject, node) and (not begins_by_itself(node) or node.kind == "startEvent"):
                yield Fault(node.id, "stands alone")


def _joined(subject: Subject, node: Node) -> bool:
    return node.id in subject.model.incoming or node.id in subject.model.outgoing
