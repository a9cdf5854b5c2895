"""What a diagram may hold, and why the rest is refused: the engine would run it differently from its drawing.

Each reason names the measured fault of SpiffWorkflow 3.2.0 (S1 to S10) or the missing meaning.
"""

from collections.abc import Iterator

from lxml import etree

from processes.elements import EVENTS, FLOW_NODES, Element, elements_of
from processes.model import read_model
from processes.rewriting.tree import is_handler, reached_from
from processes.unsupported import unsupported
from processes.xml import BPMN, local

REFUSED = {
    "complexGateway": "a complex gateway, which no engine runs as drawn",
    "transaction": "a transaction; draw a sub-process with a boundary event",
    "adHocSubProcess": "an ad-hoc sub-process; draw the order of its steps",
    "sendTask": "a send task; draw a message throw event",
    "receiveTask": "a receive task; draw a message catch event",
    "multiInstanceLoopCharacteristics": "a multi-instance marker: answers given before an interruption are lost (S9)",
    "standardLoopCharacteristics": "a loop marker; draw the loop with a gateway",
    "signalEventDefinition": "a signal event: a signal end event does nothing",
    "compensateEventDefinition": "compensation, which would be ignored",
    "cancelEventDefinition": "a cancel event; draw a sub-process with a boundary event",
    "conditionalEventDefinition": "a conditional event, which does not see the case's variables",
    "dataStoreReference": "a data store; documents and facts live in the register",
    "dataInputAssociation": "a data association; variables belong to the case",
    "dataOutputAssociation": "a data association; variables belong to the case",
    "ioSpecification": "an input/output specification; variables belong to the case",
    "timeCycle": "a repeating timer; reminders derive from deadlines, repeated work is drawn as a loop",
}
NODES_REFUSED = [name for name in REFUSED if name.endswith(("Gateway", "Task", "transaction", "SubProcess"))]
MARKS = {
    "isForCompensation": ("false", "is there for compensation, which would be ignored."),
    "startQuantity": ("1", "waits for several tokens, which would be ignored."),
    "completionQuantity": ("1", "leaves several tokens, which would be ignored."),
    "instantiate": ("false", "starts a process, which would be ignored; cases are opened by people or by other cases."),
    "eventGatewayType": ("Exclusive", "waits for all of its events, which would be ignored."),
    "parallelMultiple": ("false", "waits for several events, which would be ignored."),
}
RESERVED = ("Start", "End", "Root", "StartEventSplit", "StartEventJoin")
MAX_NODES = 300


