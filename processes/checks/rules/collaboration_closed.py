"""Parties of a closed choreography send messages that it does not show.

A choreography that is closed shows every message of its parties. A collaboration that refers to it may not draw
others.

    a collaboration without further message flows                     accepted
    isClosed="true", and the collaboration draws a message flow       refused

Source: BPMN 2.0.2, 9.2 (isClosed).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of, plain_ref
from processes.xml import BPMN, text_of

RULE = Rule(
    "collaboration.closed",
    why="The choreography says that there are no other messages.",
    remedy="Draw the message in the choreography too, or do not close it.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the message flows beside a closed choreography."""
    for xml in subject.model.every("collaboration"):
        named = [subject.model.by_id.get(plain_ref(text_of(one))) for one in xml.findall(f"{{{BPMN}}}choreographyRef")]
        closed = [one for one in named if one is not None and one.get("isClosed") in ("true", "1")]
        shown = {plain_ref(one.get("innerMessageFlowRef")) for one in xml.findall(f"{{{BPMN}}}messageFlowAssociation")}
        for flow in xml.findall(f"{{{BPMN}}}messageFlow"):
            if closed and flow.get("id") not in shown:
                yield Fault(place_of(flow), f"is a message that the closed choreography '{closed[0].get('id')}' lacks")
