"""A step belongs to a role that the service does not have.

The lane's name, or `approvals:role`, must be one of the roles of the service (docs/roles.md). The rule is silent when
the roles are not known to the check.

    <userTask id="approve" approvals:role="committee"/>      accepted
    <userTask id="approve" approvals:role="comittee"/>       refused
"""

import difflib
from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "role.unknown",
    why="Nobody holds that role, so the step would be on nobody's list.",
    remedy="Choose a role of the service.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the steps of roles that nobody can hold."""
    known = subject.around.roles
    for element in subject.elements.values():
        if known and element.role and element.role not in known and (element.is_step or element.is_offer):
            close = difflib.get_close_matches(element.role, known, n=1)
            remedy = f"Did you mean '{close[0]}'?" if close else f"The roles are {', '.join(known)}."
            yield Fault(element.id, f"belongs to the role '{element.role}', which there is not", remedy=remedy)
