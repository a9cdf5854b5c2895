"""A message, a signal, an error or an escalation cannot be told from another.

What events wait for and throw goes by its name. It needs one, no two of a kind share one, and an event that waits
for or throws it says which it is.

    <message id="m1" name="Agreement signed"/>                        accepted
    <message id="m1"/>                                                a warning
    <messageEventDefinition/>                                         a warning

Source: our own advice; BPMN 2.0.2 lets the names and the references out.
"""

from collections import Counter
from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ROOT_EVENTS, Model, place_of

RULE = Rule(
    "name.shared",
    why="Nobody can tell which one is meant, and one may be taken for another.",
    remedy="Give each a name of its own, and name it at the event.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the things without a name or with another's, and the events that name none."""
    for kind in ROOT_EVENTS:
        yield from _of_kind(subject.model, kind)
    for node in subject.model.nodes.values():
        for one in node.events:
            if one.kind in ROOT_EVENTS and not one.ref:
                yield Fault(place_of(node.xml), f"does not say which {one.kind} it means")


def _of_kind(model: Model, kind: str) -> Iterator[Fault]:
    names = Counter(xml.get("name") for xml in model.every(kind))
    for xml in model.every(kind):
        if not xml.get("name"):
            yield Fault(place_of(xml), f"is a {kind} without a name")
        elif names[xml.get("name")] > 1:
            yield Fault(place_of(xml), f"is one of {names[xml.get('name')]} {kind}s of this name")
