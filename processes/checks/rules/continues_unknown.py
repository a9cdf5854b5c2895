"""A step continues one that the path does not have.

`approvals:continues` lets a late answer go on at another step, after its own was closed by a deadline. The step that it
names must be one of the same path, stages included.

    <userTask id="submit_late" approvals:continues="submit_proforma"/>     accepted when submit_proforma is a step
    <userTask id="submit_late" approvals:continues="submit"/>              refused when there is no such step
"""

from collections.abc import Iterator

from processes.checks.assembly import Part
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "continues.unknown",
    why="A late answer would find nowhere to go on.",
    remedy="Name a step of the path.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the steps that continue nothing."""
    for element in subject.elements.values():
        if element.continues and not any(_is_step(parts, element.continues) for _, parts in subject.wholes):
            yield Fault(element.id, f"continues '{element.continues}', which is no step of the path")


def _is_step(parts: tuple[Part, ...], identity: str) -> bool:
    return any(identity in part.elements and part.elements[identity].is_step for part in parts)
