"""The shipped diagrams are a pleasure to read: everything drawn, named where a reader chooses, no line over another."""

from itertools import combinations, pairwise

import pytest
from lxml import etree

from processes.paths import shipped_library
from processes.xml import BPMN, local, read_xml

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
FILES = shipped_library().diagrams
Point = tuple[float, float]
Line = tuple[str, Point, Point]
Box = tuple[float, float, float, float]


def nodes(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter() if node.find(f"{{{BPMN}}}incoming") is not None or local(node) == "startEvent"]


def leaving(node: etree._Element) -> list[str]:
    return [flow.text or "" for flow in node.findall(f"{{{BPMN}}}outgoing")]


def lines(root: etree._Element) -> list[Line]:
    """Every straight piece of every flow."""
    pieces: list[Line] = []
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.findall(WAYPOINT)]
        pieces += [(edge.get("bpmnElement"), a, b) for a, b in pairwise(points)]
    return pieces


def boxes(root: etree._Element, label: bool) -> list[tuple[str, Box]]:
    """The shapes of the diagram, or the labels of its shapes and flows."""
    found = []
    for shape in root.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge"):
        holder = shape.find(f"{{{DI}}}BPMNLabel") if label else shape
        bounds = holder.find(f"{{{DC}}}Bounds") if holder is not None else None
        if bounds is not None:
            x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
            found.append((shape.get("bpmnElement"), (x, y, x + width, y + height)))
    return found


def crosses(one: Line, other: Line) -> bool:
    """Whether a level piece and an upright piece of two flows cross inside both."""
    (_, a, b), (_, c, d) = (one, other) if one[1][1] == one[2][1] else (other, one)
    if a[1] != b[1] or c[0] != d[0]:
        return False
    inside = min(a[0], b[0]) < c[0] < max(a[0], b[0])
    return inside and min(c[1], d[1]) < a[1] < max(c[1], d[1])


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.fixture(params=sorted(FILES))
def root(request: pytest.FixtureRequest) -> etree._Element:
    return read_xml(FILES[request.param])


def test_everything_is_drawn(root: etree._Element) -> None:
    drawn = {shape.get("bpmnElement") for shape in root.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")}
    wanted = {node.get("id") for node in (*nodes(root), *root.iter(f"{{{BPMN}}}sequenceFlow"))}
    assert wanted <= drawn


def test_lines_are_level_or_upright_and_do_not_cross(root: etree._Element) -> None:
    pieces = lines(root)
    assert [flow for flow, a, b in pieces if a[0] != b[0] and a[1] != b[1]] == []
    assert [(one[0], other[0]) for one, other in combinations(pieces, 2) if crosses(one, other)] == []


def test_where_a_reader_chooses_everything_has_a_name(root: etree._Element) -> None:
    flows = {flow.get("id"): flow for flow in root.iter(f"{{{BPMN}}}sequenceFlow")}
    choices = [node for node in root.iter(f"{{{BPMN}}}exclusiveGateway") if len(leaving(node)) > 1]
    assert [node.get("id") for node in choices if not node.get("name")] == []
    assert [flow for node in choices for flow in leaving(node) if not flows[flow].get("name")] == []


def test_labels_keep_apart(root: etree._Element) -> None:
    labels = boxes(root, label=True)
    pairs = combinations(labels, 2)
    assert [(one[0], other[0]) for one, other in pairs if overlap(one[1], other[1])] == []


def test_steps_tables_and_calls_have_names(root: etree._Element) -> None:
    kinds = ("userTask", "scriptTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess", "endEvent")
    nameless = [node.get("id") for node in root.iter() if local(node) in kinds and not node.get("name")]
    assert nameless == []
