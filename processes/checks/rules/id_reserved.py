"""An element has an id that the engine keeps for itself.

The engine adds elements of its own to a process and names them. An element of the drawing with such an id would be
replaced silently.

    <startEvent id="proposal_received"/>                              accepted
    <startEvent id="Start"/>                                          refused

Source: measured with the engine, SpiffWorkflow 3.2.0.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model

RULE = Rule(
    "id.reserved",
    why="The engine would put an element of its own in its place.",
    remedy="Give it another id, such as a verb phrase.",
)
_KEPT = ("Start", "End", "Root", "StartEventSplit", "StartEventJoin")
_ENDINGS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes and flows whose id the engine keeps."""
    for identity in _ids(subject.model):
        if identity in _KEPT or identity.endswith(_ENDINGS):
            yield Fault(identity, "has an id that the engine keeps for itself")


def _ids(model: Model) -> list[str]:
    return [*model.nodes, *model.flows, *(scope.id for scope in model.processes)]
