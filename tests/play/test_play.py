"""A dry run in virtual time: what passes, what waits, what is said, what goes wrong, and that it always ends."""

import json
from datetime import UTC, datetime

import pytest

from deadlines.rounds import shipped_round
from processes.paths import shipped_library
from processes.play import Played, UnusableInput, play_file
from tests.play.playing import condition, error, escalation, handler, mark, played, process, rules, several, signal
from tests.processes.drawing import (
    ask,
    boundary,
    call,
    catch,
    choice,
    draw,
    end,
    first_event,
    form,
    group,
    message,
    node,
    parallel,
    script,
    start,
    step,
    table,
    throw,
    timer,
    written_flows,
)

LINE = "begin > a > done"
LONG = [node("task", f"t{n}") for n in range(700)]
CHAIN = " > ".join(["begin", *(f"t{n}" for n in range(700))])
AT = datetime(2014, 12, 1, 9, tzinfo=UTC)


# --- tasks and answers -----------------------------------------


def test_tasks_without_known_work_pass() -> None:
    kinds = ("task", "manualTask", "serviceTask", "businessRuleTask", "sendTask")
    tasks = [node(kind, f"t{n}") for n, kind in enumerate(kinds)]
    result = played(start(), *tasks, end(), flows="begin > t0 > t1 > t2 > t3 > t4 > done")
    assert result.trace == ("begin", "t0", "t1", "t2", "t3", "t4", "done")
    assert result.ended == "completed"


def test_a_user_task_waits_for_its_answer_and_takes_it() -> None:
    parts = (start(), node("userTask", "a"), end())
    assert played(*parts, flows=LINE).waits_for == ("a",)
    result = played(*parts, flows=LINE, given={"answers": {"a": {"word": "yes"}}})
    assert (result.ended, result.data["word"]) == ("completed", "yes")


def test_answers_in_a_list_are_one_for_each_visit() -> None:
    parts = (start(), node("userTask", "a"), choice("again", "again_to_done"), end())
    flows = "begin > a > again > done\nagain > a if n < 3"
    result = played(*parts, flows=flows, given={"answers": {"a": [{"n": 1}, {"n": 2}]}})
    assert (result.ended, result.trace.count("a")) == ("waiting", 2)
    assert played(*parts, flows=flows, given={"answers": {"a": {"n": 3}}}).ended == "completed"


def test_the_form_of_a_step_reads_its_answer_and_stamps_it() -> None:
    source = draw("path", start(), step("a"), end(), flows=LINE)
    library = {"forms/answer.json": form("answer", ask("score", "number"), stamp="said_at")}
    result = play_file(source, {"answers": {"a": {"score": "7"}}}, library)
    assert (result.data["score"], result.data["said_at"]) == (7, datetime(2015, 1, 5, 9, tzinfo=UTC))
    wrong = play_file(source, {"answers": {"a": {"score": "many"}}}, library)
    assert (wrong.ended, wrong.markers) == ("failed", ("ERROR_runtime",))


def test_an_answer_without_a_form_must_hold_plain_values() -> None:
    result = played(start(), node("userTask", "a"), end(), flows=LINE, given={"answers": {"a": {"x": {"y": 1}}}})
    assert (result.ended, result.markers) == ("failed", ("ERROR_runtime",))


def test_a_table_of_the_library_decides() -> None:
    source = draw("path", start(), node("businessRuleTask", "a", approvals_decision="rate"), end(), flows=LINE)
    library = {"decisions/rate.dmn": table("rate", "n", "rated", '"x" -> "good"', '- -> "other"', policy="FIRST")}
    assert play_file(source, {"vars": {"n": "x"}}, library).data["rated"] == "good"


def test_forms_and_tables_that_cannot_be_read_are_refused() -> None:
    source = draw("path", start(), step("a"), end(), flows=LINE)
    assert rules(play_file(source, {}, {"forms/answer.json": b"{}"})) == ["file.unusable"]


# --- processes, calls, messages, signals -----------------------------------------


