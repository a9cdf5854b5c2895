"""An expression, a condition or a script is not of the safe language.

Conditions and scripts of diagrams are never given to an interpreter. They are written in a small language
(bpmn/README.md): names of declared variables, literals, comparison, `and or not`, arithmetic and a dozen named
functions; a script is lines of `name = expression`. In a foreign file the rule is called `unsupported.expression`, and
it is only a warning when the process is not executable.

    committee_decision == "approved"     accepted
    ${decision.approved}                 refused
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.languages import is_to_be_run
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.checks.texts import texts_of

RULE = Rule(
    "expression.unreadable",
    why="It could mean something else than it says, so it is never run.",
    remedy='Write it in the safe language, such as decision == "approved".',
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the texts that cannot be read."""
    ours = subject.in_library or subject.publishing
    for text in texts_of(subject.model):
        if problem := text.problem:
            severity = "" if ours or is_to_be_run(subject.model, text.element) else WARNING
            what = f"holds {text.kind} that cannot be read: {problem.rstrip('.')}"
            yield Fault(text.element, what, rule="" if ours else "unsupported.expression", severity=severity)
