"""Every place of a diagram that holds text that is evaluated: conditions, scripts, timers, markers and our own marks.

One list for all who judge, so that no place is forgotten: what stands in none of these is never evaluated.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.expressions import BadExpression, Expression, parse, parse_script
from processes.model import Model, Node
from processes.xml import APPROVALS, BPMN, local, mark, text_of

CONDITION, SCRIPT, VALUE = "a condition", "a script", "a value"
_MARKERS = {
    "loopCondition": CONDITION,
    "completionCondition": CONDITION,
    "loopCardinality": VALUE,
    "activationCondition": CONDITION,
}


@dataclass(frozen=True)
class Text:
    """One text. element: the id of the flow or node that it belongs to. kind: CONDITION, SCRIPT or VALUE."""

    element: str
    kind: str
    source: str

    def expressions(self) -> tuple[Expression, ...]:
        """Return its expressions. Raises BadExpression, when it is not of the safe language."""
        if self.kind == SCRIPT:
            return tuple(expression for _, expression in parse_script(self.source).lines)
        return (parse(self.source),)

    @property
    def problem(self) -> str:
        """Why it cannot be read; empty when it can."""
        try:
            self.expressions()
        except BadExpression as problem:
            return str(problem)
        return ""

    @property
    def assigns(self) -> frozenset[str]:
        """The variables that it gives a value; none when it cannot be read."""
        return parse_script(self.source).assigns if self.kind == SCRIPT and not self.problem else frozenset()

    @property
    def mentions(self) -> frozenset[str]:
        """The variables that it reads, and those that it only asks for with `given`; none when it cannot be read."""
        asked = () if self.problem else self.expressions()
        return self.reads | {name for expression in asked for name in expression.given}

    @property
    def reads(self) -> frozenset[str]:
        """The variables that it looks at before it gave them a value itself; none when it cannot be read."""
        if self.problem:
            return frozenset()
        if self.kind != SCRIPT:
            return parse(self.source).names
        known: set[str] = set()
        found: set[str] = set()
        for name, expression in parse_script(self.source).lines:
            found |= expression.names - known
            known.add(name)
        return frozenset(found)


def texts_of(model: Model) -> Iterator[Text]:
    """Yield every evaluated text of a diagram, timers aside (see `Node.events`)."""
    for flow in model.flows.values():
        if flow.condition is not None:
            yield Text(flow.id, CONDITION, flow.condition)
    for node in model.nodes.values():
        yield from _node_texts(node)
    for process in model.processes:
        for variable in process.xml.iter(f"{{{APPROVALS}}}variable"):
            yield Text(process.id, VALUE, variable.get("value") or "None")


def _node_texts(node: Node) -> Iterator[Text]:
    if node.kind == "scriptTask":
        yield Text(node.id, SCRIPT, text_of(node.xml.find(f"{{{BPMN}}}script")))
    if mark(node.xml, "with"):
        yield Text(node.id, SCRIPT, mark(node.xml, "with").replace(";", "\n"))
    for definition in node.events:
        if definition.kind == "conditional":
            yield Text(node.id, CONDITION, definition.text)
    yield from _marker_texts(node)


def _marker_texts(node: Node) -> Iterator[Text]:
    for child in node.xml:
        holders: list[etree._Element] = [child, *child] if local(child).endswith("LoopCharacteristics") else [child]
        for holder in holders:
            if local(holder) in _MARKERS and text_of(holder):
                yield Text(node.id, _MARKERS[local(holder)], text_of(holder))
