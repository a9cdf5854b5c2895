"""A global conversation holds more than its parties and their messages.

A global conversation is an empty collaboration that others refer to: parties, message flows and what relates
messages to each other. It holds no conversations and no notes or groups.

    a globalConversation with two participants                        accepted
    a globalConversation with a conversation in it                    refused

Source: BPMN 2.0.2, 9.5 (global conversation).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import place_of
from processes.xml import local

RULE = Rule(
    "collaboration.global",
    why="Others refer to it as something empty; what else it holds would belong to nobody.",
    remedy="Make it a collaboration, or take these elements out.",
)
_ALIEN = {"conversation", "subConversation", "callConversation", "association", "group", "textAnnotation"}


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the global conversations that hold something alien to them."""
    for xml in subject.model.every("globalConversation"):
        alien = sorted({local(child) for child in xml} & _ALIEN)
        if alien:
            yield Fault(place_of(xml), f"is a global conversation that holds a {alien[0]}")
