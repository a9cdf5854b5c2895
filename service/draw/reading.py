"""Reads BPMN XML as it is drawn: elements by id, with bounds and waypoints. Judges nothing about the diagram."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
APPROVALS = "urn:approvals:bpmn:1"

TASKS = frozenset(
    ["task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"]
)
CONTAINERS = frozenset(["subProcess", "transaction", "adHocSubProcess"])
ACTIVITIES = TASKS | CONTAINERS | {"callActivity"}
EVENTS = frozenset(["startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent"])
GATEWAYS = frozenset(["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"])
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


class UnreadableDiagram(ValueError):
    """The file is no XML that can be read safely; open it in an editor and export it as BPMN 2.0 again."""


class Box(NamedTuple):
    """A rectangle in diagram units, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


class Shape(NamedTuple):
    """An element with a place: its bounds, and those of its label where the file gives them."""

    element: etree._Element
    box: Box
    label: Box | None
    expanded: bool
    horizontal: bool
    bears_events: bool


class Edge(NamedTuple):
    """A flow with at least two waypoints."""

    element: etree._Element
    points: tuple[tuple[float, float], ...]
    label: Box | None


class Drawing(NamedTuple):
    """What the first plane of a file shows, in the file's order."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def read(xml: bytes) -> etree._Element:
    """Parse a file without entities, network or unbounded trees. Raises UnreadableDiagram, when it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as problem:
        raise UnreadableDiagram(f"This is not readable XML: {problem.msg}") from problem


def read_drawing(root: etree._Element) -> Drawing:
    """Return the placed elements of the first plane; elements without a place are left to the outline."""
    by_id = {element.get("id"): element for element in root.iter() if kind(element) and element.get("id")}
    plane = next(root.iter(f"{{{DI}}}BPMNPlane"), None)
    if plane is None:
        return Drawing((), ())
    return Drawing(tuple(_shapes(plane, by_id)), tuple(_edges(plane, by_id)))


def kind(element: etree._Element) -> str:
    """Return the BPMN name of an element ("userTask"), or an empty text for anything else."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(f"{{{BPMN}}}"):
        return ""
    return tag.rpartition("}")[2]


def name(element: etree._Element) -> str:
    """Return the element's name on one line."""
    return " ".join((element.get("name") or "").split())


def approvals(element: etree._Element, attribute: str) -> str:
    """Return an attribute of our own namespace, or an empty text."""
    return element.get(f"{{{APPROVALS}}}{attribute}", "")


def definitions(element: etree._Element) -> list[str]:
    """Return the kinds of an event's definitions: ["timer"], ["message"], []."""
    names = [kind(child) for child in element]
    return [each.removesuffix("EventDefinition") for each in names if each.endswith("EventDefinition")]


def timer_text(element: etree._Element) -> str:
    """Return what an event's timer holds: the name of a deadline, or an ISO 8601 literal."""
    for tag in ("timeDate", "timeDuration", "timeCycle"):
        for time in element.iter(f"{{{BPMN}}}{tag}"):
            return (time.text or "").strip()
    return ""


def _shapes(plane: etree._Element, by_id: dict[str | None, etree._Element]) -> Iterator[Shape]:
    hosts = {element.get("attachedToRef") for element in by_id.values()}
    for shape in plane.iter(f"{{{DI}}}BPMNShape"):
        element, box = by_id.get(shape.get("bpmnElement")), _bounds(shape)
        if element is not None and box is not None:
            expanded = shape.get("isExpanded", "false") == "true"
            horizontal = shape.get("isHorizontal", "true") == "true"
            yield Shape(element, box, _label(shape), expanded, horizontal, element.get("id") in hosts)


def _edges(plane: etree._Element, by_id: dict[str | None, etree._Element]) -> Iterator[Edge]:
    for edge in plane.iter(f"{{{DI}}}BPMNEdge"):
        element = by_id.get(edge.get("bpmnElement"))
        points = tuple((_number(p, "x"), _number(p, "y")) for p in edge.iterchildren(f"{{{DD}}}waypoint"))
        if element is not None and len(points) > 1:
            yield Edge(element, points, _label(edge))


def _label(holder: etree._Element) -> Box | None:
    label = holder.find(f"{{{DI}}}BPMNLabel")
    return None if label is None else _bounds(label)


def _bounds(holder: etree._Element) -> Box | None:
    bounds = holder.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, side) for side in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _number(element: etree._Element, attribute: str) -> float:
    try:
        number = float(element.get(attribute, "0"))
    except ValueError:
        return 0.0
    # Infinities and numbers far off any sheet would make a drawing nobody could open.
    return number if abs(number) < 1e6 else 0.0
