"""Processes that send messages to each other: judged together, each begun once or by its message."""

from processes.model import Model
from processes.tokens.drawing import nets_of
from processes.tokens.explore import explore
from processes.tokens.net import Net
from tests.processes.drawing import boundary, catch, end, first_event, node, start, step, throw, written_flows
from tests.tokens.nets import file_of, happening, runs_of, stuck_markings

MESSAGE = "<messageEventDefinition/>"


def pool(identity: str, *parts: str, flows: str) -> str:
    return node("process", identity, "".join(parts) + written_flows(flows))


def talk(*pools: str, messages: str) -> Model:
    """Return a file of pools. messages: `a>b` for each message flow."""
    pairs = [one.split(">") for one in messages.split()]
    flows = [f'<messageFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs]
    return file_of(f'<collaboration id="c">{"".join(flows)}</collaboration>{"".join(pools)}')


def only_net(model: Model) -> Net:
    (net,) = nets_of(model)
    return net


ASKING = pool("asking", start(), node("sendTask", "ask"), node("receiveTask", "hear"), flows="begin > ask > hear")


def test_a_process_begins_when_its_message_comes() -> None:
    answering = pool("answering", node("startEvent", "asked", MESSAGE), end("say", MESSAGE), flows="asked > say")
    net = only_net(talk(ASKING, answering, messages="ask>asked say>hear"))
    assert runs_of(net) == {("begin", "ask", "asked", "say", "hear")}


def test_who_waits_for_a_message_that_nobody_sends_waits_for_ever() -> None:
    silent = pool("silent", start("b2"), node("sendTask", "say"), step("no"), flows="b2 > no")
    net = only_net(talk(ASKING, silent, messages="say>hear"))
    assert [set(one) >= {"ask_to_hear"} for one in stuck_markings(explore(net))] == [True]


def test_a_message_that_is_not_fetched_is_no_fault() -> None:
    deaf = pool("deaf", start("b2"), node("receiveTask", "listen"), end("over"), flows="b2 > over")
    net = only_net(talk(ASKING, deaf, messages="ask>listen"))
    assert stuck_markings(explore(net)) == []


def test_processes_that_do_not_talk_are_judged_apart() -> None:
    other = pool("other", start("b2"), end("z"), flows="b2 > z")
    assert len(nets_of(talk(ASKING, other, messages="nobody>knows"))) == 2


def test_a_plain_task_does_not_wait_for_the_message_drawn_to_it() -> None:
    other = pool("other", start("b2"), step("read"), node("sendTask", "never"), flows="b2 > read")
    net = only_net(talk(ASKING, other, messages="never>read ask>read"))
    assert stuck_markings(explore(net)) == []


def test_one_of_several_messages_is_enough() -> None:
    parts = [start("b2"), node("receiveTask", "any"), node("exclusiveGateway", "x"), end("z")]
    other = pool("other", *parts, flows="b2 > any > x > z\nx > any")
    two = pool("two", start("b3"), throw("more", MESSAGE), flows="b3 > more")
    net = only_net(talk(ASKING, other, two, messages="ask>any more>any"))
    assert stuck_markings(explore(net)) != []
    assert {"any", "z"} <= happening(net)


def test_the_first_message_decides_at_an_event_gateway() -> None:
    parts = [start("b2"), first_event("first"), catch("one", MESSAGE), catch("two", MESSAGE), end("z")]
    other = pool("other", *parts, flows="b2 > first > one > z\nfirst > two > z")
    net = only_net(talk(ASKING, other, messages="ask>one"))
    assert {run[-1] for run in runs_of(net)} <= {"z", "hear"}
    assert {"one", "two"} <= happening(net)


def test_a_receive_task_with_a_deadline_need_not_wait_for_ever() -> None:
    timer = "<timerEventDefinition/>"
    parts = [
        start("b2"),
        node("receiveTask", "wait"),
        boundary("late", "wait", timer),
        node("sendTask", "no"),
        end("z"),
    ]
    other = pool("other", *parts, flows="b2 > wait > z\nlate > z")
    net = only_net(talk(ASKING, other, messages="no>wait no>hear"))
    assert all("b2_to_wait" not in places for places in stuck_markings(explore(net)))


def test_a_receive_task_may_begin_a_process() -> None:
    waits = node("receiveTask", "called", instantiate="true")
    net = only_net(talk(ASKING, pool("other", waits, end("z"), flows="called > z"), messages="ask>called"))
    assert "z" in happening(net)


def test_a_process_that_begins_either_way_begins_once_at_a_time() -> None:
    both = pool(
        "both", start("b2"), node("startEvent", "asked", MESSAGE), step("work"), flows="b2 > work\nasked > work"
    )
    net = only_net(talk(ASKING, both, messages="ask>asked"))
    seen = explore(net, reduced=False)
    assert not any(net.doubled(state.marking) for state in seen.states)
    assert {"b2", "asked"} <= happening(net)


def test_a_message_on_a_boundary_that_the_file_sends_is_taken_once() -> None:
    parts = [start("b2"), step("work"), boundary("asked", "work", MESSAGE, False), step("note"), end("z")]
    other = pool("other", *parts, flows="b2 > work > z\nasked > note")
    net = only_net(talk(ASKING, other, messages="ask>asked"))
    assert not any(move.repeats for move in net.moves)
    assert all(run.count("note") <= 1 for run in runs_of(net))


def test_what_sends_a_message_on_a_side_way_is_no_mere_reminder() -> None:
    timer = "<timerEventDefinition/>"
    parts = [start("b2"), step("work"), boundary("due", "work", timer, False), node("sendTask", "tell"), end("z")]
    other = pool("other", *parts, flows="b2 > work > z\ndue > tell")
    net = only_net(
        talk(pool("hearing", start(), node("receiveTask", "hear"), flows="begin > hear"), other, messages="tell>hear")
    )
    assert [move.repeats for move in net.moves if move.element == "due"] == [True]
