"""A construct that the engine cannot run as it is drawn.

BPMN holds more than can be run the same way everywhere. What would be run otherwise than drawn is refused by the name
of the construct, never run silently: `unsupported.compensation`, `unsupported.complex-gateway`,
`unsupported.ad-hoc-sub-process` and so on. What can be drawn otherwise without changing its meaning is rewritten
instead, and `rewritten.*` says so.

    <userTask id="ask"/>                       runs
    <complexGateway id="enough"/>              refused: unsupported.complex-gateway
    <task id="pay" isForCompensation="true"/>  refused: unsupported.compensation
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.unsupported import unsupported

RULE = Rule(
    "unsupported",
    why="It would not run as it is drawn.",
    remedy="Draw it with other elements.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what cannot be run, each by the name of its construct."""
    for one in unsupported(subject.model):
        yield Fault(one.element, one.what, one.why, one.remedy, rule=one.rule)
