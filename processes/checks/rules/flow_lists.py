"""The flows that a node lists are not the flows that are drawn.

A node may list its flows as `incoming` and `outgoing`. Many tools leave the lists out, and then the flows alone
count. Where a process has such lists, each names exactly the flows that begin or end there: two records of one
arrow must not differ.

    <sequenceFlow id="on" sourceRef="receive" targetRef="review"/>
    <task id="review"><incoming>on</incoming></task>                 accepted
    <task id="review"><incoming>back</incoming></task>               refused: 'back' does not lead here

Source: BPMN 2.0.2, 8.4 (incoming and outgoing of a flow node).
"""

from collections import defaultdict
from collections.abc import Iterator

from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Flow, Model, Node, Scope, plain_ref
from processes.xml import local, text_of

RULE = Rule(
    "flow.lists",
    why="One tool would follow the list and another the arrow, so two people would see two processes.",
    remedy="Save the diagram again with its editor, or draw the flow anew.",
)


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the nodes whose lists and flows differ, in processes that have lists."""
    model = subject.model
    groups: dict[str, list[Scope]] = defaultdict(list)
    for scope in model.scopes.values():
        groups[list(model.scopes_above(scope.id))[-1].id].append(scope)
    for scopes in groups.values():
        nodes = [node for scope in scopes for node in scope.nodes]
        if any(local(child) in ("incoming", "outgoing") for node in nodes for child in node.xml):
            yield from _differences(model, nodes)


def _differences(model: Model, nodes: list[Node]) -> Iterator[Fault]:
    for node in nodes:
        yield from _of_node(node, "incoming", model.incoming.get(node.id, ()))
        yield from _of_node(node, "outgoing", model.outgoing.get(node.id, ()))


def _of_node(node: Node, word: str, drawn: tuple[Flow, ...]) -> Iterator[Fault]:
    listed = {plain_ref(text_of(child)) for child in node.xml if local(child) == word}
    flows = {flow.id for flow in drawn if flow.xml.get("id")}
    for extra in sorted(listed - flows):
        yield Fault(node.id, f"lists the {word} flow '{extra}', which is not drawn there")
    for missing in sorted(flows - listed):
        yield Fault(node.id, f"does not list the {word} flow '{missing}', which is drawn there")
