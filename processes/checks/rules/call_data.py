"""A call activity hands over, or takes back, other data than what it calls.

Where a call activity or what it calls lists its data, both have the same inputs and outputs: as many, and of the
same types in the same order.

    the process takes a letter, the call hands over a letter          accepted
    the process takes a letter, the call hands over nothing           refused

Source: BPMN 2.0.2, 10.3 (call activity: its data requirements are those of the called element).
"""

from collections.abc import Iterator

from lxml import etree

from processes.checks.items import fit, item_of
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model
from processes.xml import BPMN, local

RULE = Rule(
    "call.data",
    why="What is called would begin without what it needs, or hand back what nobody takes.",
    remedy="List the same inputs and outputs on both.",
)
_CALLABLE = (
    "process", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask",
)  # fmt: skip


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the call activities whose data differ from what they call in the same file."""
    model = subject.model
    called = {name: xml for name, xml in model.by_id.items() if local(xml) in _CALLABLE}
    for kind, word in (("dataInput", "inputs"), ("dataOutput", "outputs")):
        wanted = {name: _data(xml, kind) for name, xml in called.items()}
        for node in model.nodes.values():
            calls = node.kind == "callActivity" and node.calls in wanted
            if calls and not _same(model, _data(node.xml, kind), wanted[node.calls]):
                yield Fault(node.id, f"has other {word} than {model.label(node.calls)}, which it calls")


def _data(xml: etree._Element, kind: str) -> list[etree._Element]:
    return xml.findall(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}{kind}")


def _same(model: Model, ones: list[etree._Element], others: list[etree._Element]) -> bool:
    pairs = zip(ones, others, strict=False)
    return len(ones) == len(others) and all(fit(item_of(model, a), item_of(model, b)) for a, b in pairs)
