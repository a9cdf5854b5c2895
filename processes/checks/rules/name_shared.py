"""A message, a signal, an error or an escalation cannot be told from another.

What events wait for and throw goes by its name. It needs one, no two of a kind share one, and an event that waits
for or throws it says which it is.

    <message id="m1" name="Agreement signed"/>                        accepted
    <message id="m1"/>                                                a warning

Source: our own advice; BPMN 2.0.2 lets the names out.
"""

from collections import Counter
from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import ROOT_EVENTS, Model, place_of, plain_ref
from processes.xml import text_of

RULE = Rule(
    "name.shared",
    why="Nobody can tell which one is meant, and one may be taken for another.",
    remedy="Give each a name of its own, and take away what nothing uses.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the things without a name, with another's name, and those that nothing uses."""
    for kind in ROOT_EVENTS:
        yield from _of_kind(subject.model, kind)


def _of_kind(model: Model, kind: str) -> Iterator[Fault]:
    used = {plain_ref(one.get(f"{kind}Ref")) for elements in model.by_kind.values() for one in elements}
    used |= {plain_ref(text_of(one)) for one in model.every("inMessageRef", "outMessageRef", "errorRef")}
    names = Counter(xml.get("name") for xml in model.every(kind))
    for xml in model.every(kind):
        if not xml.get("name"):
            yield Fault(place_of(xml), f"is a {kind} without a name")
        elif names[xml.get("name")] > 1:
            yield Fault(place_of(xml), f"is one of {names[xml.get('name')]} {kind}s of this name")
        elif xml.get("id") not in used:
            yield Fault(place_of(xml), f"is a {kind} that nothing waits for or throws")
