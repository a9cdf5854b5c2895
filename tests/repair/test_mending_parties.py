"""Events, messages, pools and processes: what is meant is there, and what is to be run is marked so."""

import pytest

from processes.repair import mend, unaccounted
from tests.processes.drawing import NAMESPACES, catch, end, node, start, throw
from tests.repair.mending import asked, mended, model, refusals, task, told

MESSAGE, SIGNAL, ERROR = "<messageEventDefinition/>", "<signalEventDefinition/>", "<errorEventDefinition/>"


def pools(first: str, second: str, flow: str, roots: str = "") -> bytes:
    """Return a file with two pools, `one` and `two`, and a message flow between them."""
    parties = (
        '<participant id="pool_1" name="One" processRef="one"/><participant id="pool_2" name="Two" processRef="two"/>'
    )
    processes = f'<process id="one">{first}</process><process id="two">{second}</process>'
    collaboration = f'<collaboration id="talk">{parties}{flow}</collaboration>'
    return (
        f'<definitions {NAMESPACES} targetNamespace="urn:test">{roots}{collaboration}{processes}</definitions>'.encode()
    )


def leg(middle: str, identity: str) -> str:
    """Return the inside of a process that goes from a start over one node to an end."""
    flows = [(f"{identity}_begin", identity), (identity, f"{identity}_done")]
    drawn = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    return start(f"{identity}_begin") + middle + end(f"{identity}_done") + drawn


def letter(**more: str) -> str:
    return node("messageFlow", "letter", sourceRef="sends", targetRef="takes", **more)


def test_events_without_a_message_are_named_after_themselves() -> None:
    result = mended(
        catch("work", MESSAGE, name="Answer\n came"), throw("tells", SIGNAL), flows="begin > work > tells > done"
    )
    named = model(result).named
    assert named["message_work"] == "Answer came"
    assert named["signal_tells"] == "tells"
    assert refusals(result) == []


def test_an_error_that_is_thrown_is_named_and_one_that_is_caught_takes_any() -> None:
    edge = node("boundaryEvent", "edge", ERROR, attachedToRef="work")
    result = mended(task(), edge, end("fails", ERROR), flows="begin > work > done\nedge > fails")
    assert model(result).nodes["fails"].events[0].ref == "error_fails"
    assert model(result).nodes["edge"].events[0].ref == ""


def test_what_is_named_and_missing_is_added() -> None:
    event = catch("work", '<messageEventDefinition messageRef="answer"/>')
    result = mended(event, task("more", kind="receiveTask", messageRef="letter"), flows="begin > work > more > done")
    assert {"answer", "letter"} <= set(model(result).by_id)
    assert refusals(result) == []


def test_both_ends_of_a_message_flow_mean_the_same_message() -> None:
    other = node("messageFlow", "other", sourceRef="pool_1", targetRef="pool_2")
    source = pools(
        leg(throw("sends", MESSAGE), "sends"), leg(catch("takes", MESSAGE), "takes"), other + letter(name="Letter")
    )
    result = mend(source)
    assert [model(result).nodes[one].events[0].ref for one in ("sends", "takes")] == ["message_letter"] * 2
    assert (refusals(result), unaccounted(source, result)) == ([], [])


def test_a_message_that_one_end_names_is_that_of_the_other_too() -> None:
    named = throw("sends", '<messageEventDefinition messageRef="post"/>')
    source = pools(
        leg(named, "sends"), leg(catch("takes", MESSAGE), "takes"), letter(), '<message id="post" name="Post"/>'
    )
    assert model(mend(source)).nodes["takes"].events[0].ref == "post"
    lost = source.replace(b'<message id="post" name="Post"/>', b"")
    assert {"post"} <= set(model(mend(lost)).named)
    black = letter().replace('sourceRef="sends"', 'sourceRef="pool_1"')
    alone = mend(pools(leg(task("sends"), "sends"), leg(catch("takes", MESSAGE), "takes"), black))
    assert model(alone).nodes["takes"].events[0].ref == "message_takes"


def test_a_message_flow_at_an_event_without_a_message_is_asked_for() -> None:
    source = pools(leg(throw("sends", ""), "sends"), leg(throw("takes", ""), "takes"), letter())
    assert asked(mend(source)) == {"sends.message-flow": "message-event", "takes.message-flow": "message-event"}
    result = mend(source, suggest=True)
    assert model(result).nodes["takes"].kind == "intermediateCatchEvent"
    assert refusals(result) == []
    without = mend(source, {"sends.message-flow": "no-message-flow"})
    assert (refusals(without), without.questions) == ([], ())


def test_a_message_flow_at_an_event_of_another_kind_can_only_go() -> None:
    source = pools(leg(throw("sends", SIGNAL), "sends"), leg(catch("takes", MESSAGE), "takes"), letter())
    assert asked(mend(source)) == {"sends.message-flow": None}


def test_processes_with_something_in_them_are_marked_as_executable() -> None:
    result = mended(task(), isExecutable="false", roots='<process id="empty"/>')
    assert "is marked as executable" in told(result, "path")
    assert told(result, "empty") == ""


def test_a_public_process_stays_a_drawing_unless_it_is_the_whole() -> None:
    assert told(mended(task(), processType="Public", isExecutable="false"), "path") == ""
    assert asked(mended(task(), processType="Public")) == {"path.public": "private"}
    assert refusals(mended(task(), processType="Public", suggest=True)) == []


def test_what_names_nothing_is_taken_off() -> None:
    lanes = '<laneSet id="ls"><lane id="l" name="Office"><flowNodeRef>work</flowNodeRef></lane></laneSet>'
    party = '<participant id="p" name="P" processRef="path"><interfaceRef>x</interfaceRef></participant>'
    roots = f'<collaboration id="c">{party}</collaboration>'
    result = mended(lanes, task("work", operationRef="none", kind="serviceTask"), roots=roots)
    assert "operationRef='none': it names nothing" in told(result, "work")
    assert "it names 'x'" in told(result, "p")
    assert refusals(result) == []


@pytest.mark.parametrize("kind", ["task", "intermediateThrowEvent", "exclusiveGateway"])
def test_what_leads_nowhere_gets_an_end_of_its_own(kind: str) -> None:
    result = mended(
        task(), node("parallelGateway", "fork"), node(kind, "last"), flows="begin > fork > work > done\nfork > last"
    )
    assert "last_end" in model(result).nodes
    assert refusals(result) == []


def test_lists_of_flows_say_what_is_drawn() -> None:
    lists = "<outgoing>work_to_done</outgoing><outgoing>work_to_done</outgoing><outgoing>begin_to_work</outgoing>"
    result = mended(task("work", lists), roots='<process id="other"><task id="t"/></process>')
    assert refusals(result) == []
    assert "no flow 'begin_to_work' is drawn there" in told(result, "work")
    assert result.xml.count(b"<incoming>") == 2
