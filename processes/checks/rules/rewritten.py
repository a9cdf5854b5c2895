"""Something that is run in another drawing of the same meaning.

Flows without an id, link events, flows that part without a gateway, parts without a start or an end event, event
sub-processes and the like are rewritten before they are run (`processes/rewriting/`; each rewrite says there why it
changes nothing). The finding is information: the drawing may stay as it is.

    <sequenceFlow sourceRef="ask" targetRef="done"/>    rewritten.id: the flow is given an id
    two flows out of <userTask id="ask"/>               rewritten.split: both are taken, by a parallel gateway
"""

from collections.abc import Iterator
from copy import deepcopy

from processes.checks.finding import INFO
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.rewriting import rewrite
from processes.unsupported import unsupported

RULE = Rule(
    "rewritten",
    why="Both drawings mean the same, and the file stays as it is.",
    remedy="Nothing needs to be done; draw it out if you want to see it.",
    severity=INFO,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield what is rewritten, unless the file holds what cannot be run at all."""
    if any(True for _ in unsupported(subject.model)):
        return
    for change in rewrite(deepcopy(subject.model.root)):
        yield Fault(change.element, change.sentence, rule=f"rewritten.{change.what}")
