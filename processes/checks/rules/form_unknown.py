"""A step names a form that is not there, or that cannot be used.

A user task, and a message that a person may send, asks its questions with a form of the library: `approvals:form`
names `forms/<name>.json`. The form must be there and must be one that can be read.

    <userTask id="submit_proforma" approvals:form="annex-b"/>      accepted: forms/annex-b.json is there
    <userTask id="submit_proforma" approvals:form="anex-b"/>       refused
"""

import difflib
from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "form.unknown",
    why="The step could ask nothing, and the case would stand still.",
    remedy="Name a form of the library, or add the form.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements whose form is not there or cannot be used."""
    for element in subject.elements.values():
        if not element.form or subject.library.form(element.form):
            continue
        if problem := subject.library.form_problem(element.form):
            yield Fault(element.id, f"names the form '{element.form}', which cannot be used: {problem.rstrip('.')}")
        else:
            yield Fault(
                element.id,
                f"names the form '{element.form}', which is not there",
                remedy=_remedy(subject, element.form),
            )


def _remedy(subject: Subject, name: str) -> str:
    close = difflib.get_close_matches(name, list(subject.library.names("forms")), n=1)
    return f"Did you mean '{close[0]}'? Or add the form." if close else ""
