"""The single thing that a repeated activity works on does not fit the list.

An activity that is done once for each entry of a list works on one entry at a time: its `inputDataItem` has the
type of the entries and is no list itself, and so for its results.

    a list of letters, each run works on a letter                     accepted
    a list of letters, each run works on a list, or on a number       refused

Source: BPMN 2.0.2, 10.3 (inputDataItem, outputDataItem).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.items import is_list, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of, plain_ref
from processes.xml import BPMN, text_of

RULE = Rule(
    "activity.loop-items",
    why="Each run would be given something that it cannot work on.",
    remedy="Give the item the type of one entry of the list.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the repeated activities whose list and item do not fit."""
    for marker in subject.model.every("multiInstanceLoopCharacteristics"):
        for reference, item in (("loopDataInputRef", "inputDataItem"), ("loopDataOutputRef", "outputDataItem")):
            many, one = marker.find(f"{{{BPMN}}}{reference}"), marker.find(f"{{{BPMN}}}{item}")
            if many is not None and one is not None and not _fits(subject.model, many, one):
                yield Fault(place_of(marker), f"works on an {item} that is no entry of its list")


def _fits(model: Model, many: etree._Element, one: etree._Element) -> bool:
    listed, single = item_of(model, model.by_id.get(plain_ref(text_of(many)))), item_of(model, one)
    if listed is None or single is None:
        return True
    return not is_list(single) and listed.get("structureRef") == single.get("structureRef")
