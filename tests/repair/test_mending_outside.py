"""What is no BPMN: marks of other tools, and what the standard does not know."""

from tests.processes.drawing import step
from tests.repair.mending import mended, model, refusals, task, told

CAMUNDA = 'xmlns:camunda="urn:camunda" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"'


def test_the_marks_of_another_tool_are_left_out_and_listed() -> None:
    inside = "<extensionElements><camunda:properties><camunda:property/></camunda:properties></extensionElements>"
    work = task("work", inside, **{"camunda:asyncBefore": "true", "bioc:fill": "#fff"})
    result = mended(work, "<camunda:note/>", spaces=CAMUNDA)
    assert b"asyncBefore" not in result.xml
    assert b"bioc:fill" in result.xml
    assert "asyncBefore='true'" in told(result, "work")
    assert "it holds properties" in told(result, "work")


def test_extensions_that_hold_nothing_go_and_those_with_our_marks_stay() -> None:
    ours = '<extensionElements><approvals:variable name="x" value="1"/><camunda:x/></extensionElements>'
    result = mended(ours, task("work", "<extensionElements/>"), spaces=CAMUNDA)
    assert b"approvals:variable" in result.xml
    assert "it holds nothing" in told(result, "work")


def test_elements_and_attributes_that_bpmn_does_not_have_go() -> None:
    result = mended(
        task("work", "<useTask><inner/></useTask>", asignee="me"),
        "<script>x</script>",
        isExecutable="true",
        isClosed="maybe",
    )
    assert refusals(result) == []
    assert "asignee='me'" in told(result, "work")
    assert "isClosed='maybe': it must be one of" in told(result, "path")


def test_a_flow_that_says_no_target_goes() -> None:
    result = mended(task(), '<sequenceFlow id="lost" sourceRef="work"/>')
    assert "it has no targetRef" in told(result, "lost")


def test_missing_parts_are_added_or_their_element_goes() -> None:
    data = '<ioSpecification id="io"/>'
    result = mended(task("work", data), roots='<interface id="i" name="i"/>')
    assert "had no inputSet" in told(result, "io")
    assert "it has no operation" in told(result, "i")


def test_a_file_without_a_namespace_of_its_own_is_given_ours() -> None:
    source = mended(task()).xml.replace(b'targetNamespace="urn:test"', b"")
    from_none = mended(task()).xml
    assert b"targetNamespace" not in source
    assert b"targetNamespace" in from_none


def test_our_own_marks_stay_as_they_are() -> None:
    result = mended(step("work"))
    assert b'approvals:form="answer"' in result.xml
    assert model(result).nodes["work"].kind == "userTask"
