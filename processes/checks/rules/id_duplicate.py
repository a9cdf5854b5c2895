"""Two elements have the same id.

Every element of a file is known by its id; references, running cases and the ledger go by it.

    <task id="approve"/> <task id="publish"/>                         accepted
    <task id="approve"/> <userTask id="approve"/>                     refused

Source: BPMN 2.0.2, 8.3 (id of a base element) and XML's type ID.
"""

from collections import Counter
from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.xml import BPMN

RULE = Rule(
    "id.duplicate",
    why="A reference to it would mean two things, and one of the two would be missing silently.",
    remedy="Give one of them another id.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield every id that is used more than once."""
    ids = Counter(xml.get("id") for xml in subject.model.root.iter(f"{{{BPMN}}}*") if xml.get("id"))
    for identity, times in ids.items():
        if times > 1:
            yield Fault(identity or "", f"is the id of {times} elements")
