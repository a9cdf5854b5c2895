"""A construct that the engine cannot run as it is drawn.

BPMN holds more than can be run the same way everywhere. What would be run otherwise than drawn is refused by the name
of the construct, never run silently: `unsupported.compensation`, `unsupported.complex-gateway`,
`unsupported.ad-hoc-sub-process` and so on. What can be drawn otherwise without changing its meaning is rewritten
instead, and `rewritten.*` says so. In a foreign file whose process is not executable it is a warning: it is not run.

    <userTask id="ask"/>                       runs
    <complexGateway id="enough"/>              refused: unsupported.complex-gateway
    <task id="pay" isForCompensation="true"/>  refused: unsupported.compensation
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.languages import is_to_be_run
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
    ours = subject.in_library or subject.publishing
    for one in unsupported(subject.model):
        severity = "" if ours or is_to_be_run(subject.model, one.element) else WARNING
        yield Fault(one.element, one.what, one.why, one.remedy, severity, rule=one.rule)
