"""A step has no form.

A user task waits for a person, and what the person is asked is its form. A step that only has to be ticked off is a
manual task.

    <userTask id="approve" name="Approve" approvals:form="committee-decision"/>     accepted
    <userTask id="approve" name="Approve"/>                                        refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "form.missing",
    why="Nobody would know what to answer.",
    remedy="Name one in approvals:form, or draw a manual task when there is nothing to ask.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the user tasks without a form."""
    for element in subject.elements.values():
        if element.kind == "userTask" and not element.form:
            yield Fault(element.id, "is a step without a form")
