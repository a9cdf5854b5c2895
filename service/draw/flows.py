"""Draws one flow: its line with softened corners, its arrowhead, its start sign and its label."""

from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from lxml import etree

from service.draw import lettering, reading
from service.draw.markup import circle, path, tag
from service.draw.reading import Box, Edge

Point = tuple[float, float]
CORNER = 5
HEAD = 10


def line(edge: Edge, *, default: bool, from_activity: bool) -> str:
    """Return the line of a flow. `default` puts a stroke across it, a condition on a task a diamond at its start."""
    kind = reading.kind(edge.element)
    if kind == "sequenceFlow":
        return _sequence(edge, default=default, from_activity=from_activity)
    drawn = path(_softened(edge.points), class_=f"bpmn-flow bpmn-{kind}", fill="none", stroke_dasharray=_dashes(kind))
    if kind == "messageFlow":
        start = circle(*edge.points[0], 4, class_="bpmn-shape", fill="#ffffff")
        return drawn + start + path(_arrowhead(edge.points), class_="bpmn-shape", fill="#ffffff")
    if kind.startswith("data"):
        return drawn + path(_arrowhead(edge.points), class_="bpmn-flow", fill="none")
    return drawn


def label(edge: Edge) -> tuple[str, Box | None]:
    """Return a flow's label and the room it takes; nothing where the flow has no name."""
    text = reading.name(edge.element)
    return lettering.label(text, edge.label, *_beside(edge.points))


def _sequence(edge: Edge, *, default: bool, from_activity: bool) -> str:
    drawn = [
        path(_softened(edge.points), class_="bpmn-flow", fill="none"),
        path(_arrowhead(edge.points), class_="bpmn-arrow", fill="#212b32"),
    ]
    if default:
        drawn.append(_stroke_across(edge.points))
    elif from_activity and _conditional(edge.element):
        drawn.append(_diamond(edge.points))
    return "".join(drawn)


def _conditional(element: etree._Element) -> bool:
    return element.find(f"{{{reading.BPMN}}}conditionExpression") is not None


def _dashes(kind: str) -> str | None:
    return {"messageFlow": "8 5", "association": "2 4"}.get(kind, "2 4")


def _softened(points: tuple[Point, ...]) -> str:
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        (ax, ay), (bx, by) = _towards(corner, before), _towards(corner, after)
        drawn.append(f"L{ax:.1f} {ay:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {bx:.1f} {by:.1f}")
    return "".join((*drawn, f"L{points[-1][0]:.1f} {points[-1][1]:.1f}"))


def _towards(start: Point, end: Point, reach: float = CORNER) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = min(reach, hypot(dx, dy) / 2) / (hypot(dx, dy) or 1)
    return start[0] + dx * share, start[1] + dy * share


def _angle(start: Point, end: Point) -> float:
    return atan2(end[1] - start[1], end[0] - start[0])


def _arrowhead(points: tuple[Point, ...]) -> str:
    (x, y), angle = points[-1], _angle(_last_apart(points), points[-1])
    wings = [(x - HEAD * cos(angle + turn), y - HEAD * sin(angle + turn)) for turn in (pi / 8, -pi / 8)]
    return f"M{x:.1f} {y:.1f}L{wings[0][0]:.1f} {wings[0][1]:.1f}L{wings[1][0]:.1f} {wings[1][1]:.1f}Z"


def _last_apart(points: tuple[Point, ...]) -> Point:
    return next((point for point in reversed(points) if point != points[-1]), points[0])


def _stroke_across(points: tuple[Point, ...]) -> str:
    x, y = _towards(points[0], points[1], 10)
    angle = _angle(points[0], points[1]) + pi / 3
    dx, dy = 6 * cos(angle), 6 * sin(angle)
    return path(f"M{x - dx:.1f} {y - dy:.1f}L{x + dx:.1f} {y + dy:.1f}", class_="bpmn-flow", fill="none")


def _diamond(points: tuple[Point, ...]) -> str:
    (x, y), turn = points[0], _angle(points[0], points[1]) * 180 / pi
    sign = path("M0 0 8-5 16 0 8 5Z", class_="bpmn-shape", fill="#ffffff")
    return tag("g", sign, transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})")


def _beside(points: tuple[Point, ...]) -> Point:
    """Where a label without a place goes: over the middle of the longest level stretch."""
    (ax, ay), (bx, by) = max(pairwise(points), key=lambda pair: abs(pair[1][0] - pair[0][0]))
    return (ax + bx) / 2, (ay + by) / 2 - lettering.LEADING - 3
