"""What a BPMN file of any vendor holds: scopes, nodes, flows and event definitions, with nothing left out or judged.

`processes.elements` reads our own marks for running cases; this reads plain BPMN for those who judge, play or mend a
diagram. References are kept as written: what they name may be missing, and saying so is the work of the checks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from lxml import etree

from processes.xml import BPMN, local, text_of

_T = TypeVar("_T")

EVENT_KINDS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "event")
GATEWAY_KINDS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
TASK_KINDS = (
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
)  # fmt: skip
SUB_PROCESS_KINDS = ("subProcess", "transaction", "adHocSubProcess")
ACTIVITY_KINDS = (*TASK_KINDS, *SUB_PROCESS_KINDS, "callActivity")
NODE_KINDS = (*EVENT_KINDS, *GATEWAY_KINDS, *ACTIVITY_KINDS)
ROOT_EVENTS = ("message", "signal", "error", "escalation")
"""The things that event definitions point to; they stand beside the processes."""


@dataclass(frozen=True, eq=False)
class EventDefinition:
    """What an event waits for or throws.

    kind: `timer`, `message`, `signal`, `error`, `escalation`, `conditional`, `link`, `compensate`, `cancel`,
    `terminate`. ref: the id of the message and so on, as written. text: the timer's text, the condition, the name of
    the link. timer: `timeDate`, `timeDuration` or `timeCycle`.
    """

    kind: str
    ref: str = ""
    text: str = ""
    timer: str = ""
    xml: etree._Element | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Flow:
    """A sequence flow. `id` is given by us when the file has none; `condition` is None when there is none."""

    id: str
    source: str
    target: str
    condition: str | None
    xml: etree._Element = field(repr=False)


@dataclass(frozen=True, eq=False)
class Node:
    """A flow node. `scope` is the id of the process or sub-process that it stands in; `loop` is the local name of the
    loop marker, or empty."""

    id: str
    kind: str
    name: str
    scope: str
    events: tuple[EventDefinition, ...]
    attached_to: str
    interrupting: bool
    default: str
    loop: str
    calls: str
    xml: etree._Element = field(repr=False)

    @property
    def event(self) -> str:
        """The kind of the only event definition; empty for none, `multiple` for several."""
        return self.events[0].kind if len(self.events) == 1 else "multiple" if self.events else ""

    @property
    def is_event_sub_process(self) -> bool:
        """Whether it is begun by its own start event, not by a flow."""
        return self.kind in SUB_PROCESS_KINDS and self.xml.get("triggeredByEvent") in ("true", "1")


@dataclass(frozen=True, eq=False)
class Scope:
    """A process or the inside of a sub-process: its own nodes and flows, in the order of the file."""

    id: str
    kind: str
    parent: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    xml: etree._Element = field(repr=False)


@dataclass(frozen=True, eq=False)
class Model:
    """A whole file. `scopes` are all processes and sub-processes by id; `nodes` all flow nodes by id (the first, when
    an id is used twice)."""

    root: etree._Element = field(repr=False)
    scopes: Mapping[str, Scope]

    @cached_property
    def processes(self) -> tuple[Scope, ...]:
        """The processes, in the order of the file."""
        return tuple(scope for scope in self.scopes.values() if scope.kind == "process")

    @cached_property
    def executable(self) -> bool:
        """Whether one of the processes is marked as executable."""
        return any(scope.xml.get("isExecutable") in ("true", "1") for scope in self.processes)

    @cached_property
    def by_kind(self) -> dict[str, tuple[etree._Element, ...]]:
        """Every element in the namespace of BPMN, by its local name, in the order of the file."""
        return _grouped([(local(element), element) for element in self.root.iter(f"{{{BPMN}}}*")])

    @cached_property
    def by_id(self) -> dict[str, etree._Element]:
        """Every element in the namespace of BPMN by its id (the first, when an id is used twice)."""
        found: dict[str, etree._Element] = {}
        for element in self.root.iter(f"{{{BPMN}}}*"):
            if element.get("id"):
                found.setdefault(element.get("id") or "", element)
        return found

    def every(self, *kinds: str) -> Iterator[etree._Element]:
        """Yield the elements with these local names."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every flow node of every scope by id."""
        found: dict[str, Node] = {}
        for scope in self.scopes.values():
            for node in scope.nodes:
                found.setdefault(node.id, node)
        return found

    @cached_property
    def flows(self) -> dict[str, Flow]:
        """Every sequence flow by id."""
        return {flow.id: flow for scope in self.scopes.values() for flow in scope.flows}

    @cached_property
    def incoming(self) -> dict[str, tuple[Flow, ...]]:
        """The flows into each node that has some, by node id."""
        return _grouped([(flow.target, flow) for flow in self.flows.values()])

    @cached_property
    def outgoing(self) -> dict[str, tuple[Flow, ...]]:
        """The flows out of each node that has some, by node id."""
        return _grouped([(flow.source, flow) for flow in self.flows.values()])

    @cached_property
    def boundaries(self) -> dict[str, tuple[Node, ...]]:
        """The boundary events on each activity, by the id that they name."""
        return _grouped([(node.attached_to, node) for node in self.nodes.values() if node.kind == "boundaryEvent"])

    @cached_property
    def named(self) -> dict[str, str]:
        """The names of messages, signals, errors and escalations by id; an error's is its code, when it has one."""
        names = {}
        for kind in ROOT_EVENTS:
            for one in self.root.iter(f"{{{BPMN}}}{kind}"):
                code = one.get(f"{kind}Code") if kind in ("error", "escalation") else None
                names[one.get("id") or ""] = code or one.get("name") or one.get("id") or ""
        return names

    @cached_property
    def message_flows(self) -> tuple[tuple[str, str], ...]:
        """(source id, target id) of every message flow, as written, without namespace prefixes."""
        flows = self.root.iter(f"{{{BPMN}}}messageFlow")
        return tuple((plain_ref(flow.get("sourceRef")), plain_ref(flow.get("targetRef"))) for flow in flows)

    def scopes_above(self, scope: str) -> Iterator[Scope]:
        """Yield the scope of that id and those around it, inside out."""
        at: Scope | None = self.scopes.get(scope)
        while at is not None:
            yield at
            at = self.scopes.get(at.parent)

    def process_of(self, node: Node) -> Scope:
        """Return the process that a node stands in."""
        return list(self.scopes_above(node.scope))[-1]

    def label(self, identity: str) -> str:
        """Return how a designer knows an element: 'Approve' (approve), or its id when it has no name."""
        node = self.nodes.get(identity)
        name = " ".join((node.name if node else self._name(identity)).split())
        return f"'{name}' ({identity})" if name and name != identity else f"'{identity}'"

    def _name(self, identity: str) -> str:
        return self._names.get(identity, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.get("id") or "": one.get("name") or "" for one in self.root.iter(f"{{{BPMN}}}*")}


