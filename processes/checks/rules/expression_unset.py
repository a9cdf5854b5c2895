"""A run reads a variable before anything has given it a value.

Every run of a path is looked at with its answers. A name that is declared somewhere may still be read too early: on a
way that passes by the form that asks it. A case would stop there and wait for help.

    ask -> decide by the answer                    accepted
    decide by the answer, when nobody has asked    refused
"""

from collections.abc import Iterator

from processes.checks.law.watch import Unready
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "expression.unset",
    why="A case that came this way would stop there.",
    remedy="Ask for it, set it or decide it on every way there, or give it a starting value with approvals:variable.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the elements at which some run cannot go on for want of a value."""
    for top, shown in subject.runs:
        for fall in shown.falls:
            last = fall.at.rpartition("/")[2]
            if isinstance(fall.what, Unready) and (last in subject.model.nodes or "/" not in fall.at):
                name = "" if fall.what.name else "decision.no-rule"
                yield Fault(subject.place(fall.at), f"{fall.what.why} on a run of '{top}'", rule=name, trace=fall.trace)