def refusals(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield (element id, reason) for everything in the file that may not run."""
    for node in root.iter():
        name = local(node)
        if name in REFUSED:
            yield _owner(node), f"uses {REFUSED[name]}."
        for mark, (meant, reason) in MARKS.items():
            if name in FLOW_NODES and node.get(mark, meant) != meant:
                yield node.get("id") or "", reason
    yield from _ids(root)
    elements = list(elements_of(root))
    yield from _nodes(root, elements)
    yield from _messages(root, elements)
    yield from _flows(root)
    yield from _gateways(root, elements)
    for one in unsupported(read_model(root)):
        yield one.element, f"{one.what}. {one.why} {one.remedy}"


def _owner(node: etree._Element) -> str:
    """Return the id of the flow node that something stands in, or of the nearest element that has one."""
    around = [node, *node.iterancestors()]
    places = [one for one in around if local(one) in FLOW_NODES or local(one) in NODES_REFUSED]
    return next((one.get("id") or "" for one in [*places, *around] if one.get("id")), "")


def _ids(root: etree._Element) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for node in root.iter():
        if node.get("id") is None or not isinstance(node.tag, str) or not node.tag.startswith(f"{{{BPMN}}}"):
            continue
        identity = node.get("id") or ""
        if identity in seen:
            yield identity, "is the id of two elements; every id is used once."
        seen.add(identity)
        if identity in RESERVED or identity.endswith((".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")):
            yield identity, "is an id that the engine keeps for itself and would replace silently (S5); choose another."


def _nodes(root: etree._Element, elements: list[Element]) -> Iterator[tuple[str, str]]:
    ids = {node.get("id") for node in root.iter() if local(node) in FLOW_NODES}
    starts = list(root.iter(f"{{{BPMN}}}startEvent"))
    alone = {start.get("id") for start in starts if not is_handler(start.getparent())}  # type: ignore[arg-type]
    for element in elements:
        if element.kind == "boundaryEvent" and element.attached_to not in ids:
            yield element.id, "is a boundary event of nothing: its deadline would be missing silently (S8)."
        if element.id in alone and (element.timer_kind or element.message):
            yield element.id, "starts by itself; cases are opened by people or by other cases."
        if element.timer_kind and not element.timer:
            yield element.id, "is a timer without the name of a deadline."
        if element.kind == "intermediateThrowEvent" and element.timer_kind:
            yield element.id, "throws a timer; a timer can only be waited for."
        if element.kind == "serviceTask" and element.operation != "open-case":
            yield element.id, f"names the operation '{element.operation}'; the operation known is open-case."
        if element.kind == "businessRuleTask" and not element.decision:
            yield element.id, "is a business rule task without a decision."
    yield from _definitions(root)
    yield from _unreachable(root)


def _messages(root: etree._Element, elements: list[Element]) -> Iterator[tuple[str, str]]:
    events = root.iter(f"{{{BPMN}}}boundaryEvent", f"{{{BPMN}}}startEvent")
    beside = {one.get("id") for one in events if "false" in (one.get("cancelActivity"), one.get("isInterrupting"))}
    for element in elements:
        if element.message is None:
            continue
        if not element.message.name:
            yield element.id, "names a message that the file does not have."
        if element.id in beside:
            yield (
                element.id,
                "takes a message without interrupting: a second message would open its steps twice; let it interrupt.",
            )


def _definitions(root: etree._Element) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        definitions = [child for child in node if local(child).endswith("EventDefinition")]
        if local(node) in EVENTS and len(definitions) > 1:
            yield node.get("id") or "", "has several event definitions; draw one event for each."
        if local(node) == "boundaryEvent" and not definitions:
            yield node.get("id") or "", "is a boundary event that waits for nothing."


def _flows(root: etree._Element) -> Iterator[tuple[str, str]]:
    nodes = {node.get("id"): node for node in root.iter() if local(node) in FLOW_NODES}
    leaving: dict[str, list[etree._Element]] = {}
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        leaving.setdefault(flow.get("sourceRef") or "", []).append(flow)
        if flow.get("targetRef") not in nodes or flow.get("sourceRef") not in nodes:
            yield flow.get("id") or "", "leads from or to an element that is not there."
        elif local(nodes[flow.get("targetRef")]) in ("startEvent", "boundaryEvent"):
            yield flow.get("id") or "", "leads into an event that nothing may flow into."
    for source, node in nodes.items():
        yield from _leaving(node, source or "", leaving.get(source or "", []))


def _leaving(node: etree._Element, identity: str, flows: list[etree._Element]) -> Iterator[tuple[str, str]]:
    kind = local(node)
    conditions = [flow for flow in flows if flow.find(f"{{{BPMN}}}conditionExpression") is not None]
    if bool(flows) == (kind == "endEvent" or _goes_on_elsewhere(node)):
        yield (
            identity,
            "is followed by something that would never run."
            if flows
            else "leads nowhere: the case would be stuck; draw an end event after it.",
        )
    if kind in ("exclusiveGateway", "inclusiveGateway"):
        yield from _choice(node, identity, flows, conditions)
    elif kind in ("parallelGateway", "eventBasedGateway"):
        for flow in conditions:
            yield flow.get("id") or "", "carries a condition that its gateway never asks: it would be ignored."
    elif conditions and len(conditions) == len(flows):
        yield identity, "is left by conditions only; a case that fits none would be stuck: give one flow none."


def _goes_on_elsewhere(node: etree._Element) -> bool:
    """Whether a node needs no flow out of it: an event sub-process, or a link that leads to its target."""
    throws_link = local(node) == "intermediateThrowEvent" and node.find(f"{{{BPMN}}}linkEventDefinition") is not None
    return throws_link or is_handler(node)


def _choice(
    node: etree._Element, identity: str, flows: list[etree._Element], conditions: list[etree._Element]
) -> Iterator[tuple[str, str]]:
    default = node.get("default")
    if len(flows) < 2 and not conditions:
        return
    if default not in [flow.get("id") for flow in flows]:
        yield identity, "splits without a default flow; a case that fits no condition would be stuck."
    if any(flow not in conditions and flow.get("id") != default for flow in flows):
        yield identity, "has a flow without a condition that is not the default."


def _gateways(root: etree._Element, elements: list[Element]) -> Iterator[tuple[str, str]]:
    named = {element.id: element for element in elements}
    for gateway in [element for element in elements if element.kind == "eventBasedGateway"]:
        flows = [f for f in root.iter(f"{{{BPMN}}}sequenceFlow") if f.get("sourceRef") == gateway.id]
        awaited = [named[target] for f in flows if (target := f.get("targetRef") or "") in named]
        if any(one.kind != "intermediateCatchEvent" for one in awaited):
            yield gateway.id, "waits for events and leads to something else; draw message or timer catch events."
        names = [one.message.name for one in awaited if one.message]
        if len(set(names)) < len(names):
            yield gateway.id, "waits twice for the same message; only the first way would be taken."


def _unreachable(root: etree._Element) -> Iterator[tuple[str, str]]:
    for scope in root.iter(f"{{{BPMN}}}process", f"{{{BPMN}}}subProcess"):
        nodes = {child.get("id"): child for child in scope if local(child) in FLOW_NODES}
        starts = [identity for identity, node in nodes.items() if local(node) == "startEvent"]
        begun = [identity for identity, node in nodes.items() if _begins_of_itself(node)]
        if len(starts) != 1:
            yield scope.get("id") or "", f"has {len(starts)} start events; it needs exactly one."
        if not any(local(node) == "endEvent" for node in nodes.values()):
            yield scope.get("id") or "", "has no end event."
        if len(nodes) > MAX_NODES:
            yield (
                scope.get("id") or "",
                f"has {len(nodes)} elements; the engine is trusted up to {MAX_NODES}: use stages.",
            )
        reached = reached_from(scope, [one or "" for one in (*starts, *begun)])
        for identity in [identity for identity in nodes if identity not in reached]:
            yield identity or "", "cannot be reached from the start: what it says would be missing silently (S8)."


def _begins_of_itself(node: etree._Element) -> bool:
    """Whether a token comes to a node by something else than a flow: an event sub-process, or the target of a link."""
    catches_link = local(node) == "intermediateCatchEvent" and node.find(f"{{{BPMN}}}linkEventDefinition") is not None
    return catches_link or is_handler(node)
