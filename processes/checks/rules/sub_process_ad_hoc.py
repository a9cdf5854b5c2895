"""An ad-hoc sub-process holds nothing to do, or begins and ends like another.

In an ad-hoc sub-process people choose what they do next. It holds at least one activity, and neither start nor end
events, because nothing in it is first or last.

    ad-hoc sub-process with two tasks                                 accepted
    ad-hoc sub-process with a start event                             refused

Source: BPMN 2.0.2, 10.3 (ad-hoc sub-process).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ACTIVITY_KINDS

RULE = Rule(
    "sub-process.ad-hoc",
    why="People choose the order of what stands in it, so nothing in it is first or last, and something must be there.",
    remedy="Put the activities into it and take start and end events out, or draw an ordinary sub-process.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield ad-hoc sub-processes without an activity, and start and end events in them."""
    for scope in subject.model.scopes.values():
        if scope.kind != "adHocSubProcess":
            continue
        if not any(node.kind in ACTIVITY_KINDS for node in scope.nodes):
            yield Fault(scope.id, "is an ad-hoc sub-process without an activity")
        for node in scope.nodes:
            if node.kind in ("startEvent", "endEvent"):
                word = "a start event" if node.kind == "startEvent" else "an end event"
                yield Fault(node.id, f"is {word} in an ad-hoc sub-process")
