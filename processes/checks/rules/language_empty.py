"""A condition of a process that is to be run is empty.

Where a run has to evaluate something, there is something written.

    <condition xsi:type="tFormalExpression">votes &gt;= 5</condition>    accepted
    <condition xsi:type="tFormalExpression"/>                         refused

Source: BPMN 2.0.2, 8.4 (the body of a formal expression) and 10.2 (executable processes).
"""

from collections.abc import Iterator

from processes.checks.languages import FORMAL, UNTYPED, to_be_run
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import local

RULE = Rule(
    "language.empty",
    why="A run that comes to it would not know what to do.",
    remedy="Write the expression, or take the element away.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the empty expressions of executable processes."""
    for xml in subject.model.every(*UNTYPED, *FORMAL):
        if not "".join(str(text) for text in xml.itertext()).strip() and to_be_run(subject.model, xml):
            yield Fault(place_of(xml), f"has an empty {local(xml)}")
