"""Events say which message, signal, error or escalation they mean, and it is there.

A message without a name is named after its message flow or its event; the two ends of a message flow mean the same
message (BPMN 2.0.2, 9.4). What is referred to and missing is added under the name it is called by: two events that
mean the same id still mean the same thing.
"""

from lxml import etree

from processes.model import ROOT_EVENTS, EventDefinition, Model, Node, plain_ref
from processes.repair.bench import Bench
from processes.repair.report import CHOICE, Question
from processes.rewriting.tree import tag
from processes.xml import local

MESSAGE_EVENT, NO_FLOW = "message-event", "no-message-flow"


def name_events(bench: Bench) -> None:
    """Give every event that has none what it waits for or throws, and add what is named and missing."""
    model = bench.model
    for node in model.nodes.values():
        for event in node.events:
            if event.kind in ROOT_EVENTS and event.xml is not None:
                _name(bench, model, node, event, event.xml)
        if node.xml.get("messageRef"):
            _add_missing(bench, node, "message", plain_ref(node.xml.get("messageRef")))


def _name(bench: Bench, model: Model, node: Node, event: EventDefinition, xml: etree._Element) -> None:
    if event.ref:
        _add_missing(bench, node, event.kind, event.ref)
    elif event.kind in ("message", "signal") or node.kind == "endEvent":
        partner = _of_message_flow(bench, model, node.id) if event.kind == "message" else ""
        identity = partner or _root(bench, event.kind, f"{event.kind}_{node.id}", _words(node))
        xml.set(f"{event.kind}Ref", identity)
        bench.tell(node.xml, f"did not say which {event.kind} it means, and means '{identity}' now")


def _words(node: Node) -> str:
    return " ".join(node.name.split()) or node.id


def _add_missing(bench: Bench, node: Node, kind: str, reference: str) -> None:
    known = {one.get("id") for one in bench.root.iter(tag(kind))}
    if reference not in known and reference not in bench.model.by_id:
        _root(bench, kind, reference, reference)
        bench.tell(node.xml, f"means the {kind} '{reference}', which was not there and is added")


def _root(bench: Bench, kind: str, identity: str, name: str) -> str:
    """Add a message and so on beside the processes; return its id."""
    identity = bench.fresh(identity)
    xml = etree.Element(tag(kind), {"id": identity, "name": name})
    processes = [number for number, child in enumerate(bench.root) if local(child) == "process"]
    bench.root.insert(processes[0] if processes else len(bench.root), xml)
    if kind in ("error", "escalation"):
        xml.set(f"{kind}Code", name)
    return identity


def _of_message_flow(bench: Bench, model: Model, node: str) -> str:
    """Return the message of a message flow at a node, made when there is none; empty without a message flow."""
    for flow in model.every("messageFlow"):
        ends = [plain_ref(flow.get("sourceRef")), plain_ref(flow.get("targetRef"))]
        if node not in ends:
            continue
        other = model.nodes.get(ends[1 - ends.index(node)])
        said = [event.xml.get("messageRef") for event in other.events if event.xml is not None] if other else []
        known = plain_ref(flow.get("messageRef")) or next((plain_ref(one) for one in said if one), "")
        if known in {one.get("id") for one in bench.root}:
            return known
        if not known and other is not None:
            return _root(bench, "message", f"message_{flow.get('id') or node}", flow.get("name") or _words(other))
    return ""


def ask_message_flows(bench: Bench) -> None:
    """Ask what a message flow means that begins or ends at an event which sends or receives nothing."""
    model = bench.model
    for flow in list(model.every("messageFlow")):
        for end in ("sourceRef", "targetRef"):
            node = model.nodes.get(plain_ref(flow.get(end)))
            if node is not None and node.kind.endswith("Event") and not any(e.kind == "message" for e in node.events):
                _ask(bench, flow, node)


def _ask(bench: Bench, flow: etree._Element, node: Node) -> None:
    if flow.getparent() is None:
        return
    choices = (NO_FLOW,) if node.events else (MESSAGE_EVENT, NO_FLOW)
    sentence = f"A message flow leads to or from {bench.label(node.id)}, no message event. Which is meant?"
    suggestion = None if node.events else MESSAGE_EVENT
    key = f"{node.id}.message-flow"
    answer = bench.ask(Question(key, node.id, sentence, CHOICE, choices, suggestion))
    if answer == NO_FLOW:
        bench.drop(flow, f"'{node.id}' sends and receives no message")
    elif answer == MESSAGE_EVENT and node.xml.find(tag("messageEventDefinition")) is None:
        etree.SubElement(node.xml, tag("messageEventDefinition"))
        kind = local(node.xml)
        node.xml.tag = tag("intermediateCatchEvent") if _receives(flow, node) and "Throw" in kind else node.xml.tag
        bench.tell(node.xml, "is a message event now")


def _receives(flow: etree._Element, node: Node) -> bool:
    return plain_ref(flow.get("targetRef")) == node.id
