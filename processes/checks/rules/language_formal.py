"""A condition of a process that is to be run is written for people only.

Text that a run evaluates (a condition, a timer, a number of times) is marked as a formal expression. Without the mark
it is plain language, which nobody can evaluate. Text that can be read as the language of conditions, or as a time, all
the same is only warned about. A process that is not executable may hold plain language.

    <conditionExpression xsi:type="tFormalExpression">votes > 5</conditionExpression>    accepted
    <conditionExpression>votes > 5</conditionExpression>                                 a warning
    <conditionExpression>if most are for it</conditionExpression>                        refused

Source: BPMN 2.0.2, 8.4 (expression and formal expression) and 10.2 (executable processes).
"""

import re
from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.languages import UNTYPED, is_formal, to_be_run
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.expressions import BadExpression, parse
from processes.model import place_of
from processes.xml import local, text_of

RULE = Rule(
    "language.formal",
    why="Text without the mark is there to be read by people; a run cannot tell what it means.",
    remedy='Add xsi:type="tFormalExpression" and write it in the language of conditions.',
)
_TIME = re.compile(r"(P|R\d*/|\d{4}-)[0-9A-Z:.,/+-]+")


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the expressions of executable processes that are not marked as formal."""
    for xml in subject.model.every(*UNTYPED):
        text = text_of(xml)
        if text and not is_formal(xml) and to_be_run(subject.model, xml):
            severity = WARNING if _readable(text) else ""
            yield Fault(place_of(xml), f"has a {local(xml)} that is not marked as formal", severity=severity)


def _readable(text: str) -> bool:
    try:
        parse(text)
    except BadExpression:
        return _TIME.fullmatch(text) is not None
    return True
