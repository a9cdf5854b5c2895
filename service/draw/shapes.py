"""Draws one placed element: its outline, its sign, its name where the name stands inside the outline."""

from lxml import etree

from service.draw import icons, lettering, reading
from service.draw.markup import circle, path, tag
from service.draw.reading import Box, Shape

ROUNDING = 10
BAND = 30
SIGN = 23
_LOOP = f"{{{reading.BPMN}}}multiInstanceLoopCharacteristics"


def body(shape: Shape) -> str:
    """Return the inside of the group of an element: shapes and text, without its outside label."""
    kind = reading.kind(shape.element)
    if kind in reading.EVENTS:
        return _event(shape, kind)
    if kind in reading.GATEWAYS:
        return _gateway(shape.box, kind)
    if kind in reading.CONTAINERS and shape.expanded:
        return _expanded(shape)
    if kind in reading.ACTIVITIES:
        return _activity(shape, kind)
    return _OTHERS.get(kind, _plain)(shape)


def is_container(shape: Shape) -> bool:
    """Say whether other elements are drawn on top of this one."""
    kind = reading.kind(shape.element)
    return kind in {"participant", "lane", "group"} or (kind in reading.CONTAINERS and shape.expanded)


def labelled_outside(shape: Shape) -> bool:
    """Say whether the element's name stands beside it rather than in it."""
    kind = reading.kind(shape.element)
    return kind in reading.EVENTS | reading.GATEWAYS | {"dataObjectReference", "dataStoreReference", "group"}