def test_a_message_begins_a_process_reaches_who_waits_or_is_kept() -> None:
    talk = process(
        "talk", start(), throw("hi", message("m")), throw("hi2", message("m")), mark("a"), flows="begin > hi > hi2 > a"
    )
    opens = process(
        "opens", node("startEvent", "on", message("m")), catch("next", message("m")), mark("b"), flows="on > next > b"
    )
    result = play_file(several(talk, opens, roots='<message id="message_m" name="m"/>'), {})
    assert (sorted(result.markers), result.ended) == (["a", "b"], "completed")


def test_a_message_that_nobody_waits_for_yet_is_kept() -> None:
    talk = process("talk", start(), throw("hi", message("m")), flows="begin > hi")
    slow = process(
        "slow",
        start("s"),
        catch("w", timer("PT1S", "timeDuration")),
        catch("c", message("m")),
        mark("a"),
        flows="s > w > c > a",
    )
    assert play_file(several(talk, slow, roots='<message id="message_m" name="m"/>'), {}).markers == ("a",)


def test_messages_without_a_name_follow_their_message_flow() -> None:
    bare = "<messageEventDefinition/>"
    talk = process("talk", start(), throw("hi", bare), flows="begin > hi")
    hears = process("hears", start("s"), catch("c", bare), mark("a"), flows="s > c > a")
    flow = '<collaboration id="c1"><messageFlow id="f" sourceRef="hi" targetRef="c"/></collaboration>'
    assert play_file(several(talk, hears, roots=flow), {}).markers == ("a",)
    assert play_file(several(talk, hears), {}).markers == ()


def test_send_and_receive_tasks_pass_messages() -> None:
    talk = process("talk", start(), node("sendTask", "hi", messageRef="m"), flows="begin > hi")
    hears = process("hears", node("receiveTask", "c", messageRef="m", instantiate="true"), mark("a"), flows="c > a")
    later = process("later", start("s"), node("receiveTask", "d", messageRef="n"), mark("b"), flows="s > d > b")
    result = play_file(
        several(talk, hears, later, roots='<message id="m" name="m"/>'), {"messages": [{"name": "n", "after": 5}]}
    )
    assert sorted(result.markers) == ["a", "b"]


def test_an_event_gateway_that_instantiates_begins_at_the_event_that_came() -> None:
    gateway = node("eventBasedGateway", "g", instantiate="true")
    parts = (gateway, catch("x", message("x")), catch("y", message("y")), mark("a"), mark("b"))
    source = several(
        process("p", *parts, flows="g > x > a\ng > y > b"),
        roots='<message id="message_x" name="x"/><message id="message_y" name="y"/>',
    )
    assert play_file(source, {"messages": [{"name": "y"}]}).markers == ("b",)
    assert play_file(source, {"start": ["p"]}).markers == ("a",)


def test_a_signal_reaches_all_who_wait_and_begins_processes() -> None:
    talk = process(
        "talk", start(), catch("w", timer("PT1S", "timeDuration")), end("e", signal("s")), flows="begin > w > e"
    )
    hears = process("hears", start("s1"), catch("c", signal("s")), mark("a"), flows="s1 > c > a")
    opens = process("opens", node("startEvent", "on", signal("s")), mark("b"), flows="on > b")
    assert sorted(play_file(several(talk, hears, opens), {}).markers) == ["a", "b"]


def test_a_process_that_only_its_own_event_begins_can_be_begun_by_name() -> None:
    source = several(process("p", node("startEvent", "on", signal("s")), mark("a"), flows="on > a"))
    assert play_file(source, {"start": ["p"]}).markers == ("a",)
    assert play_file(source, {}).markers == ("a",)
    assert play_file(source, {"messages": [{"name": "x", "after": "PT1S"}]}).ended == "waiting"


def test_called_processes_come_from_the_file_or_the_library() -> None:
    caller = process("path", start(), call("a", "inner"), end(), flows=LINE)
    inner = process("inner", start("i"), mark("b"), flows="i > b")
    stage = draw("inner", start("i"), mark("b"), flows="i > b")
    assert play_file(several(caller, inner), {}).markers == ("b",)
    assert play_file(several(caller), {}, {"stages/inner.bpmn": stage}).trace == ("begin", "i", "b", "a", "done")


