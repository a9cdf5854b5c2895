"""Ids: given where there are none, replaced where they cannot stay, with everything that names them."""

from processes.repair import mend, unaccounted
from tests.processes.drawing import NAMESPACES
from tests.repair.mending import mended, model, refusals, task, told


def test_nodes_and_flows_without_an_id_get_one() -> None:
    flow = '<sequenceFlow sourceRef="begin" targetRef="work"/><sequenceFlow sourceRef="work" targetRef="done"/>'
    result = mended(task(), flow, "<task/>", flows="begin > done")
    given = [one.becomes for one in result.repairs if one.becomes]
    assert len(given) == 3
    assert set(given) <= {*model(result).flows, *model(result).nodes}


def test_an_id_that_is_no_name_is_replaced_with_all_references() -> None:
    result = mended(task("2nd step"), flows="begin > 2nd step > done")
    assert "_2nd_step" in model(result).nodes
    assert {flow.target for flow in model(result).flows.values()} >= {"_2nd_step"}
    assert "no XML name" in told(result, "2nd step")


def test_an_id_that_the_engine_keeps_is_replaced() -> None:
    result = mended(task("Start"), flows="begin > Start > done")
    assert refusals(result) == []
    assert "Start_1" in model(result).nodes


def two_processes(second: str) -> bytes:
    one = '<startEvent id="a"/><task id="b"/><endEvent id="c"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    one += '<sequenceFlow id="g" sourceRef="b" targetRef="c"><documentation id="a"/></sequenceFlow>'
    lists = one.replace('<task id="b"/>', '<task id="b"><incoming>f</incoming><outgoing>g</outgoing></task>')
    both = f'<process id="p">{one}</process><process id="{second}">{lists}</process>'
    return f"<definitions {NAMESPACES}>{both}</definitions>".encode()


def test_an_id_used_in_two_processes_means_the_one_in_its_own() -> None:
    source = two_processes("q")
    result = mend(source)
    assert unaccounted(source, result) == []
    assert refusals(result) == []
    assert len(model(result).flows) == 4


def test_an_id_used_twice_in_one_process_is_told_and_references_stay() -> None:
    result = mended(task(), task("work", name="Other"))
    assert "used twice" in " ".join(one.what for one in result.repairs)
    assert {"work", "work_task"} <= set(model(result).nodes)
