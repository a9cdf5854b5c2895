"""A business rule task names no decision table, one that is not there, or one that cannot be used.

`approvals:decision` names `decisions/<name>.dmn`. Every cell of the table must be one that can be decided as written:
literals, comparisons, ranges, lists of these and `not(...)`.

    <businessRuleTask id="check_move" approvals:decision="allowed-moves"/>     accepted
    <businessRuleTask id="check_move"/>                                        refused
"""

from collections.abc import Iterator

from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "decision.unknown",
    why="Nothing would be decided there, and what comes after it would have nothing to go by.",
    remedy="Name a decision table of the library in approvals:decision, or mend the table.",
    scope=LIBRARY,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the business rule tasks without a usable table."""
    for element in subject.elements.values():
        if element.kind != "businessRuleTask" or subject.library.decision(element.decision):
            continue
        if problem := subject.library.decision_problem(element.decision):
            yield Fault(
                element.id, f"names the table '{element.decision}', which cannot be used: {problem.rstrip('.')}"
            )
        elif element.decision:
            yield Fault(element.id, f"names the table '{element.decision}', which is not there")
        else:
            yield Fault(element.id, "is a business rule task without a decision")
