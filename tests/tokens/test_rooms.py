"""Sub-processes, calls, and what interrupts them: boundary events, event sub-processes, errors, ends that end all."""

from processes.model import Model
from processes.tokens.drawing import nets_of
from processes.tokens.explore import explore
from tests.processes.drawing import (
    boundary,
    call,
    end,
    group,
    message,
    node,
    parallel,
    start,
    step,
    timer,
    written_flows,
)
from tests.tokens.nets import happening, model_of, net_of, runs_of, stuck_markings

TIMER = timer("PT1H", "timeDuration")
ERROR, ESCALATION = "<errorEventDefinition/>", "<escalationEventDefinition/>"


def body(*parts: str, flows: str, kind: str = "subProcess", **marks: str) -> str:
    return node(kind, "body", "".join(parts) + written_flows(flows), **marks)


def handler(trigger: str, interrupting: str = "true", then: str = "handle") -> str:
    begin = node("startEvent", "raised", trigger, isInterrupting=interrupting)
    inside = begin + step(then) + written_flows(f"raised > {then}")
    return node("subProcess", "handler", inside, triggeredByEvent="true")


def test_a_sub_process_is_done_when_nothing_is_left_in_it() -> None:
    inner = group("body", start("in"), step("a"), step("b"), flows="in > a\nin > b")
    assert runs_of(net_of(start(), inner, end(), flows="begin > body > done")) == {
        ("begin", "body", "in", "a", "b", "done"),
        ("begin", "body", "in", "b", "a", "done"),
    }


def test_an_empty_sub_process_is_done_at_once() -> None:
    assert runs_of(net_of(start(), group("body", flows=""), end(), flows="begin > body > done")) == {
        ("begin", "body", "done")
    }


def test_an_interrupting_event_takes_the_place_of_the_rest_of_a_task() -> None:
    parts = [start(), step("a"), boundary("late", "a", TIMER), end(), end("over")]
    net = net_of(*parts, flows="begin > a > done\nlate > over")
    assert runs_of(net) == {("begin", "a", "done"), ("begin", "a", "late", "over")}


def test_an_interrupting_event_clears_all_that_is_inside() -> None:
    deep = group("deep", start("in2"), step("b"), flows="in2 > b")
    inner = group("body", start("in"), parallel("split"), step("a"), deep, flows="in > split > a\nsplit > deep")
    net = net_of(start(), inner, boundary("late", "body", TIMER), end(), flows="begin > body > done\nlate > done")
    assert stuck_markings(explore(net)) == []
    assert ("begin", "body", "in", "split", "late", "done") in runs_of(net)


def test_a_reminder_beside_the_work_comes_one_at_a_time() -> None:
    parts = [start(), step("a"), boundary("due", "a", TIMER, False), step("remind"), end("told"), end()]
    seen = explore(net_of(*parts, flows="begin > a > done\ndue > remind > told"), reduced=False)
    assert not any(seen.net.doubled(state.marking) for state in seen.states)
    assert {"due", "remind"} <= happening(seen.net)


def test_an_event_beside_the_work_that_joins_it_again_may_come_twice() -> None:
    parts = [start(), step("a"), boundary("due", "a", TIMER, False), parallel("join"), end()]
    net = net_of(*parts, flows="begin > a > join > done\ndue > join")
    assert [move.repeats for move in net.moves if move.element == "due"] == [True]


def test_an_end_that_terminates_ends_its_own_sub_process_only() -> None:
    stop = end("stop", "<terminateEventDefinition/>")
    inner = group("body", start("in"), step("a"), stop, flows="in > a\nin > stop")
    net = net_of(start(), inner, step("after"), flows="begin > body > after")
    assert ("begin", "body", "in", "stop", "after") in runs_of(net)
    assert all(run[-1] == "after" for run in runs_of(net))


def test_an_error_goes_to_the_boundary_that_catches_it() -> None:
    inner = group("body", start("in"), end("fail", ERROR), flows="in > fail")
    parts = [start(), inner, boundary("caught", "body", ERROR), step("mend"), end()]
    net = net_of(*parts, flows="begin > body > done\ncaught > mend")
    assert runs_of(net) == {("begin", "body", "in", "fail", "caught", "mend")}


