"""A service task does not say what it does, or what it does is not known.

The one operation is `open-case`: it opens a linked case on the path that `approvals:opens` names.

    <serviceTask id="open_request" approvals:operation="open-case" approvals:opens="constitution"/>     accepted
    <serviceTask id="send_fax" approvals:operation="fax"/>                                             refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject
from processes.elements import Element

RULE = Rule(
    "operation.unknown",
    why="Nothing would happen there, though the diagram says that something does.",
    remedy='Say approvals:operation="open-case" and name a path of the library in approvals:opens.',
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the service tasks that cannot be carried out."""
    for element in subject.elements.values():
        if element.kind == "serviceTask" and (what := _wrong(subject, element)):
            yield Fault(element.id, what)


def _wrong(subject: Subject, element: Element) -> str:
    paths = [*subject.library.names("paths")]
    if element.operation != "open-case":
        return f"names the operation '{element.operation}', which there is not" if element.operation else "does nothing"
    if not element.opens:
        return "opens a case but does not say on which path"
    return "" if element.opens in paths else f"opens a case on the path '{element.opens}', which is not there"
