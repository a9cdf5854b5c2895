"""The name of a data object does not say its state.

Where one data object is drawn several times in different states, each drawing is named after the object with the
state in brackets, so that readers see which is which.

    'Proposal [signed]' for the object 'Proposal' in the state 'signed'    accepted
    'Proposal [draft]' for the same                                        a warning

Source: BPMN 2.0.2, 10.4 (naming of data object references).
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of, plain_ref
from processes.xml import BPMN

RULE = Rule(
    "data.state",
    why="Readers see another name or state than the file holds.",
    remedy="Name it after its object, with the state in brackets.",
    severity=WARNING,
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the data object references with a state that their name does not say."""
    for xml in subject.model.every("dataObjectReference"):
        state, thing = xml.find(f"{{{BPMN}}}dataState"), subject.model.by_id.get(plain_ref(xml.get("dataObjectRef")))
        if state is not None and thing is not None and state.get("name"):
            name = f"{thing.get('name') or ''} [{state.get('name')}]".strip()
            if xml.get("name") != name:
                yield Fault(place_of(xml), f"stands for '{name}'")
