"""An input or output belongs to no set, or a set names what is not in it.

Every data input of an activity or process is in one of its input sets, every data output in one of its output sets.
What a set calls optional, or needed while it runs, is also in the set.

    <dataInput id="letter"/> <inputSet><dataInputRefs>letter</dataInputRefs></inputSet>    accepted
    <dataInput id="letter"/> <inputSet/>                                                   refused

Source: BPMN 2.0.2, 10.4 (input sets and output sets).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of, plain_ref
from processes.xml import BPMN, local, text_of

RULE = Rule(
    "data.sets",
    why="Nobody could tell whether the work may begin without it.",
    remedy="Name every input and output in a set.",
)
_SIDES = (("dataInput", "inputSet", "Input"), ("dataOutput", "outputSet", "Output"))


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the inputs and outputs outside all sets, and what sets name beyond their own."""
    pieces = subject.model.every("dataInput", "dataOutput", "inputSet", "outputSet")
    for holder in dict.fromkeys(next(one.iterancestors(), one) for one in pieces):
        for entry, kind, word in _SIDES:
            yield from _of_side(holder, entry, kind, word)


def _of_side(holder: etree._Element, entry: str, kind: str, word: str) -> Iterator[Fault]:
    sets = holder.findall(f"{{{BPMN}}}{kind}")
    held = {name for one in sets for name in _named(one, f"data{word}Refs")}
    for one in holder.findall(f"{{{BPMN}}}{entry}"):
        if one.get("id") not in held:
            yield Fault(place_of(one), f"is a {entry} in no {kind}")
    for one in sets:
        yield from _beyond(one, word)


def _beyond(one: etree._Element, word: str) -> Iterator[Fault]:
    for kind in (f"optional{word}Refs", f"whileExecuting{word}Refs"):
        for name in sorted(_named(one, kind) - _named(one, f"data{word}Refs")):
            yield Fault(place_of(one), f"has an {local(one)} that names '{name}' in {kind} without holding it")


def _named(one: etree._Element, kind: str) -> set[str]:
    return {plain_ref(text_of(child)) for child in one.findall(f"{{{BPMN}}}{kind}")}
