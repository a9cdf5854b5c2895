"""A piece of data says that it is a list and its type says that it is not, or the reverse.

Where a data object, an input or an output has a type, both say the same about being a list.

    <itemDefinition id="letters" isCollection="true"/> and <dataObject isCollection="true"/>    accepted
    <itemDefinition id="letters" isCollection="true"/> and <dataObject isCollection="false"/>   refused

Source: BPMN 2.0.2, 10.4 (isCollection of item-aware elements).
"""

from collections.abc import Iterator

from processes.checks.items import COLLECTIONS, is_list, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "data.collection",
    why="Nobody can tell whether one thing or many are meant.",
    remedy="Say the same in both places.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the pieces of data that disagree with their type."""
    for xml in subject.model.every(*COLLECTIONS):
        item = item_of(subject.model, xml)
        if item is not None and is_list(item) != is_list(xml):
            word = "is no list, but its type is one" if is_list(item) else "is a list, but its type is none"
            yield Fault(place_of(xml), word)
