"""Two shapes of a diagram lie on each other.

Where two nodes of one process, or two pools, overlap in the drawing, one hides the other. Boundary events lie on
the activity that they belong to, and what is inside a sub-process lies on it. The first 300 nodes of a process are
looked at.

    two tasks side by side                                            accepted
    a task drawn over half of another                                 a warning

Source: our own advice; BPMN 2.0.2, chapter 12 (diagram interchange).
"""

from collections.abc import Iterator

from processes.checks.finding import WARNING
from processes.checks.rule import Fault, Rule
from processes.checks.subject import Subject
from processes.model import Model, place_of, plain_ref

RULE = Rule(
    "shape.overlap",
    why="One of them hides the other from readers.",
    remedy="Move them apart.",
    severity=WARNING,
)
_SHAPE = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_MOST = 300
"""So many shapes side by side are looked at; larger processes cannot be published."""
_Box = tuple[float, float, float, float]


@RULE.judges
def faults(subject: Subject) -> Iterator[Fault]:
    """Yield the pools that lie on a pool, and the nodes that lie on a node of the same scope."""
    boxes = _boxes(subject.model)
    hosts = {(node.id, node.attached_to) for node in subject.model.nodes.values()}
    pools = [place_of(xml) for xml in subject.model.every("participant")]
    for group in (pools, *([node.id for node in scope.nodes] for scope in subject.model.scopes.values())):
        drawn = [identity for identity in group if identity in boxes][:_MOST]
        for at, other in enumerate(drawn):
            under = (one for one in drawn[:at] if _overlap(boxes[one], boxes[other]))
            hidden = next((one for one in under if not {(one, other), (other, one)} & hosts), "")
            if hidden:
                yield Fault(other, f"lies on {subject.model.label(hidden)}")


def _boxes(model: Model) -> dict[str, _Box]:
    found: dict[str, _Box] = {}
    for shape in model.root.iter(_SHAPE):
        bounds = shape.find(_BOUNDS)
        if bounds is not None:
            sides = [_number(bounds.get(name)) for name in ("x", "y", "width", "height")]
            x, y, width, height = sides
            found[plain_ref(shape.get("bpmnElement"))] = (x, y, x + width, y + height)
    return found


def _number(text: str | None) -> float:
    try:
        return float(text or "0")
    except ValueError:
        return 0.0


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