@pytest.mark.parametrize("library", [{}, {"stages/inner.bpmn": draw("other", start("i"), end("e"), flows="i > e")}])
def test_a_call_of_nothing_is_refused(library: dict[str, bytes]) -> None:
    assert rules(play_file(draw("path", start(), call("a", "inner"), end(), flows=LINE), {}, library)) == [
        "call.unknown"
    ]


def test_a_process_that_calls_itself_comes_to_an_end() -> None:
    result = played(start(), call("a", "path"), end(), flows=LINE)
    assert (result.ended, result.markers) == ("failed", ("ERROR_runtime",))


def test_an_id_that_two_files_share_is_refused() -> None:
    stage = draw("inner", start(), end("e"), flows="begin > e")
    source = draw("path", start(), call("a", "inner"), end(), flows=LINE)
    assert rules(play_file(source, {}, {"stages/inner.bpmn": stage})) == ["file.unusable"]


# --- errors, escalations, transactions -----------------------------------------


def fails(code: str) -> tuple[str, str]:
    return start("i"), end("e", error(code))


def test_an_error_is_caught_by_its_code_else_by_an_event_for_any() -> None:
    parts = (
        start(),
        group("a", *fails("x"), flows="i > e"),
        boundary("other", "a", error("y")),
        boundary("any", "a", error()),
    )
    result = played(*parts, mark("b"), mark("c"), flows="begin > a\nother > b\nany > c")
    assert (result.markers, result.ended) == (("c",), "completed")


def test_an_error_rises_through_calls_and_instances() -> None:
    inner = process("inner", *fails("x"), flows="i > e")
    call_twice = node(
        "callActivity",
        "a",
        node("multiInstanceLoopCharacteristics", "m", "<loopCardinality>2</loopCardinality>", isSequential="true"),
        calledElement="inner",
    )
    outer = process("path", start(), call_twice, boundary("b", "a", error("x")), mark("c"), flows="begin > a\nb > c")
    assert play_file(several(outer, inner), {}).markers == ("c",)


def test_an_error_passes_by_boundaries_that_wait_for_another() -> None:
    inner = group("s", *fails("x"), flows="i > e")
    outer = group("a", start("o"), inner, boundary("other", "s", error("y")), flows="o > s")
    result = played(start(), outer, boundary("b", "a", error("x")), mark("c"), flows="begin > a\nb > c")
    assert result.markers == ("c",)


def test_an_error_that_nothing_catches_ends_the_process_and_is_said() -> None:
    parts = (start(), parallel("g"), end("e", error("x")), step("ask"))
    result = played(*parts, flows="begin > g > e\ng > ask", given={"answers": {"ask": {"n": 1}}})
    assert result.ended == "failed"
    assert result.markers == ("ERROR_thrownErrorEvent",)


def test_an_escalation_goes_on_with_or_without_somebody_who_hears() -> None:
    inner = group("a", start("i"), throw("t", escalation("x")), mark("b"), flows="i > t > b")
    heard = boundary("h", "a", escalation("x"), interrupting=False)
    assert played(start(), inner, flows="begin > a").markers == ("b",)
    assert sorted(played(start(), inner, heard, mark("c"), flows="begin > a\nh > c").markers) == ["b", "c"]


def test_a_cancelled_transaction_goes_on_at_its_boundary() -> None:
    inside = start("i") + parallel("g") + step("ask") + end("e", "<cancelEventDefinition/>")
    transaction = node("transaction", "a", inside + written_flows("i > g > ask\ng > e"))
    result = played(
        start(), transaction, boundary("b", "a", "<cancelEventDefinition/>"), mark("c"), flows="begin > a\nb > c"
    )
    assert (result.markers, result.ended) == (("c",), "completed")


def test_an_interrupting_event_thrown_inside_stops_the_inside_at_once() -> None:
    inner = group("a", start("i"), throw("t", signal("s")), mark("never"), flows="i > t > never")
    result = played(start(), inner, boundary("b", "a", signal("s")), mark("c"), flows="begin > a\nb > c")
    assert result.markers == ("c",)


