"""What belongs to something that is left out goes with it: shapes, arrows, lists of lanes."""

from processes.repair import mend
from tests.processes.drawing import boundary
from tests.repair.mending import mended, model, refusals, task, told

DI = 'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
SHAPES = (
    '<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="plane" bpmnElement="path"><bpmndi:BPMNShape id="s1" '
    'bpmnElement="work"/><bpmndi:BPMNShape id="s2" bpmnElement="edge"/><bpmndi:BPMNEdge id="e1"/></bpmndi:BPMNPlane>'
    "</bpmndi:BPMNDiagram>"
)


def test_shapes_and_arrows_of_what_is_left_out_go_and_the_others_stay() -> None:
    undo = task("undo", isForCompensation="true")
    note = '<textAnnotation id="note"><text>why</text></textAnnotation>'
    note += '<association id="arrow" sourceRef="edge" targetRef="note"/>'
    lane = (
        '<laneSet id="ls"><lane id="l"><flowNodeRef>undo</flowNodeRef><flowNodeRef>work</flowNodeRef></lane></laneSet>'
    )
    io = '<dataObject id="thing"/>'
    carry = (
        '<dataOutputAssociation id="oa"><sourceRef>gone</sourceRef><targetRef>thing</targetRef></dataOutputAssociation>'
    )
    edge = boundary("edge", "work", "<compensateEventDefinition/>")
    parts = [lane, io, note, task("work", carry), undo, edge]
    result = mended(*parts, spaces=DI, roots=SHAPES, answers={"path.compensation": "leave-out"})
    kept = [name for name in (b'"s1"', b'"s2"', b'"e1"', b'"plane"', b'"note"', b'"arrow"') if name in result.xml]
    assert kept == [b'"s1"', b'"e1"', b'"plane"', b'"note"']
    assert "what it belongs to is left out" in told(result, "oa")
    assert (refusals(result), "work" in model(result).nodes) == ([], True)


def test_a_file_that_is_nothing_but_an_arrow_is_read_to_the_end() -> None:
    """An endless round: what cannot be taken out was looked for again and again."""
    source = b'<association xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="a" sourceRef="b" targetRef="c"/>'
    assert b"association" in mend(source).xml
