"""The elements of a diagram as our marks describe them: what waits for whom, what a timer names, what a task does.

Reads BPMN with lxml; knows nothing of the engine that runs it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.xml import BPMN, local, mark, text_of

EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
TASKS = (
    "userTask", "manualTask", "task", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
)  # fmt: skip
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
CONTAINERS = ("subProcess", "transaction", "callActivity")
FLOW_NODES = (*EVENTS, *TASKS, *GATEWAYS, *CONTAINERS)
STEPS = ("userTask", "manualTask")


def role_id(lane: str) -> str:
    """Return the role that a lane stands for: 'Programme office' is `programme-office`."""
    return "-".join(lane.lower().split())


@dataclass(frozen=True)
class Message:
    """A message between linked cases or from a person. `carries` are the variables that travel with it."""

    name: str
    carries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Element:
    """One flow node. Empty text means that the mark is not there."""

    id: str
    kind: str
    name: str
    process: str
    role: str = ""
    form: str = ""
    status: str = ""
    timer: str = ""
    timer_kind: str = ""
    message: Message | None = None
    interrupting: bool = True
    attached_to: str = ""
    script: str = ""
    decision: str = ""
    operation: str = ""
    opens: str = ""
    opens_with: str = ""
    calls: str = ""
    continues: str = ""
    requirements: tuple[str, ...] = ()

    @property
    def is_step(self) -> bool:
        """Whether a person completes it."""
        return self.kind in STEPS

    @property
    def is_offer(self) -> bool:
        """Whether it is a message that a person may send while it waits."""
        return self.message is not None and bool(self.form) and self.kind in ("boundaryEvent", "intermediateCatchEvent")

    @property
    def throws(self) -> bool:
        """Whether it sends its message to the linked cases."""
        return self.message is not None and self.kind in ("intermediateThrowEvent", "endEvent")


@dataclass(frozen=True)
class ProcessMarks:
    """What a process says of itself. `variables` are (name, expression of the starting value)."""

    id: str
    title: str
    summary: str = ""
    model: str = ""
    category: str = ""
    statutory: bool = False
    executable: bool = True
    variables: tuple[tuple[str, str], ...] = ()
    requirements: tuple[str, ...] = ()


def processes_of(root: etree._Element) -> list[ProcessMarks]:
    """Return the marks of every process in the file."""
    return [_process(element) for element in root.iter(f"{{{BPMN}}}process")]


def _process(element: etree._Element) -> ProcessMarks:
    variables = element.iter("{urn:approvals:bpmn:1}variable")
    return ProcessMarks(
        id=element.get("id") or "",
        title=mark(element, "title") or element.get("name") or element.get("id") or "",
        summary=mark(element, "summary"),
        model=mark(element, "model"),
        category=mark(element, "category"),
        statutory=mark(element, "statutory") == "true",
        executable=element.get("isExecutable") == "true",
        variables=tuple((v.get("name") or "", v.get("value") or "None") for v in variables),
        requirements=tuple(mark(element, "requirements").split()),
    )


def elements_of(root: etree._Element) -> Iterator[Element]:
    """Yield every flow node of the file, in the order of the file."""
    messages = {m.get("id"): _message(m) for m in root.iter(f"{{{BPMN}}}message")}
    lanes = _lanes(root)
    for process in root.iter(f"{{{BPMN}}}process"):
        for node in process.iter():
            if local(node) in FLOW_NODES:
                yield _element(node, process.get("id") or "", lanes, messages)


def _message(element: etree._Element) -> Message:
    carries = mark(element, "carries") + " " + mark(element, "sets")
    return Message(element.get("name") or element.get("id") or "", tuple(dict.fromkeys(carries.split())))


def _lanes(root: etree._Element) -> dict[str, str]:
    refs = root.iter(f"{{{BPMN}}}flowNodeRef")
    lanes = ((text_of(ref), ref.getparent()) for ref in refs)
    return {node: role_id(lane.get("name") or "") for node, lane in lanes if lane is not None}


def _element(node: etree._Element, process: str, lanes: dict[str, str], messages: dict[str | None, Message]) -> Element:
    timer_kind, timer = _timer(node)
    return Element(
        id=node.get("id") or "",
        kind=local(node),
        name=node.get("name") or "",
        process=process,
        role=mark(node, "role") or lanes.get(node.get("id") or "", ""),
        form=mark(node, "form"),
        status=mark(node, "status"),
        timer=timer,
        timer_kind=timer_kind,
        message=_message_of(node, messages),
        interrupting=node.get("cancelActivity", "true") == "true",
        attached_to=node.get("attachedToRef") or "",
        script=text_of(node.find(f"{{{BPMN}}}script")),
        decision=mark(node, "decision"),
        operation=mark(node, "operation"),
        opens=mark(node, "opens"),
        opens_with=mark(node, "with"),
        calls=node.get("calledElement") or "",
        continues=mark(node, "continues"),
        requirements=tuple(mark(node, "requirements").split()),
    )


def _timer(node: etree._Element) -> tuple[str, str]:
    definition = node.find(f"{{{BPMN}}}timerEventDefinition")
    if definition is None:
        return "", ""
    for child in definition:
        if local(child) in ("timeDate", "timeDuration", "timeCycle"):
            return local(child), text_of(child)
    return "none", ""


def _message_of(node: etree._Element, messages: dict[str | None, Message]) -> Message | None:
    definition = node.find(f"{{{BPMN}}}messageEventDefinition")
    return None if definition is None else messages.get(definition.get("messageRef"), Message(""))
