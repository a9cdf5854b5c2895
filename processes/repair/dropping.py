"""Taking a node out: its flows go with it, and so does what could then never be come to. Afterwards everything that
named what is gone is taken out too: shapes, lanes' lists, associations, message flows.
"""

from lxml import etree

from processes.model import Model, Node, plain_ref
from processes.repair.bench import Bench
from processes.rewriting.tree import tag
from processes.xml import local, text_of

_ENDS = ("sourceRef", "targetRef")
_LISTS = ("incoming", "outgoing", "flowNodeRef")
_LINES = ("association", "messageFlow", "dataInputAssociation", "dataOutputAssociation")
_DI = ("BPMNShape", "BPMNEdge")


def leave_out(bench: Bench, node: Node, why: str) -> None:
    """Take a node out, with its boundary events, its flows and all that only it led to."""
    model = bench.model
    pending = [model.nodes.get(node.id, node)]
    while pending:
        one = pending.pop(0)
        led_to = [flow.target for flow in model.outgoing.get(one.id, ())]
        for flow in (*model.incoming.get(one.id, ()), *model.outgoing.get(one.id, ())):
            bench.drop(flow.xml, f"it leads from or to '{node.id}', which is left out")
        bench.drop(one.xml, why)
        pending += model.boundaries.get(one.id, ())
        model, why = bench.model, f"only '{node.id}' led to it, which is left out"
        pending += [model.nodes[target] for target in led_to if _lonely(model, target)]


def _lonely(model: Model, identity: str) -> bool:
    node = model.nodes.get(identity)
    return node is not None and not model.incoming.get(identity) and node.kind not in ("startEvent", "boundaryEvent")


def pass_through(bench: Bench, node: Node, what: str) -> None:
    """Make a node a point that a token passes, with its id, name and flows. what: why, for the list."""
    for boundary in bench.model.boundaries.get(node.id, ()):
        leave_out(bench, boundary, f"'{node.id}' is only a point that is passed now")
    wanted = "endEvent" if node.kind == "endEvent" else "startEvent" if node.kind == "startEvent" else ""
    kept = ("documentation", "extensionElements", "incoming", "outgoing")
    for child in [child for child in node.xml if local(child) not in kept]:
        bench.drop(child, f"'{node.id}' is only a point that is passed now")
    for name in [name for name in node.xml.attrib if name not in ("id", "name") and not str(name).startswith("{")]:
        bench.unset(node.xml, str(name), "it says nothing at a point that is passed")
    node.xml.tag = tag(wanted or "intermediateThrowEvent")
    bench.tell(node.xml, what)


def sweep(bench: Bench) -> None:
    """Take out what names an element that is not there any more, until nothing more does."""
    while True:
        known = {one.get("id") for one in bench.root.iter("{*}*") if one.get("id")}
        lost = [one for one in bench.root.iterdescendants("{*}*") if _names_nothing(one, known)]
        for one in lost:
            bench.drop(one, "what it belongs to is left out")
        if not lost:
            return


def _names_nothing(one: etree._Element, known: set[str | None]) -> bool:
    kind = local(one)
    if kind in _LISTS:
        return plain_ref(text_of(one)) not in known
    if kind in _DI:
        return one.get("bpmnElement") is not None and plain_ref(one.get("bpmnElement")) not in known
    if kind in ("association", "messageFlow"):
        return any(plain_ref(one.get(end)) not in known for end in _ENDS)
    if kind in _LINES:
        ends = [child for child in one if local(child) in _ENDS]
        return any(plain_ref(text_of(child)) not in known for child in ends)
    return False
