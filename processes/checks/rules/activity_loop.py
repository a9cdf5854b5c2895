"""An activity that is done several times does not say how often, or over what.

An activity with the multi-instance marker needs a number (`loopCardinality`) or a list (`loopDataInputRef`). The
list is one of its own data inputs, the results one of its own data outputs (for a sub-process, a data object that
it can see). What is signalled when one, or none, is done has to be named.

    loopCardinality 3                                                 accepted
    neither a number nor a list                                       refused

Source: BPMN 2.0.2, 10.3 (multi-instance characteristics).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Node, plain_ref
from processes.xml import BPMN, local, text_of

RULE = Rule(
    "activity.loop",
    why="Nobody could say how often it is done, so it would be done once, or not at all.",
    remedy="Give it a number, or the list of what it is done for.",
)

_EXTENSIONS = f"{{{BPMN}}}extensionElements"


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the activities whose marker is incomplete."""
    for node in subject.model.nodes.values():
        if node.loop == "multiInstanceLoopCharacteristics":
            marker = next(child for child in node.xml if local(child) == node.loop)
            for what in (*_how_often(marker), *_over_what(node, marker), *_signalled(marker)):
                yield Fault(node.id, what)


def _how_often(marker: etree._Element) -> Iterator[str]:
    said = any(local(child) in ("loopCardinality", "loopDataInputRef") for child in marker)
    foreign = any(str(key).startswith("{") for key in marker.attrib) or marker.find(_EXTENSIONS) is not None
    if not said and not foreign:
        yield "is done several times without a number or a list"


def _over_what(node: Node, marker: etree._Element) -> Iterator[str]:
    sub_process = node.kind.lower().endswith("process") or node.kind == "transaction"
    for child, kind in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
        own = {one.get("id") for one in node.xml.iterfind(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}{kind}")}
        for reference in marker.iterfind(f"{{{BPMN}}}{child}"):
            if not sub_process and plain_ref(text_of(reference)) not in own:
                yield f"names '{text_of(reference)}' as its {child}, which is no {kind} of its own"


def _signalled(marker: etree._Element) -> Iterator[str]:
    needed = {"One": "oneBehaviorEventRef", "None": "noneBehaviorEventRef"}.get(marker.get("behavior", "All"), "")
    if needed and not marker.get(needed):
        yield f"has the behaviour '{marker.get('behavior')}' and no {needed}"