# --- time and conditions -----------------------------------------


@pytest.mark.parametrize("text", ["PT5S", "'PT5S'", '"PT5S"', "R3/PT5S"])
def test_a_timer_falls_at_its_instant_and_not_before(text: str) -> None:
    parts = (start(), step("a"), boundary("b", "a", timer(text, "timeDuration"), interrupting=False), mark("c"))
    for seconds, times in ((4, 0), (5, 1)):
        assert played(*parts, flows="begin > a\nb > c", given={"seconds": seconds}).markers == ("c",) * times


@pytest.mark.parametrize(("text", "times"), [("R2/PT5S", 2), ("R/PT5S", 4), ("PT5S", 1)])
def test_a_repeating_timer_falls_as_often_as_it_says(text: str, times: int) -> None:
    parts = (start(), step("a"), boundary("b", "a", timer(text, "timeCycle"), interrupting=False), mark("c"))
    assert played(*parts, flows="begin > a\nb > c", given={"seconds": 20}).markers == ("c",) * times


def test_a_timer_may_name_a_deadline_of_a_round_or_an_instant() -> None:
    for text in ("delegated-submission", "2015-01-09T12:00:00+00:00"):
        source = draw("path", start(), catch("a", timer(text)), end(), flows=LINE)
        result = play_file(source, {"round": "2014-15", "at": AT.isoformat()}, None, (shipped_round("2014-15"),))
        assert result.account[-1].at == datetime(2015, 1, 9, 12, tzinfo=UTC)


def test_a_deadline_without_a_round_fails_with_a_reason() -> None:
    result = played(start(), catch("a", timer("delegated-submission")), end(), flows=LINE)
    assert (result.ended, result.markers) == ("failed", ("ERROR_runtime",))
    assert "belongs to a round" in result.reason


def test_a_process_may_begin_by_its_timer_or_its_condition() -> None:
    by_time = (node("startEvent", "begin", timer("PT5S", "timeDuration")), mark("a"))
    assert played(*by_time, flows="begin > a", given={"seconds": 4}).ended == "waiting"
    assert played(*by_time, flows="begin > a", given={"seconds": 5}).markers == ("a",)
    by_name = (node("startEvent", "begin", timer("go-live")), mark("a"))
    assert played(*by_name, flows="begin > a").ended == "failed"
    sets = process("sets", start("s"), script("n", "n = 1"), flows="s > n")
    when = process("when", node("startEvent", "on", condition("n == 1")), mark("b"), flows="on > b")
    assert play_file(several(sets, when), {"vars": {"n": 0}}).markers == ("b",)


def test_a_condition_is_asked_again_after_every_step() -> None:
    parts = (
        start(),
        parallel("g"),
        catch("c", condition("n == 2")),
        mark("a"),
        script("one", "n = 1"),
        script("two", "n = 2"),
    )
    flows = "begin > g > c > a\ng > one > two"
    assert played(*parts, flows=flows).markers == ("a",)
    assert played(*parts[:-1], script("two", "n = 3"), flows=flows).ended == "waiting"


def test_a_condition_happens_again_only_after_it_was_false() -> None:
    parts = (start(), step("ask"), boundary("b", "ask", condition("n == 1"), interrupting=False), mark("a"))
    arrivals = [{"name": "tick", "after": second, "vars": {"n": n}} for second, n in enumerate((1, 1, 0, 1))]
    ticking = (catch("t", timer("PT1S", "timeDuration")), choice("again", "again_to_t"))
    flows = "begin > g > ask\nb > a\ng > t > again > t\nagain > done if n > 9"
    result = played(*parts, parallel("g"), *ticking, end(), flows=flows, given={"messages": arrivals, "seconds": 6})
    assert result.markers == ("a", "a")


def test_the_first_event_behind_a_gateway_wins() -> None:
    waits = (
        catch("x", timer("PT9S", "timeDuration")),
        node("receiveTask", "y", messageRef="m"),
        catch("z", signal("s")),
    )
    source = several(
        process("p", start(), first_event("g"), *waits, mark("a"), flows="begin > g > x\ng > y > a\ng > z"),
        roots='<message id="m" name="m"/>',
    )
    result = play_file(source, {"messages": [{"name": "m", "after": 1}]})
    assert (result.markers, result.ended) == (("a",), "completed")


