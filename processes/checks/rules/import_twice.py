"""An imported file uses names that this file, or another imported one, uses already.

Elements are known by the target namespace of their file and their id. Two files with the same target namespace, of
which one imports the other, may not use one id twice.

    two files with their own target namespaces                        accepted
    two files of one target namespace, both with the process 'plan'   refused

Source: BPMN 2.0.2, 8.2 and 15.3 (imports, target namespaces and ids).
"""

from collections.abc import Iterator

from processes.checks.imports import imported
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of

RULE = Rule(
    "import.twice",
    why="A reference to it would mean two things.",
    remedy="Give each file a target namespace of its own, or each element its own id.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the ids that two of the files together use twice, at the import."""
    seen = _names(subject.model)
    place = next((place_of(one) for one in subject.model.every("import", "process")), "")
    for part in imported(subject):
        names = _names(part.model)
        for _, identity in sorted(seen & names)[:1]:
            yield Fault(place, f"stands in a file that imports {part.file}, where '{identity}' is used again")
        seen |= names


def _names(model: Model) -> set[tuple[str, str]]:
    space = model.root.get("targetNamespace") or ""
    return {(space, identity) for identity, xml in model.by_id.items() if xml is not model.root}