def test_an_error_that_nobody_catches_ends_all() -> None:
    net = net_of(start(), parallel("split"), step("a"), end("fail", ERROR), flows="begin > split > a\nsplit > fail")
    assert ("begin", "split", "fail") in runs_of(net)
    assert stuck_markings(explore(net)) == []


def test_a_boundary_catches_only_the_error_that_it_names() -> None:
    inner = group("body", start("in"), end("fail", '<errorEventDefinition errorRef="e1"/>'), flows="in > fail")
    other = boundary("other", "body", '<errorEventDefinition errorRef="e2"/>')
    parts = [start(), inner, other, boundary("same", "body", '<errorEventDefinition errorRef="e1"/>'), end()]
    net = net_of(*parts, flows="begin > body > done\nsame > done\nother > done")
    assert ("begin", "body", "in", "fail", "same", "done") in runs_of(net)
    assert ("begin", "body", "in", "fail", "other", "done") not in runs_of(net)


def test_an_error_inside_a_sub_process_may_be_caught_further_out() -> None:
    deep = group("deep", start("in2"), end("fail", ERROR), flows="in2 > fail")
    inner = group("body", start("in"), deep, flows="in > deep")
    net = net_of(start(), inner, boundary("caught", "body", ERROR), end(), flows="begin > body\ncaught > done")
    assert runs_of(net) == {("begin", "body", "in", "deep", "in2", "fail", "caught", "done")}


def test_an_escalation_beside_the_work_does_not_stop_it() -> None:
    raised = node("intermediateThrowEvent", "raise", ESCALATION)
    inner = group("body", start("in"), raised, step("go_on"), flows="in > raise > go_on")
    parts = [start(), inner, boundary("told", "body", ESCALATION, False), step("look"), end()]
    net = net_of(*parts, flows="begin > body > done\ntold > look")
    assert all({"go_on", "look", "done"} <= set(run) for run in runs_of(net))


def test_an_escalation_that_nobody_catches_is_lost() -> None:
    raised = node("intermediateThrowEvent", "raise", ESCALATION)
    assert runs_of(net_of(start(), raised, end(), flows="begin > raise > done")) == {("begin", "raise", "done")}


def test_a_cancelled_transaction_goes_on_at_its_boundary() -> None:
    cancel = "<cancelEventDefinition/>"
    inner = body(start("in"), end("cancel", cancel), flows="in > cancel", kind="transaction")
    net = net_of(start(), inner, boundary("off", "body", cancel), end(), flows="begin > body > done\noff > done")
    assert runs_of(net) == {("begin", "body", "in", "cancel", "off", "done")}


def test_an_event_sub_process_takes_the_place_of_the_rest() -> None:
    net = net_of(start(), step("a"), step("b"), handler(TIMER), flows="begin > a > b")
    assert stuck_markings(explore(net)) == []
    assert ("begin", "a", "raised", "handle") in {run[:4] for run in runs_of(net)}


def test_an_event_sub_process_beside_the_work_lets_it_go_on() -> None:
    net = net_of(start(), step("a"), step("b"), handler(TIMER, "false"), flows="begin > a > b")
    seen = explore(net)
    assert {"raised", "handle", "b"} <= happening(net)
    assert not any(seen.net.doubled(state.marking) for state in seen.states)


def test_an_event_sub_process_catches_what_is_thrown_in_its_room() -> None:
    net = net_of(start(), step("a"), end("fail", ERROR), handler(ERROR), flows="begin > a > fail")
    assert runs_of(net) == {("begin", "a", "fail", "raised", "handle")}


def test_what_a_handler_throws_it_does_not_catch_itself() -> None:
    begin = node("startEvent", "raised", ERROR)
    inside = begin + end("again", ERROR) + written_flows("raised > again")
    nested = node("subProcess", "handler", inside, triggeredByEvent="true")
    net = net_of(start(), end("fail", ERROR), nested, flows="begin > fail")
    assert runs_of(net) == {("begin", "fail", "raised", "again")}


def test_an_event_sub_process_without_a_trigger_never_begins() -> None:
    net = net_of(start(), step("a"), handler(""), flows="begin > a")
    assert runs_of(net) == {("begin", "a")}


