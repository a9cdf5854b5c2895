"""Data that is drawn: kept where it is harmless, asked where it computes, left out where it is faulty."""

from tests.repair.mending import asked, mended, model, refusals, task, told

SET = '<assignment id="as"><from>1</from><to>x</to></assignment>'
IO = (
    '<ioSpecification id="io"><dataInput id="di"/><dataOutput id="do"/><inputSet><dataInputRefs>di</dataInputRefs>'
    "</inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet></ioSpecification>"
)


def test_what_computes_data_on_its_way_in_is_left_out() -> None:
    result = mended(
        task("work", f'{IO}<dataInputAssociation id="ia"><targetRef>di</targetRef>{SET}</dataInputAssociation>')
    )
    assert "nothing here looks at it" in told(result, "ia")
    assert (refusals(result), "di" in model(result).by_id) == ([], True)


def test_what_computes_data_on_its_way_out_is_asked() -> None:
    out = f'<dataOutputAssociation id="oa"><targetRef>thing</targetRef>{SET}</dataOutputAssociation>'
    parts = ['<dataObject id="thing"/>', task("work", IO + out)]
    assert asked(mended(*parts)) == {"work.data": None}
    assert refusals(mended(*parts, answers={"work.data": "leave-out"})) == []


def test_data_of_two_types_loses_them_and_its_carriers() -> None:
    roots = '<itemDefinition id="one" structureRef="a"/><itemDefinition id="two" structureRef="b"/>'
    inside = IO.replace('<dataInput id="di"/>', '<dataInput id="di" itemSubjectRef="one"/>')
    carry = '<dataInputAssociation id="ia"><sourceRef>thing</sourceRef><targetRef>di</targetRef></dataInputAssociation>'
    result = mended('<dataObject id="thing" itemSubjectRef="two"/>', task("work", inside + carry), roots=roots)
    assert refusals(result) == []
    assert told(result, "ia") != ""


def test_harmless_data_stays() -> None:
    carry = '<dataInputAssociation id="ia"><sourceRef>thing</sourceRef><targetRef>di</targetRef></dataInputAssociation>'
    result = mended('<dataObject id="thing"/>', task("work", IO + carry))
    assert {"thing", "io", "ia"} <= set(model(result).by_id)
    assert result.repairs == ()


def test_a_list_that_is_none_loses_its_type() -> None:
    roots = '<itemDefinition id="one" structureRef="a" isCollection="true"/>'
    result = mended('<dataObject id="thing" itemSubjectRef="one"/>', task(), roots=roots)
    assert "itemSubjectRef='one'" in told(result, "thing")
    assert refusals(result) == []
