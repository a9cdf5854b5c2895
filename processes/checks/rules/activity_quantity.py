"""An activity waits for, or leaves, fewer than one token.

`startQuantity` says how many tokens an activity waits for and `completionQuantity` how many it leaves. Both are
whole numbers from 1 on.

    <task id="count" startQuantity="2"/>                              accepted
    <task id="count" startQuantity="0"/>                              refused

Source: BPMN 2.0.2, 10.3 (start and completion quantity).
"""

from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject

RULE = Rule(
    "activity.quantity",
    why="It could never begin, or nothing could follow it.",
    remedy="Write 1, or leave the number out.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the activities with a number of tokens below one."""
    for node in subject.model.nodes.values():
        for attribute in ("startQuantity", "completionQuantity"):
            number = (node.xml.get(attribute) or "1").strip()
            if not number.isascii() or not number.isdigit() or int(number[:9]) < 1:
                yield Fault(node.id, f"has the {attribute} '{number}'")