def test_parts_of_an_ad_hoc_sub_process_come_in_any_order_and_number() -> None:
    inner = body(step("a"), step("b"), step("c"), flows="b > c", kind="adHocSubProcess")
    net = net_of(start(), inner, end(), flows="begin > body > done")
    seen = explore(net, reduced=False)
    assert stuck_markings(seen) == []
    assert not any(net.doubled(state.marking) for state in seen.states)
    assert happening(net) == {"begin", "body", "a", "b", "c", "done"}


def test_a_loop_may_take_another_pass() -> None:
    loop = "<standardLoopCharacteristics/>"
    inner = body(loop, start("in"), step("a"), flows="in > a")
    moves = net_of(start(), inner, end(), flows="begin > body > done").moves
    assert [move.kind for move in moves if move.element == "body"] == ["enter", "again", "leave"]


def test_a_loop_that_asks_first_may_be_passed_over() -> None:
    inner = body('<standardLoopCharacteristics testBefore="true"/>', start("in"), flows="")
    net = net_of(start(), inner, end(), flows="begin > body > done")
    assert "skip" in [move.kind for move in net.moves if move.element == "body"]


def test_compensation_is_neither_begun_nor_awaited() -> None:
    undo = node("task", "undo", isForCompensation="true")
    parts = [start(), step("a"), boundary("if_undone", "a", "<compensateEventDefinition/>"), undo, end()]
    assert happening(net_of(*parts, flows="begin > a > done")) == {"begin", "a", "done"}


def test_a_boundary_event_on_nothing_never_happens() -> None:
    net = net_of(start(), boundary("late", "gone", TIMER), end(), flows="begin > done\nlate > done")
    assert runs_of(net) == {("begin", "done")}


def stage(name: str) -> Model | None:
    flows = {"plan": "begin > agree > done", "round": "begin > call_round > done", "bad": ""}
    if name not in flows:
        return None
    middle = step("agree") if name == "plan" else call("call_round", "round") if name == "round" else ""
    return model_of(start(), middle, end(), flows=flows[name])


def test_a_called_process_is_drawn_inside_with_the_call_before_its_ids() -> None:
    net = net_of(start(), call("call_plan", "plan"), end(), flows="begin > call_plan > done", calls=stage)
    assert runs_of(net) == {
        ("begin", "call_plan", "call_plan/begin", "call_plan/agree", "call_plan/done", "done"),
    }
    assert ("call_plan/begin_to_agree",) in [move.flows for move in net.moves]


def test_a_call_without_its_process_at_hand_is_begun_and_done() -> None:
    for calls in (None, stage):
        net = net_of(start(), call("call_it", "nowhere"), end(), flows="begin > call_it > done", calls=calls)
        assert runs_of(net) == {("begin", "call_it", "done")}


def test_a_call_that_leads_back_into_itself_stays_closed() -> None:
    net = net_of(start(), call("call_it", "round"), end(), flows="begin > call_it > done", calls=stage)
    assert "call_it/call_round" in happening(net)
    assert not any(move.element.startswith("call_it/call_round/") for move in net.moves)


def test_a_file_without_a_process_cannot_be_called() -> None:
    (net,) = nets_of(
        model_of(start(), call("call_it", "x"), end(), flows="begin > call_it > done"),
        lambda _: Model(model_of(flows="").root, {}),
    )
    assert happening(net) == {"begin", "call_it", "done"}


def test_an_error_in_a_called_process_is_caught_by_the_caller() -> None:
    called = model_of(start(), end("fail", ERROR), flows="begin > fail")
    parts = [start(), call("call_it", "path2"), boundary("caught", "call_it", ERROR), end()]
    net = net_of(*parts, flows="begin > call_it > done\ncaught > done", calls=lambda _: called)
    assert runs_of(net) == {("begin", "call_it", "call_it/begin", "call_it/fail", "caught", "done")}


def test_a_message_on_the_boundary_from_outside_may_come_at_any_time() -> None:
    parts = [start(), step("a"), boundary("asked", "a", message("q"), False), end("noted"), end()]
    net = net_of(*parts, flows="begin > a > done\nasked > noted")
    assert ("begin", "a", "done") in runs_of(net)
    assert {"asked", "noted"} <= happening(net)
