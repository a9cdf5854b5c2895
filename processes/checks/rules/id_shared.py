"""An id is used in two diagrams of one path.

A path and its stages run as one case, and the record names what happened by the ids of elements. An id is used once in
a path and all the stages it calls.

    submit_proforma only in stages/submission.bpmn                     accepted
    submit_proforma in stages/submission.bpmn and stages/plan.bpmn     refused, when one path calls both
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "id.shared",
    why="The record could not tell the two apart.",
    remedy="Give one of them another id, the newer one, for running cases know the older.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements whose id another diagram of the same path has."""
    others: dict[str, str] = {}
    for _, parts in subject.wholes:
        for part in parts:
            others.update(dict.fromkeys(part.elements, part.file) if part.file != subject.name else {})
    for identity in subject.elements:
        if identity in others:
            yield Fault(identity, f"has the id of an element in {others[identity]}, a diagram of the same path")