def _event(shape: Shape, kind: str) -> str:
    (x, y), radius = shape.box.middle, min(shape.box.width, shape.box.height) / 2
    dashed = "5 3" if _goes_on(shape.element) else None
    weight = 4 if kind == "endEvent" else 2
    rings = circle(x, y, radius, class_=f"bpmn-shape bpmn-{kind}", stroke_width=weight, stroke_dasharray=dashed)
    if kind in {"intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}:
        rings += circle(x, y, radius - 4, class_="bpmn-ring", fill="none", stroke_dasharray=dashed)
    thrown = kind in {"intermediateThrowEvent", "endEvent"}
    definitions = reading.definitions(shape.element)
    sign = "multiple" if len(definitions) > 1 else next(iter(definitions), "")
    return rings + icons.event_icon(sign, x, y, thrown=thrown)


def _goes_on(element: etree._Element) -> bool:
    return element.get("cancelActivity") == "false" or element.get("isInterrupting") == "false"


def _gateway(box: Box, kind: str) -> str:
    x, y = box.middle
    diamond = f"M{x} {box.y}L{box.right} {y}L{x} {box.bottom}L{box.x} {y}Z"
    return path(diamond, class_="bpmn-shape bpmn-gateway", stroke_width=2) + icons.gateway_icon(kind, x, y)


def _activity(shape: Shape, kind: str) -> str:
    box = shape.box
    parts = [_rounded(box, f"bpmn-shape bpmn-{kind}", 4 if kind == "callActivity" else 2)]
    if kind == "transaction":
        parts.append(_rounded(_inset(box, 4), "bpmn-ring", 1.5))
    sign = icons.task_icon(kind, box.x + 14, box.y + 14)
    foot = _foot_signs(shape, kind)
    parts.extend((sign, *_foot(box, foot), _inside(shape, sign=bool(sign), foot=bool(foot))))
    return "".join(parts)


def _foot_signs(shape: Shape, kind: str) -> list[str]:
    signs = ["collapsed"] if kind in reading.CONTAINERS and not shape.expanded else []
    loop = shape.element.find(_LOOP)
    if loop is not None:
        signs.append("sequential" if loop.get("isSequential") == "true" else "parallel")
    return signs


def _foot(box: Box, signs: list[str]) -> list[str]:
    left = box.middle[0] - (len(signs) - 1) * 8
    return [icons.loop_icon(sign, left + index * 16, box.bottom - 9) for index, sign in enumerate(signs)]


def _inside(shape: Shape, *, sign: bool, foot: bool) -> str:
    box, text = shape.box, reading.name(shape.element)
    above, below = (20 if sign else 4), (20 if foot or shape.bears_events else 4)
    most = max(1, int((box.height - 4 - below) // lettering.LEADING))
    lines = lettering.wrap(text, box.width - 12, most)
    if sign and len(lines) * lettering.LEADING > box.height - above - below:
        # A long name rises to the height of the sign, and its first line keeps clear of it.
        above, lines = 4, lettering.wrap(text, box.width - 12, most, first=box.width - 2 * SIGN)
    free = box.height - above - below - len(lines) * lettering.LEADING
    return lettering.lines_at(lines, box.middle[0], box.y + above + free / 2)


def _expanded(shape: Shape) -> str:
    box = shape.box
    dashed = "4 3" if shape.element.get("triggeredByEvent") == "true" else None
    frame = _rounded(box, "bpmn-group-of-steps", 2, dashed)
    lines = lettering.wrap(reading.name(shape.element), box.width - 24, 1)
    label = lettering.lines_at(lines, box.x + 12, box.y + 8, class_="bpmn-text bpmn-text--strong", anchor="start")
    return frame + label


def _lane(shape: Shape) -> str:
    return _banded(shape, "bpmn-lane")


def _pool(shape: Shape) -> str:
    return _banded(shape, "bpmn-pool")


def _banded(shape: Shape, class_: str, band: float = BAND) -> str:
    """A pool or lane: its name stands in a band on the left (turned) or, when it is vertical, on top."""
    box = shape.box
    frame = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, class_=class_)
    text = reading.name(shape.element)
    if not shape.horizontal:
        lines = lettering.wrap(text, box.width - 8, 2)
        return frame + lettering.lines_at(lines, box.middle[0], box.y + 8, class_="bpmn-text bpmn-text--strong")
    line = path(f"M{box.x + band} {box.y}V{box.bottom}", class_="bpmn-band")
    lines = lettering.wrap(text, box.height - 8, 2)
    x, y = box.x + band / 2, box.middle[1]
    label = lettering.lines_at(lines, 0, -len(lines) * lettering.LEADING / 2, class_="bpmn-text bpmn-text--strong")
    return frame + line + tag("g", label, transform=f"translate({x:.1f} {y:.1f}) rotate(-90)")


def _annotation(shape: Shape) -> str:
    box = shape.box
    note = " ".join("".join(each.itertext()) for each in shape.element.iter(f"{{{reading.BPMN}}}text"))
    lines = lettering.wrap(note, box.width - 12, max(1, int(box.height // lettering.LEADING)))
    bracket = path(f"M{box.x + 10} {box.y}H{box.x}V{box.bottom}H{box.x + 10}", class_="bpmn-bracket", fill="none")
    return bracket + lettering.lines_at(lines, box.x + 8, box.y + 4, anchor="start")


def _data_object(shape: Shape) -> str:
    box = shape.box
    fold = 10
    page = f"M{box.x} {box.y}H{box.right - fold}L{box.right} {box.y + fold}V{box.bottom}H{box.x}Z"
    corner = f"M{box.right - fold} {box.y}V{box.y + fold}H{box.right}"
    return path(page + corner, class_="bpmn-shape")


def _data_store(shape: Shape) -> str:
    box = shape.box
    (x, _), ry = box.middle, box.height / 8
    foot = f"A{box.width / 2} {ry} 0 0 0 {box.right} {box.bottom - ry}"
    drum = f"M{box.x} {box.y + ry}V{box.bottom - ry}{foot}V{box.y + ry}"
    lid = tag("ellipse", cx=x, cy=box.y + ry, rx=box.width / 2, ry=ry, class_="bpmn-shape")
    return path(drum, class_="bpmn-shape") + lid


def _group(shape: Shape) -> str:
    return _rounded(shape.box, "bpmn-grouping", 1.5, "8 4 1 4", fill="none")


def _plain(shape: Shape) -> str:
    return _rounded(shape.box, "bpmn-shape", 1.5) + _inside(shape, sign=False, foot=False)


def _rounded(box: Box, class_: str, weight: float, dashed: str | None = None, fill: str | None = None) -> str:
    size = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": ROUNDING}
    return tag("rect", **size, class_=class_, stroke_width=weight, stroke_dasharray=dashed, fill=fill)


def _inset(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


_OTHERS = {
    "lane": _lane,
    "participant": _pool,
    "textAnnotation": _annotation,
    "dataObjectReference": _data_object,
    "dataStoreReference": _data_store,
    "group": _group,
}
