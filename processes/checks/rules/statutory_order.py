"""A run of a statutory path does what the law forbids, or leaves out what it demands.

The law is data: `bpmn/rules/*.toml` holds each rule with its source and its words (docs/statutory-order.md lists them).
Every possible run of a path with its stages is looked at, with the answers that people may give: never a budget
transfer before the committee's sign-off and both signatures, never a go-live before its gates, never a late submission
before a panel without a ruling. A rule's name here is `statutory.` and its name in the law. The finding carries the
shortest run that breaks it.

    committee -> signatures -> transfer -> go-live     accepted
    signatures -> transfer -> committee -> go-live     refused
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.law.watch import Broken
from processes.checks.rule import LIBRARY, Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "statutory.order",
    why="What people decide by it could be challenged.",
    remedy="Draw the order that the law asks for.",
    scope=LIBRARY,
    at_load=False,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield one fault for each rule of the law that some run breaks."""
    if subject.law_problem:
        what = f"cannot be held to the law, for the rules cannot be read: {subject.law_problem.rstrip('.')}"
        yield Fault(subject.model.processes[0].id, what, rule="statutory.unreadable", remedy="Mend the rules.")
    for top, shown in subject.runs:
        for fall in shown.falls:
            if isinstance(fall.what, Broken):
                yield _fault(subject, top, fall.what, fall.trace)
        if not shown.decided and subject.statutory:
            what = f"has more runs ('{top}') than were looked at, so whether the law is kept is not decided"
            yield Fault(subject.model.processes[0].id, what, rule="statutory.not-decided", severity=WARNING)


def _fault(subject: Subject, top: str, broken: Broken, trace: tuple[str, ...]) -> Fault:
    statute = broken.statute
    place = subject.place(broken.at)
    last = broken.at.rpartition("/")[2]
    where = "" if last == place else f", at '{last}' of '{top}'"
    why = f"{statute.title} ({statute.source}.) {statute.why}"
    return Fault(place, statute.message + where, why, statute.remedy, rule=f"statutory.{statute.name}", trace=trace)
