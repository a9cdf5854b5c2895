"""A step has no role.

Every step, and every message that a person may send, belongs to somebody: the lane that it lies in, or
`approvals:role`. Without one the step would be on nobody's list.

    <userTask id="approve" approvals:role="committee"/>     accepted, as is a step in a lane
    <userTask id="approve"/>                                refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "role.missing",
    why="It would be on nobody's list, and nobody could do it.",
    remedy="Put it in a lane, or name a role in approvals:role.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the steps and offered messages without a role."""
    for element in subject.elements.values():
        if (element.is_step or element.is_offer) and not element.role:
            yield Fault(element.id, "is a step without a role")