# --- loops and instances -----------------------------------------


def test_loops_and_instances_run_as_often_as_they_say() -> None:
    loop = node("standardLoopCharacteristics", "l", "<loopCondition>n == 0</loopCondition>", loopMaximum="3")
    looped = node("scriptTask", "a", f"{loop}<script>log = log + ['a']</script>")
    assert played(start(), looped, flows="begin > a", given={"vars": {"n": 0}}).markers == ("a",) * 3
    several_times = node(
        "multiInstanceLoopCharacteristics",
        "m",
        "<loopCardinality>n</loopCardinality><completionCondition>len(log) == 2</completionCondition>",
    )
    counted = node("scriptTask", "a", f"{several_times}<script>log = log + ['a']</script>")
    assert played(start(), counted, flows="begin > a", given={"vars": {"n": 3}}).markers == ("a",) * 2
    for n in (101, -1, True, "x"):
        assert played(start(), counted, flows="begin > a", given={"vars": {"n": n}}).markers == ("ERROR_runtime",)


# --- what goes wrong, and the caps -----------------------------------------


def test_what_goes_wrong_while_it_runs_is_said_and_never_hidden() -> None:
    choices = (start(), choice("g"), mark("a"), mark("b"))
    assert played(*choices, flows="begin > g > a if False\ng > b if False").markers == ("ERROR_runtime",)
    assert played(*choices, flows="begin > g > a if lost\ng > b if False").markers == ("ERROR_runtime",)
    assert played(start(), script("a", "n = lost"), flows="begin > a").ended == "failed"


def test_one_process_that_fails_leaves_the_others_alone() -> None:
    bad = process("bad", start(), script("a", "n = lost"), flows="begin > a")
    good = process("good", start("s"), mark("b"), flows="s > b")
    result = play_file(several(bad, good), {})
    assert result.markers == ("b", "ERROR_runtime")


@pytest.mark.parametrize(
    ("parts", "flows", "told"),
    [
        ((start(), choice("a"), choice("b")), "begin > a > b > a", "turns in a circle"),
        ((start(), script("a", "n = n + n"), choice("b")), "begin > a > b > a", "longer than"),
        (
            (start(), step("ask"), boundary("b", "ask", timer("R/PT0S", "timeCycle"), interrupting=False)),
            "begin > ask",
            "circle",
        ),
        (
            (
                start(),
                script("a", "\n".join(f"n{i} = w" for i in range(40))),
                script("b", "\n".join(f"m{i} = w" for i in range(40))),
            ),
            "begin > a > b",
            "letters",
        ),
    ],
)
@pytest.mark.timeout(60)
def test_every_play_comes_to_an_end(parts: tuple[str, ...], flows: str, told: str) -> None:
    result = played(*parts, flows=flows, given={"vars": {"n": ["x"], "w": "x" * 19_000}})
    assert result.ended == "failed"
    assert told in result.reason


def test_processes_that_begin_each_other_for_ever_come_to_an_end() -> None:
    source = several(
        process("p", start(), throw("t", signal("s")), flows="begin > t"),
        process("q", node("startEvent", "on", signal("s")), throw("u", signal("s")), flows="on > u"),
    )
    result = play_file(source, {})
    assert (result.ended, result.reason) == ("failed", "More than 40 processes have begun.")


# --- refusals and the result -----------------------------------------


