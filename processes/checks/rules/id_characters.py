"""An id has characters that no XML name may have.

An id begins with a letter or `_` and goes on with letters, digits, `_`, `-` and `.`.

    <task id="approve-proposal"/>                                     accepted
    <task id="2nd approval"/>                                         refused

Source: BPMN 2.0.2, 8.3 (id) and XML Schema part 2 (ID).
"""

import re
from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import BPMN

RULE = Rule(
    "id.characters",
    why="References to it cannot be written, and other tools will not open the file.",
    remedy="Use letters, digits, _, - and . and begin with a letter.",
)
_NAME = re.compile(r"[^\W\d][\w.\-·]*\Z")


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the ids that are no XML names."""
    for xml in subject.model.root.iter(f"{{{BPMN}}}*"):
        identity = xml.get("id")
        if identity is not None and not _NAME.match(identity):
            yield Fault(place_of(xml), f"has or holds the id '{identity[:80]}', which is no XML name")