def place_of(xml: etree._Element) -> str:
    """Return the id of an element, or of the nearest one round it that has an id: where a designer finds it."""
    return next((one.get("id") or "" for one in (xml, *xml.iterancestors()) if one.get("id")), "")


def plain_ref(reference: str | None) -> str:
    """Return a reference without its namespace prefix (`tns:approve` is `approve`)."""
    return (reference or "").rpartition(":")[2].strip()


def read_model(root: etree._Element) -> Model:
    """Return what the file holds. root: what `processes.xml.read_xml` gave."""
    shared = {node.get("id") or "": node for node in root if local(node).endswith("EventDefinition")}
    scopes: dict[str, Scope] = {}
    for number, process in enumerate(root.iter(f"{{{BPMN}}}process")):
        _read_scope(process, "", process.get("id") or f"process-{number}", shared, scopes)
    return Model(root, scopes)


def _read_scope(
    xml: etree._Element, parent: str, identity: str, shared: Mapping[str, etree._Element], scopes: dict[str, Scope]
) -> None:
    found = [(child, child.get("id") or f"{identity}.{local(child)}-{n}") for n, child in enumerate(xml)]
    nodes = [_node(child, name, identity, shared) for child, name in found if local(child) in NODE_KINDS]
    flows = [_flow(child, name) for child, name in found if local(child) == "sequenceFlow"]
    scopes[identity] = Scope(identity, local(xml), parent, tuple(nodes), tuple(flows), xml)
    for node in nodes:
        if node.kind in SUB_PROCESS_KINDS and node.id not in scopes:
            _read_scope(node.xml, identity, node.id, shared, scopes)


def _flow(xml: etree._Element, identity: str) -> Flow:
    condition = xml.find(f"{{{BPMN}}}conditionExpression")
    text = None if condition is None else text_of(condition)
    return Flow(identity, plain_ref(xml.get("sourceRef")), plain_ref(xml.get("targetRef")), text, xml)


def _node(xml: etree._Element, identity: str, scope: str, shared: Mapping[str, etree._Element]) -> Node:
    loop = next((local(child) for child in xml if local(child).endswith("LoopCharacteristics")), "")
    return Node(
        id=identity,
        kind=local(xml),
        name=xml.get("name") or "",
        scope=scope,
        events=tuple(_definitions(xml, shared)),
        attached_to=plain_ref(xml.get("attachedToRef")),
        interrupting=_interrupts(xml),
        default=plain_ref(xml.get("default")),
        loop=loop,
        calls=plain_ref(xml.get("calledElement")),
        xml=xml,
    )


def _interrupts(xml: etree._Element) -> bool:
    attribute = "isInterrupting" if local(xml) == "startEvent" else "cancelActivity"
    return xml.get(attribute, "true") in ("true", "1")


def _definitions(xml: etree._Element, shared: Mapping[str, etree._Element]) -> Iterator[EventDefinition]:
    for child in xml:
        if local(child).endswith("EventDefinition"):
            yield event_definition(child)
        elif local(child) == "eventDefinitionRef":
            named = shared.get(plain_ref(text_of(child)))
            yield event_definition(named) if named is not None else EventDefinition("missing", ref=text_of(child))


def event_definition(xml: etree._Element) -> EventDefinition:
    """Read one `...EventDefinition` element."""
    kind = local(xml).removesuffix("EventDefinition")
    timers = [child for child in xml if local(child) in ("timeDate", "timeDuration", "timeCycle")]
    if kind == "timer":
        shape, text = (local(timers[0]), text_of(timers[0])) if timers else ("", "")
        return EventDefinition(kind, text=text, timer=shape, xml=xml)
    text = xml.get("name") or "" if kind == "link" else text_of(xml.find(f"{{{BPMN}}}condition"))
    return EventDefinition(kind, ref=plain_ref(xml.get(f"{kind}Ref") or xml.get("activityRef")), text=text, xml=xml)


def _grouped(pairs: list[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    groups: dict[str, list[_T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