@pytest.mark.parametrize(
    ("parts", "flows", "rule"),
    [
        ((start(), choice("g"), mark("a"), mark("b")), "begin > g > a\ng > b if True", "expression.unreadable"),
        ((start(), choice("g"), mark("a"), mark("b")), "begin > g > a if x.y\ng > b if True", "expression.unreadable"),
        ((start(), script("a", "import os"), end()), LINE, "expression.unreadable"),
        ((start(), catch("a", timer("${when}")), end()), LINE, "deadline.unreadable"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(parts: tuple[str, ...], flows: str, rule: str) -> None:
    assert rules(played(*parts, flows=flows)) == [rule]


def test_a_chain_that_is_too_long_for_the_engine_is_refused() -> None:
    assert rules(played(start(), *LONG, flows=CHAIN)) == ["unsupported.size"]


def test_a_process_inside_something_else_or_with_the_id_of_another_is_refused() -> None:
    one = process("p", start(), flows="")
    inside = process("q", start("s"), node("task", "t", process("r", flows="")), flows="s > t")
    assert rules(play_file(several(one, process("p", start("s"), flows="")), {})) == ["file.unusable"]
    assert rules(play_file(several(inside), {})) == ["file.unusable"]


def test_the_condition_of_a_flow_is_its_own_and_not_one_in_its_extensions() -> None:
    hidden = "<extensionElements><conditionExpression>False</conditionExpression></extensionElements>"
    own = "<conditionExpression>True</conditionExpression>"
    flow = f'<sequenceFlow id="f" sourceRef="g" targetRef="a">{hidden}{own}</sequenceFlow>'
    result = played(start(), choice("g", "g_to_b"), mark("a"), mark("b"), flow, flows="begin > g > b")
    assert result.markers == ("a",)


def test_a_declared_value_that_cannot_be_read_is_said() -> None:
    assert played(start(), flows="", variables={"n": "x.y"}).ended == "failed"


def test_what_is_no_bpmn_is_refused() -> None:
    assert rules(play_file(b"<not", {})) == ["xml.malformed"]
    assert rules(play_file(several(), {})) == ["file.no-process"]


def test_unsound_diagrams_are_played_and_end_waiting() -> None:
    parts = (start(), choice("x", "x_to_a"), mark("a"), mark("b"), parallel("both"), end())
    assert played(*parts, flows="begin > x > a > both > done\nx > b if False\nb > both").ended == "waiting"


def test_a_process_or_a_round_that_is_not_there_is_wrong_input() -> None:
    with pytest.raises(UnusableInput, match="There is no process 'lost'; there are path"):
        played(start(), mark("a"), flows="begin > a", given={"start": ["lost"]})
    with pytest.raises(UnusableInput, match="There is no round 'lost'; there are none"):
        played(start(), mark("a"), flows="begin > a", given={"round": "lost"})


def test_the_result_is_plain_json() -> None:
    result = played(
        start(), mark("a"), catch("c", timer("PT1S", "timeDuration")), flows="begin > a > c", given={"seconds": 0}
    )
    assert json.loads(json.dumps(result.as_json())) == {
        "refused": False,
        "reason": "",
        "findings": [],
        "ended": "waiting",
        "trace": ["begin", "a"],
        "data": {"log": ["a"]},
        "markers": ["a"],
        "waits_for": ["c"],
    }
    assert played(start(), node("complexGateway", "a"), flows="begin > a").as_json()["findings"][0]["element"] == "a"


def test_log_may_be_anything() -> None:
    assert played(start(), script("a", "log = 1"), flows="begin > a").markers == ()


def test_declared_variables_have_their_values_at_the_beginning() -> None:
    result = played(start(), flows="", variables={"n": "1 + 1", "m": "5"}, given={"vars": {"m": 6}})
    assert (result.data["n"], result.data["m"]) == (2, 6)


def test_a_shipped_path_is_played_to_its_first_step() -> None:
    library = shipped_library().files
    result: Played = play_file(
        library["paths/delegated.bpmn"], {"round": "2014-15", "seconds": 0}, library, (shipped_round("2014-15"),), AT
    )
    assert (result.ended, result.reason) == ("waiting", "")
    assert result.waits_for


def test_a_handler_of_a_finished_scope_hears_no_more() -> None:
    inner = group(
        "a", start("i"), mark("b"), handler("h", signal("s"), mark("never"), flows="h_start > never"), flows="i > b"
    )
    result = played(start(), inner, throw("t", signal("s")), mark("c"), flows="begin > a > t > c")
    assert result.markers == ("b", "c")
