"""Puts a diagram together as one SVG: containers, flows, elements, labels, marks, in this order.

The classes are dressed by the pages' style sheet; the few attributes on the root keep a drawing readable in mail
and in a bundle, where no style sheet is.
"""

from collections.abc import Iterable, Mapping

from service.draw import flows, icons, lettering, reading, shapes
from service.draw.markup import tag, words
from service.draw.reading import Box, Drawing, Edge, Shape
from service.draw.wording import MARKS, kind_words, name_words

PAD = 16
NOTICE = Box(0, 0, 420, 40)


def diagram_svg(
    xml: bytes, *, marks: Mapping[str, str] | None = None, title: str, links: Mapping[str, str] | None = None
) -> str:
    """Draw a BPMN file. `marks`: element id -> done, current, waiting, late or withdrawn; `links`: id -> address.

    Raises UnreadableDiagram, when the file is no XML. A file without a drawing gives a notice instead of one.
    """
    drawing = reading.read_drawing(reading.read(xml))
    if not drawing.shapes:
        notice = lettering.lines_at(["This diagram was saved without a drawing."], 12, 12, anchor="start")
        return _sheet([notice], [NOTICE], title, "", linked=False)
    labels, rooms = _labels(drawing)
    parts = _layers(drawing, marks or {}, links or {})
    boxes = [shape.box for shape in drawing.shapes] + rooms + [_span(edge) for edge in drawing.edges]
    return _sheet([*parts, *labels], boxes, title, _description(drawing, marks or {}), linked=bool(links))


def _layers(drawing: Drawing, marks: Mapping[str, str], links: Mapping[str, str]) -> list[str]:
    containers = [shape for shape in drawing.shapes if shapes.is_container(shape)]
    rest = [shape for shape in drawing.shapes if not shapes.is_container(shape)]
    # The largest lies lowest; boundary events lie on their hosts.
    containers.sort(key=lambda shape: -shape.box.width * shape.box.height)
    rest.sort(key=lambda shape: reading.kind(shape.element) == "boundaryEvent")
    return [
        *(_element(shape, marks, links) for shape in containers),
        *_lines(drawing),
        *(_element(shape, marks, links) for shape in rest),
    ]


def _element(shape: Shape, marks: Mapping[str, str], links: Mapping[str, str]) -> str:
    id_ = shape.element.get("id", "")
    mark = marks.get(id_, "") if marks.get(id_) in MARKS else ""
    parts = [tag("title", words(_title(shape, mark))), shapes.body(shape)]
    if mark:
        parts.append(icons.mark_icon(mark, *_badge_place(shape)))
    class_ = f"bpmn-element bpmn-is-{mark}" if mark else "bpmn-element"
    drawn = tag("g", *parts, class_=class_, data_element=id_)
    return tag("a", drawn, href=links[id_], aria_label=_title(shape, mark)) if id_ in links else drawn


def _badge_place(shape: Shape) -> tuple[float, float]:
    # Flows leave a gateway, with their labels, to the right; the corner on the left is free.
    gateway = reading.kind(shape.element) in reading.GATEWAYS
    return (shape.box.x + 6 if gateway else shape.box.right - 4), shape.box.y + (6 if gateway else 2)


def _title(shape: Shape, mark: str) -> str:
    said = [name_words(shape.element), kind_words(shape.element), MARKS.get(mark, "")]
    return ", ".join(part for part in said if part)


def _lines(drawing: Drawing) -> Iterable[str]:
    defaults = {shape.element.get("default") for shape in drawing.shapes}
    elements = [shape.element for shape in drawing.shapes]
    activities = {element.get("id") for element in elements if reading.kind(element) in reading.ACTIVITIES}
    for edge in drawing.edges:
        yield flows.line(
            edge,
            default=edge.element.get("id") in defaults,
            from_activity=edge.element.get("sourceRef") in activities,
        )


def _labels(drawing: Drawing) -> tuple[list[str], list[Box]]:
    outside = [_outside_label(shape) for shape in drawing.shapes if shapes.labelled_outside(shape)]
    drawn = outside + [flows.label(edge) for edge in drawing.edges]
    return [label for label, _ in drawn if label], [room for _, room in drawn if room]


def _outside_label(shape: Shape) -> tuple[str, Box | None]:
    (middle, _), below = shape.box.middle, shape.box.bottom + 5
    return lettering.label(name_words(shape.element), shape.label, middle, below)


def _span(edge: Edge) -> Box:
    xs, ys = [x for x, _ in edge.points], [y for _, y in edge.points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _description(drawing: Drawing, marks: Mapping[str, str]) -> str:
    said = [
        f"{name_words(shape.element) or kind_words(shape.element)}: {MARKS[mark]}"
        for shape in drawing.shapes
        if (mark := marks.get(shape.element.get("id", ""), "")) in MARKS
    ]
    return ". ".join(["The same diagram follows in words", *said]) + "."


def _sheet(parts: list[str], boxes: list[Box], title: str, description: str, *, linked: bool) -> str:
    left, top = min(box.x for box in boxes) - PAD, min(box.y for box in boxes) - PAD
    wide = max(box.right for box in boxes) + PAD - left
    high = max(box.bottom for box in boxes) + PAD - top
    head = tag("title", words(title)) + (tag("desc", words(description)) if description else "")
    drawn = tag("g", *parts, fill="#ffffff", stroke="#212b32", stroke_width=1.5, stroke_linejoin="round")
    return tag(
        "svg",
        head,
        drawn,
        xmlns="http://www.w3.org/2000/svg",
        class_="bpmn-diagram",
        role="group" if linked else "img",
        aria_label=title,
        viewBox=f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}",
        width=f"{wide:.0f}",
        height=f"{high:.0f}",
        font_family="Arial, sans-serif",
        font_size=lettering.SIZE,
    )
