"""A condition of a process that is to be run is written for people only.

Text that a run evaluates (a condition, a timer, a number of times) is marked as a formal expression. Without the
mark it is plain language, which nobody can evaluate. A process that is not executable may hold plain language.

    <conditionExpression xsi:type="tFormalExpression">model == "joint"</conditionExpression>    accepted
    <conditionExpression>if it is joint</conditionExpression>                                   refused

Source: BPMN 2.0.2, 8.4.6 (expression and formal expression) and 10.1 (executable processes).
"""

from collections.abc import Iterator

from processes.checks.languages import UNTYPED, is_formal, to_be_run
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import local, text_of

RULE = Rule(
    "language.formal",
    why="Text without the mark is there to be read by people; a run cannot tell what it means.",
    remedy='Add xsi:type="tFormalExpression" and write it in the language of conditions.',
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the expressions of executable processes that are not marked as formal."""
    for xml in subject.model.every(*UNTYPED):
        if text_of(xml) and not is_formal(xml) and to_be_run(subject.model, xml):
            yield Fault(place_of(xml), f"has a {local(xml)} that is not marked as a formal expression")
