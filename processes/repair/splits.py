"""Several flows out of a step without a gateway: all of them are taken, unless the designer meant one.

BPMN takes every flow (10.3.1). That is how it is run; only where the process would then do something twice or stand
still, the designer is asked whether one of the flows was meant.
"""

from collections.abc import Iterator

from lxml import etree

from processes.model import ACTIVITY_KINDS, EVENT_KINDS, Flow, Model, Node
from processes.repair.bench import Bench
from processes.repair.report import CHOICE, Question
from processes.rewriting.tree import tag
from processes.tokens.drawing import nets_of
from processes.tokens.soundness import soundness_of
from processes.unsupported import unsupported

ALL, ONE = "all", "one"


def ask_splits(bench: Bench) -> None:
    """Ask for every split without a gateway in an unsound file whether all of its flows are meant, or one."""
    model = bench.model
    found = list(_splits(model))
    if not found or bench.questions or any(unsupported(model)):
        return
    if all(not flaw.element for net in nets_of(model) for flaw in soundness_of(net).flaws):
        return
    for node, flows in found:
        targets = " and ".join(model.label(flow.target) for flow in flows)
        sentence = (
            f"From {model.label(node.id)} flows lead to {targets}. All of them are taken, and then a case would do "
            "something twice or stand still. Are all of them meant, or one?"
        )
        if bench.ask(Question(f"{node.id}.split", node.id, sentence, CHOICE, (ALL, ONE), ONE)) == ONE:
            _draw_gateway(bench, node, flows)


def _splits(model: Model) -> Iterator[tuple[Node, tuple[Flow, ...]]]:
    for node in model.nodes.values():
        flows = model.outgoing.get(node.id, ())
        if node.kind in (*EVENT_KINDS, *ACTIVITY_KINDS) and len(flows) > 1 and all(f.condition is None for f in flows):
            yield node, flows


def _draw_gateway(bench: Bench, node: Node, flows: tuple[Flow, ...]) -> None:
    scope = bench.model.scopes[node.scope].xml
    gateway, flow = bench.fresh(f"{node.id}_choice"), bench.fresh(f"{node.id}_to_choice")
    at = scope.index(node.xml) + 1
    scope.insert(at, etree.Element(tag("exclusiveGateway"), {"id": gateway, "name": f"{node.name or node.id}: which?"}))
    attributes = {"id": flow, "sourceRef": node.id, "targetRef": gateway}
    scope.insert(at + 1, etree.Element(tag("sequenceFlow"), attributes))
    if node.default:
        scope[at].set("default", node.default)
        del node.xml.attrib["default"]
    for one in flows:
        one.xml.set("sourceRef", gateway)
        bench.tell(one.xml, f"leaves the gateway '{gateway}' now")
    bench.tell(node.xml, f"is followed by the gateway '{gateway}' now: one of its flows is taken, as was answered")
