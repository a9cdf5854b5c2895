"""An attribute has a value that BPMN does not have.

Some attributes are one of a few words: yes or no, a direction, an order.

    <process isExecutable="true">                                     accepted
    <process isExecutable="yes">                                      refused

Source: BPMN 2.0.2, the XML schema of each element in chapters 8 to 12.
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.schema import TYPES, shapes
from processes.checks.subject import Subject
from processes.model import place_of

RULE = Rule(
    "schema.value",
    why="Tools would take it for one or the other, each in its own way.",
    remedy="Write one of the words that are allowed.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the attributes with another value than BPMN allows."""
    for kind, shape in shapes().items():
        limited = {name: TYPES[type_] for name, type_ in shape.attributes.items() if type_}
        for xml in subject.model.every(kind) if limited else ():
            for name, words in limited.items():
                value = xml.get(name, words[0]).strip()
                if value not in words:
                    what = f"has {name}='{value[:80]}' on its {kind}; it is one of {', '.join(words)}"
                    yield Fault(place_of(xml), what)
