"""What the engine cannot run as it is drawn: named, with the reason.

Asks plain BPMN, before any rewrite. Whatever is not refused here is either run as drawn or rewritten to the same
meaning (`processes.rewriting`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from processes.model import (
    ACTIVITY_KINDS,
    NODE_KINDS,
    SUB_PROCESS_KINDS,
    EventDefinition,
    Model,
    Node,
    Scope,
    plain_ref,
)
from processes.rewriting.quantities import quantity
from processes.xml import local, text_of

MAX_QUANTITY = 20
MAX_NODES = 300
MAX_FLOWS = 900
RESERVED = ("Start", "End", "Root", "StartEventSplit", "StartEventJoin")
RESERVED_ENDINGS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")
NEVER_TWICE = ("error", "terminate", "cancel")
_TRUE = ("true", "1")
_FOREIGN = ("choreographyTask", "callChoreography", "subChoreography", "callConversation", "implicitThrowEvent")


@dataclass(frozen=True)
class Unsupported:
    """One construct that cannot be run as drawn.

    rule: `unsupported.` and the construct. element: its id. what: the rest of a sentence whose subject is the element.
    why: a whole sentence. remedy: a whole sentence that says what to draw instead.
    """

    rule: str
    element: str
    what: str
    why: str
    remedy: str


def unsupported(model: Model) -> Iterator[Unsupported]:
    """Yield everything in a file that is refused, in its order."""
    for scope in model.scopes.values():
        for find in (_size, _starts, _handlers, _foreign, _flows):
            yield from find(model, scope)
        for node in scope.nodes:
            for ask in (_kinds, _quantities, _loops, _events, _several, _gateways, _boundaries, _names):
                yield from ask(model, node)
            yield from _data(node)


def _refused(construct: str, element: str, what: str, why: str, remedy: str) -> Unsupported:
    return Unsupported(f"unsupported.{construct}", element, what, why, remedy)


def _size(_: Model, scope: Scope) -> Iterator[Unsupported]:
    if len(scope.nodes) > MAX_NODES or len(scope.flows) > MAX_FLOWS:
        yield _refused(
            "size", scope.id, f"holds {len(scope.nodes)} elements and {len(scope.flows)} flows side by side",
            f"The engine is trusted up to {MAX_NODES} elements and {MAX_FLOWS} flows, and no reader can follow more.",
            "Draw parts of it as stages, and call them.",
        )  # fmt: skip


def _kinds(_: Model, node: Node) -> Iterator[Unsupported]:
    if node.kind == "complexGateway":
        yield _refused(
            "complex-gateway", node.id, "is a complex gateway",
            "No two engines agree on when it is passed, so a case could go on too early or never.",
            "Draw exclusive, inclusive or parallel gateways that say the same.",
        )  # fmt: skip
    if node.kind == "adHocSubProcess":
        yield _refused(
            "ad-hoc-sub-process", node.id, "is an ad-hoc sub-process",
            "Its activities have no order, so nobody can say when the case may go on.",
            "Draw the order of the activities, side by side where any order will do.",
        )  # fmt: skip
    if node.kind == "event":
        yield _refused(
            "event", node.id, "is an event that neither waits nor throws",
            "What happens there is not said.", "Draw a catch or a throw event.",
        )  # fmt: skip


def _quantities(_: Model, node: Node) -> Iterator[Unsupported]:
    for attribute in ("startQuantity", "completionQuantity"):
        if not 1 <= quantity(node.xml, attribute) <= MAX_QUANTITY:
            yield _refused(
                "quantity", node.id, f"has the {attribute} '{node.xml.get(attribute)}'",
                f"An activity takes and leaves between 1 and {MAX_QUANTITY} tokens; else the case would be stuck.",
                "Give a whole number in that range, or take the attribute out.",
            )  # fmt: skip


def _loops(_: Model, node: Node) -> Iterator[Unsupported]:
    marker = next((child for child in node.xml if local(child) == node.loop), None)
    if marker is None:
        return
    parts = {local(child): text_of(child) for child in marker}
    if node.loop == "multiInstanceLoopCharacteristics":
        yield from _multi_instance(node, parts, marker.get("behavior", "All"))
    elif not parts.get("loopCondition") and not _number(marker.get("loopMaximum")):
        yield _refused(
            "loop-without-end", node.id, "is a loop without a condition and without a maximum",
            "It would never end.", "Give it a loopCondition or a loopMaximum.",
        )  # fmt: skip


def _multi_instance(node: Node, parts: dict[str, str], behavior: str) -> Iterator[Unsupported]:
    if behavior != "All":
        yield _refused(
            "multi-instance-behavior", node.id, f"throws events while its instances end (behavior '{behavior}')",
            "The event would come too late or not at all.",
            "Throw the event inside the activity, where it is meant to happen.",
        )  # fmt: skip
    if {"loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"} & parts.keys():
        yield _refused(
            "multi-instance-data", node.id, "has one instance for each item of a collection",
            "The variables belong to the case, so the instances could not tell their items apart.",
            "Give a loopCardinality.",
        )  # fmt: skip
    elif not parts.get("loopCardinality"):
        yield _refused(
            "multi-instance-without-count", node.id, "has several instances but does not say how many",
            "Nobody could say when it is done.", "Give a loopCardinality.",
        )  # fmt: skip


def _events(model: Model, node: Node) -> Iterator[Unsupported]:
    for definition in node.events:
        refuse = _DEFINITIONS.get(definition.kind)
        if refuse is not None:
            yield from refuse(model, node, definition)


def _compensate(_: Model, node: Node, __: EventDefinition) -> Iterator[Unsupported]:
    yield _refused(
        "compensation", node.id, "takes part in compensation",
        "What was done would not be undone: compensation would be left out without a word.",
        "Draw the way back as a way of its own.",
    )  # fmt: skip


def _missing(_: Model, node: Node, definition: EventDefinition) -> Iterator[Unsupported]:
    yield _refused(
        "event-definition-missing", node.id, f"refers to the event definition '{definition.ref}', which is not there",
        "Nobody knows what it waits for.", "Write the definition into the event.",
    )  # fmt: skip


def _timer(_: Model, node: Node, definition: EventDefinition) -> Iterator[Unsupported]:
    if definition.timer == "timeCycle" and (node.kind != "boundaryEvent" or node.interrupting):
        handler = node.kind == "startEvent" and not node.interrupting
        if not handler:
            yield _refused(
                "repeating-timer", node.id, "is a timer that repeats where the case can wait only once",
                "Every repetition but the first would be left out or would run the rest of the path again.",
                "Give a duration or a date, or let the timer stand at a boundary without interrupting.",
            )  # fmt: skip
    if not definition.text:
        yield _refused(
            "timer-without-time", node.id, "is a timer without a time",
            "It would never fall due, or at once.", "Give a date, a duration or the name of a deadline.",
        )  # fmt: skip
    if node.kind in ("intermediateThrowEvent", "endEvent"):
        yield _refused(
            "thrown-timer", node.id, "throws a timer", "A time can only be waited for.", "Draw a catch event.",
        )  # fmt: skip


def _link(model: Model, node: Node, definition: EventDefinition) -> Iterator[Unsupported]:
    scope = model.scopes[node.scope]
    links = [(one.kind, event.text) for one in scope.nodes for event in one.events if event.kind == "link"]
    targets = links.count(("intermediateCatchEvent", definition.text))
    led = model.outgoing if node.kind == "intermediateThrowEvent" else model.incoming
    if (
        len(node.events) > 1
        or targets != 1
        or node.id in led
        or node.kind not in ("intermediateCatchEvent", "intermediateThrowEvent")
    ):
        yield _refused(
            "link", node.id, f"is a link named '{definition.text}' with {targets} targets in its own scope",
            "A token would be lost there, or nobody could say where it goes on.",
            "Give each link exactly one target of the same name in the same process or sub-process.",
        )  # fmt: skip


def _conditional(_: Model, node: Node, definition: EventDefinition) -> Iterator[Unsupported]:
    if not definition.text:
        yield _refused(
            "condition-missing", node.id, "waits for a condition but does not say which",
            "It would never come.", "Write the condition.",
        )  # fmt: skip


def _cancel(model: Model, node: Node, _: EventDefinition) -> Iterator[Unsupported]:
    scope = model.scopes[node.scope]
    host = model.nodes.get(node.attached_to)
    catches = [one for one in model.boundaries.get(scope.id, ()) if one.event == "cancel"]
    fits = host is not None and host.kind == "transaction" if node.kind == "boundaryEvent" else bool(catches)
    if not fits or (node.kind == "endEvent" and scope.kind != "transaction"):
        yield _refused(
            "cancel", node.id, "cancels something that is no transaction with a cancel event at its boundary",
            "Nobody could say where the case goes on.", "Draw it in a transaction, and its way out at the boundary.",
        )  # fmt: skip


_DEFINITIONS: dict[str, Callable[[Model, Node, EventDefinition], Iterator[Unsupported]]] = {
    "compensate": _compensate,
    "missing": _missing,
    "timer": _timer,
    "link": _link,
    "conditional": _conditional,
    "cancel": _cancel,
}


def _several(model: Model, node: Node) -> Iterator[Unsupported]:
    if len(node.events) < 2:
        return
    kinds = {definition.kind for definition in node.events}
    if node.xml.get("parallelMultiple") in _TRUE and node.kind != "intermediateCatchEvent":
        yield _refused(
            "parallel-multiple", node.id, "waits for all of several events at once",
            "It would begin at the first of them.", "Draw one event after the other.",
        )  # fmt: skip
    sources = [model.nodes.get(flow.source) for flow in model.incoming.get(node.id, ())]
    behind = any(source is not None and source.kind == "eventBasedGateway" for source in sources)
    if behind or (kinds & set(NEVER_TWICE) and node.kind in ("endEvent", "intermediateThrowEvent")):
        yield _refused(
            "several-definitions", node.id, "has several event definitions that cannot be told apart here",
            "Only one of them would count.", "Draw one event for each.",
        )  # fmt: skip


def _gateways(model: Model, node: Node) -> Iterator[Unsupported]:
    if node.kind != "eventBasedGateway":
        return
    if node.xml.get("eventGatewayType", "Exclusive") != "Exclusive":
        yield _refused(
            "parallel-event-gateway", node.id, "waits for all of its events",
            "Only the first of them would be waited for.", "Draw a parallel gateway before the events.",
        )  # fmt: skip
    targets = [model.nodes.get(flow.target) for flow in model.outgoing.get(node.id, ())]
    if any(one is None or one.kind not in ("intermediateCatchEvent", "receiveTask") for one in targets):
        yield _refused(
            "event-gateway-target", node.id, "waits for events and leads to something else",
            "What nobody can wait for would never be chosen.", "Lead it to catch events and receive tasks only.",
        )  # fmt: skip
    awaiting = [one for one in targets if one is not None]
    if any(one.loop or model.boundaries.get(one.id) or len(model.incoming.get(one.id, ())) > 1 for one in awaiting):
        yield _refused(
            "event-gateway-target", node.id, "leads to an event with a marker, a boundary event or another way in",
            "The event belongs to the gateway, and what is drawn round it would be left out.",
            "Lead the gateway to plain events that only it leads to.",
        )  # fmt: skip


def _boundaries(model: Model, node: Node) -> Iterator[Unsupported]:
    if node.kind != "boundaryEvent":
        return
    host = model.nodes.get(node.attached_to)
    if host is None or host.kind not in ACTIVITY_KINDS or host.scope != node.scope:
        yield _refused(
            "boundary-of-nothing", node.id, "is a boundary event of nothing in its process",
            "What it says would be missing without a word.", "Attach it to an activity.",
        )  # fmt: skip
    if not node.events:
        yield _refused(
            "boundary-without-event", node.id, "is a boundary event that waits for nothing",
            "It would never come.", "Say what it waits for.",
        )  # fmt: skip


def _names(model: Model, node: Node) -> Iterator[Unsupported]:
    if node.id in RESERVED or node.id.endswith(RESERVED_ENDINGS):
        yield _refused(
            "reserved-id", node.id, "has an id that the engine keeps for itself",
            "It would be replaced by something else without a word.", "Choose another id.",
        )  # fmt: skip
    ends = [flow for flow in model.incoming.get(node.id, ()) if node.kind in ("startEvent", "boundaryEvent")]
    ends += [flow for flow in model.outgoing.get(node.id, ()) if node.kind == "endEvent"]
    if ends:
        yield _refused(
            "flow-through-end", node.id, f"is {'an end' if node.kind == 'endEvent' else 'a start or boundary'} event "
            f"that the flow '{ends[0].id}' passes",
            "Nothing flows into a beginning or out of an end, so it would never run.", "Lead the flow elsewhere.",
        )  # fmt: skip


def _data(node: Node) -> Iterator[Unsupported]:
    for child in node.xml:
        carries = local(child) in ("dataInputAssociation", "dataOutputAssociation")
        if carries and any(local(part) in ("assignment", "transformation") for part in child):
            yield _refused(
                    "data-assignment", node.id, "computes data on its way in or out",
                    "The variables belong to the case; the computed value would be missing.",
                    "Compute it in a script task.",
                )  # fmt: skip
            return
    if node.xml.get("isForCompensation") in _TRUE:
        yield from _compensate(Model(node.xml, {}), node, EventDefinition("compensate"))


def _starts(model: Model, scope: Scope) -> Iterator[Unsupported]:
    starts = [node for node in scope.nodes if node.kind == "startEvent"]
    owner = model.nodes.get(scope.id)
    if owner is None or not owner.is_event_sub_process:
        plain = [node for node in starts if not node.events]
        if len(plain) > 1 or (owner is not None and len(starts) > 1):
            yield _refused(
                "several-starts", scope.id, f"has {len(starts)} start events",
                "Nobody could say at which of them it begins.", "Draw one start event and a gateway after it.",
            )  # fmt: skip
    if owner is not None and owner.kind in SUB_PROCESS_KINDS and not owner.is_event_sub_process:
        for node in [one for one in starts if one.events]:
            yield _refused(
                "triggered-start", node.id, "starts an embedded sub-process by an event",
                "The sub-process begins when a token arrives; nothing would wait for the event.",
                "Take the event out, or make it an event sub-process.",
            )  # fmt: skip
    for node in scope.nodes:
        if node.xml.get("instantiate") in _TRUE and (model.boundaries.get(node.id) or node.loop):
            yield _refused(
                "instantiating-task", node.id, "begins the process and has a marker or a boundary event",
                "What happens to it at the beginning is not said.", "Draw a message start event before it.",
            )  # fmt: skip


def _handlers(model: Model, scope: Scope) -> Iterator[Unsupported]:
    handlers = [node for node in scope.nodes if node.is_event_sub_process]
    for handler in handlers:
        inside = model.scopes[handler.id]
        starts = [node for node in inside.nodes if node.kind == "startEvent"]
        if len(starts) != 1 or not starts[0].events:
            yield _refused(
                "event-sub-process-start", handler.id, f"is an event sub-process with {len(starts)} start events that "
                "could trigger it",
                "It would never begin.", "Give it one start event with the event that it waits for.",
            )  # fmt: skip
        if model.incoming.get(handler.id) or model.outgoing.get(handler.id) or model.boundaries.get(handler.id):
            yield _refused(
                "event-sub-process-flow", handler.id, "is an event sub-process with flows or boundary events",
                "It is begun by its event alone.", "Take the flows away.",
            )  # fmt: skip
    terminates = [node for node in scope.nodes if any(one.kind == "terminate" for one in node.events)]
    beside = [node for node in handlers if any(not start.interrupting for start in model.scopes[node.id].nodes)]
    if terminates and beside:
        yield _refused(
            "terminate-beside-handler", terminates[0].id, "terminates a scope with an event sub-process that does not "
            "interrupt",
            "The event sub-process would go on.", "Let it interrupt, or end the scope by another event.",
        )  # fmt: skip


def _foreign(_: Model, scope: Scope) -> Iterator[Unsupported]:
    for number, child in enumerate(scope.xml):
        if local(child) in _FOREIGN or (local(child).endswith(("Task", "Gateway")) and local(child) not in NODE_KINDS):
            identity = child.get("id") or f"{scope.id}.{local(child)}-{number}"
            yield _refused(
                "element", plain_ref(identity), f"is a {local(child)}", "Nobody knows how it runs.",
                "Draw it with the elements of a process.",
            )  # fmt: skip


def _flows(model: Model, scope: Scope) -> Iterator[Unsupported]:
    here = {node.id for node in scope.nodes}
    for flow in scope.flows:
        if not {flow.source, flow.target} <= here:
            yield _refused(
                "flow-elsewhere", flow.id, "leads from or to something outside its process or sub-process",
                "A token cannot go there.", "Lead it between two elements of the same process or sub-process.",
            )  # fmt: skip


def _number(text: str | None) -> bool:
    return text is not None and text.strip().isdigit()
