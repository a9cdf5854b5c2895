"""Every rewrite runs as the drawing means it, keeps the drawn ids, and says what it did."""

from hypothesis import given, settings
from hypothesis import strategies as some

from processes.paths import shipped_library
from processes.rewriting import rewrite
from processes.xml import read_xml
from tests.play.playing import condition, escalation, handler, link, mark, played, process, rules, several, signal
from tests.processes.drawing import boundary, catch, choice, draw, end, group, node, parallel, start, step, throw, timer

PLAIN = "begin > a > done"


def changes(source: bytes) -> list[tuple[str, str]]:
    return [(change.what, change.element) for change in rewrite(read_xml(source))]


def test_a_drawing_that_runs_as_it_is_stays_as_it_is() -> None:
    assert changes(draw("path", start(), mark("a"), end(), flows=PLAIN)) == []


def test_the_shipped_diagrams_run_as_they_are() -> None:
    assert {name: changes(source) for name, source in shipped_library().diagrams.items() if changes(source)} == {}


def test_flows_and_nodes_without_an_id_get_one() -> None:
    inside = '<sequenceFlow sourceRef="begin" targetRef="a"/><sequenceFlow sourceRef="a" targetRef="done"/><task/>'
    source = draw("path", start(), mark("a"), end(), inside, flows="")
    assert [change for change in changes(source) if change[0] == "id"] == [
        ("id", "path.task-5"), ("id", "path.sequenceFlow-3"), ("id", "path.sequenceFlow-4"),
    ]  # fmt: skip
    assert played(start(), mark("a"), end(), inside, flows="").markers == ("a",)


def test_a_process_without_an_id_gets_one() -> None:
    source = several(f"<process>{start()}</process>")
    root = read_xml(source)
    rewrite(root)
    assert [one.get("id") for one in root] == ["process-0"]


def test_a_link_leads_to_its_target_in_the_same_scope() -> None:
    parts = (start(), throw("out", link("l")), catch("back", link("l")), mark("a"), end())
    result = played(*parts, flows="begin > out\nback > a > done")
    assert result.trace == ("begin", "out", "back", "a", "done")
    assert ("link", "out") in changes(draw("path", *parts, flows="begin > out\nback > a > done"))


def test_plain_flows_out_of_a_task_are_all_taken() -> None:
    result = played(start(), mark("a"), mark("b"), mark("c"), flows="begin > a > b\na > c")
    assert result.markers == ("a", "b", "c")
    assert result.ended == "completed"


def test_conditions_on_flows_out_of_a_task_are_asked() -> None:
    parts = (start(), node("task", "a", default="a_to_d"), mark("b"), mark("c"), mark("d"), mark("e"))
    flows = "begin > a > b if n > 1\na > c if n > 2\na > d\na > e"
    for n, taken in ((0, {"d", "e"}), (2, {"b", "e"}), (3, {"b", "c", "e"})):
        assert set(played(*parts, flows=flows, given={"vars": {"n": n}}).markers) == taken


def test_a_task_whose_conditions_all_fail_is_an_error_unless_a_plain_flow_leaves_it() -> None:
    parts = (start(), node("task", "a"), mark("b"), mark("c"))
    assert played(*parts[:3], flows="begin > a > b if False").markers == ("ERROR_runtime",)
    assert played(*parts, flows="begin > a > b if False\na > c").markers == ("c",)


def test_conditions_that_a_gateway_never_asks_are_left_out() -> None:
    result = played(start(), parallel("g"), mark("a"), mark("b"), flows="begin > g > a if False\ng > b if False")
    assert result.markers == ("a", "b")


def test_several_tokens_are_gathered_before_a_task_and_made_after_it() -> None:
    parts = (start(), node("task", "a", completionQuantity="3"), node("task", "b", startQuantity="3"), mark("c"))
    assert played(*parts, flows="begin > a > b > c").markers == ("c",)
    several_tokens = node("task", "a", completionQuantity="2", default="a_to_c")
    assert played(start(), several_tokens, mark("b"), mark("c"), flows="begin > a > b if False\na > c").markers == (
        "c",
        "c",
    )


def test_an_activity_with_too_few_tokens_waits_for_more() -> None:
    result = played(start(), node("task", "b", startQuantity="2"), mark("c"), flows="begin > b > c")
    assert (result.ended, result.markers) == ("waiting", ())


def test_a_process_without_a_start_event_begins_wherever_nothing_leads_to() -> None:
    result = played(mark("a"), mark("b"), end(), flows="a > done\nb > done")
    assert result.markers == ("a", "b")
    assert played(mark("a"), end(), flows="a > done").trace == ("a", "done")
    assert played(flows="").ended == "completed"


def test_a_join_waits_in_vain_for_what_nothing_can_reach() -> None:
    parts = (start(), mark("a"), mark("lost"), parallel("both"), mark("b"), end())
    flows = "begin > a > both > b > done\nlost > both"
    assert played(*parts, flows=flows).ended == "waiting"
    assert ("lost", "lost") in changes(draw("path", *parts, flows=flows))
    circle = "begin > a > both > b > done\nlost > far > lost\nfar > both"
    assert played(*parts, node("task", "far"), flows=circle).ended == "waiting"


def test_two_flows_between_the_same_two_elements_are_two() -> None:
    inside = '<sequenceFlow id="again" sourceRef="g" targetRef="a"/>'
    assert played(start(), parallel("g"), mark("a"), inside, flows="begin > g > a").markers == ("a", "a")


def test_definitions_beside_the_processes_are_read_where_they_are_named() -> None:
    body = process("path", start(), catch("c", "<eventDefinitionRef>t</eventDefinitionRef>"), flows="begin > c")
    source = several(body, roots=f'<timerEventDefinition id="t">{timer("PT5S")[22:]}')
    assert ("definition-ref", "c") in changes(source)


def test_a_definition_that_is_not_there_is_refused() -> None:
    result = played(start(), catch("c", "<eventDefinitionRef>t</eventDefinitionRef>"), flows="begin > c")
    assert rules(result) == ["unsupported.event-definition-missing"]


def test_data_is_left_out_and_said_once_for_each_place() -> None:
    association = "<dataInputAssociation><sourceRef>r</sourceRef><targetRef>i</targetRef></dataInputAssociation>"
    task = node("task", "a", f"<ioSpecification><dataInput id='i'/></ioSpecification>{association}")
    data = '<dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d"/>'
    told = [
        element for what, element in changes(draw("path", start(), task, data, flows="begin > a")) if what == "data"
    ]
    assert sorted(told) == ["a", "d", "r"]


# --- events with several definitions -----------------------------------------


def test_one_of_several_events_is_enough_and_all_of_several_are_needed() -> None:
    for both, threw, ended in (
        ("false", ("s",), "completed"),
        ("true", ("s",), "waiting"),
        ("true", ("s", "t"), "completed"),
    ):
        awaits = catch("c", signal("s") + signal("t"), parallelMultiple=both)
        throws = [throw(f"throw_{one}", signal(one)) for one in threw]
        way = " > ".join(["g", *(f"throw_{one}" for one in threw)])
        result = played(start(), parallel("g"), awaits, *throws, mark("a"), flows=f"begin > g > c > a\n{way}")
        assert (result.ended, "c" in result.trace) == (ended, ended == "completed")


def test_an_event_with_several_definitions_throws_them_all() -> None:
    parts = (catch("c", signal("s")), catch("d", signal("t")), end("e", signal("s") + signal("t")))
    result = played(start(), parallel("g"), *parts, flows="begin > g > c\ng > d\ng > e")
    assert {"c", "d", "e"} <= set(result.trace)
    assert result.ended == "completed"


def test_a_boundary_event_with_several_definitions_happens_by_any() -> None:
    parts = (start(), step("ask"), boundary("b", "ask", timer("PT2S", "timeDuration") + signal("s")), mark("a"))
    assert played(*parts, flows="begin > ask\nb > a").trace == ("begin", "b", "a")


# --- event sub-processes ---------------------------------------------------------------------------------


def test_an_interrupting_event_sub_process_ends_its_scope_and_what_runs_beside_it() -> None:
    parts = (start(), step("ask"), end())
    beside = handler("beside", timer("PT1S", "timeDuration"), step("b"), flows="beside_start > b", interrupting=False)
    over = handler("over", timer("PT2S", "timeDuration"), mark("a"), flows="over_start > a")
    result = played(*parts, beside, over, flows="begin > ask > done")
    assert result.trace == ("begin", "beside_start", "over_start", "a", "over")
    assert result.ended == "completed"


def test_an_event_sub_process_that_does_not_interrupt_keeps_its_scope_open_and_happens_again() -> None:
    waits = catch("w", timer("PT3S", "timeDuration"))
    beside = handler("beside", signal("s"), waits, mark("a"), flows="beside_start > w > a", interrupting=False)
    inner = group("inner", start("i"), throw("one", signal("s")), beside, flows="i > one")
    again = (catch("later", timer("PT2S", "timeDuration")), throw("two", signal("s")))
    result = played(
        start(), parallel("g"), inner, *again, mark("after"), flows="begin > g > inner > after\ng > later > two"
    )
    assert result.markers == ("a", "a", "after")


def test_a_condition_or_an_escalation_begins_an_event_sub_process() -> None:
    for trigger, body in (
        (condition("n == 1"), node("scriptTask", "t", "<script>n = 1</script>")),
        (escalation("x"), throw("t", escalation("x"))),
    ):
        inner = group(
            "inner",
            start("i"),
            body,
            step("ask"),
            handler("h", trigger, mark("a"), flows="h_start > a"),
            flows="i > t > ask",
        )
        result = played(start(), inner, flows="begin > inner", given={"vars": {"n": 0}})
        assert (result.markers, result.ended) == (("a",), "completed")


def test_an_event_sub_process_with_two_triggers_happens_by_either() -> None:
    over = handler(
        "over", timer("PT9S", "timeDuration") + timer("PT2S", "timeDuration"), mark("a"), flows="over_start > a"
    )
    assert played(start(), step("ask"), over, flows="begin > ask").markers == ("a",)


# --- against an expectation of its own -----------------------------------------


@settings(max_examples=40, deadline=None)
@given(some.lists(some.sampled_from(["plain", "yes", "no", "default"]), min_size=1, max_size=5))
def test_flows_out_of_a_task_are_taken_as_bpmn_says(kinds: list[str]) -> None:
    kinds = [kind if kind != "default" or kinds.index(kind) == n else "plain" for n, kind in enumerate(kinds)]
    default = {"default": f"a_to_t{kinds.index('default')}"} if "default" in kinds else {}
    texts = {"yes": " if True", "no": " if False"}
    flows = "begin > a\n" + "\n".join(f"a > t{n}{texts.get(kind, '')}" for n, kind in enumerate(kinds))
    result = played(start(), node("task", "a", **default), *(mark(f"t{n}") for n in range(len(kinds))), flows=flows)
    asked = {"yes", "no"} & set(kinds)
    taken = [
        f"t{n}"
        for n, kind in enumerate(kinds)
        if kind in ("plain", "yes") or (kind == "default" and (not asked or "yes" not in kinds))
    ]
    assert sorted(result.markers) == (taken or ["ERROR_runtime"])


@settings(max_examples=30, deadline=None)
@given(some.integers(1, 5), some.integers(1, 5))
def test_tokens_are_neither_lost_nor_made_by_quantities(made: int, taken: int) -> None:
    parts = (
        start(),
        node("task", "a", completionQuantity=str(made)),
        node("task", "b", startQuantity=str(taken)),
        mark("c"),
    )
    result = played(*parts, flows="begin > a > b > c")
    assert result.markers == ("c",) * (made // taken)
    assert result.ended == ("waiting" if made % taken else "completed")


@settings(max_examples=30, deadline=None)
@given(some.sets(some.sampled_from("abcd")))
def test_an_inclusive_join_waits_for_every_branch_that_was_taken(taken: set[str]) -> None:
    parts = (
        start(),
        node("inclusiveGateway", "g", default="g_to_d"),
        *(mark(one) for one in "abcd"),
        node("inclusiveGateway", "j"),
        mark("z"),
    )
    flows = (
        "begin > g\n"
        + "\n".join(f"g > {one}{'' if one == 'd' else f' if {one in taken}'}\n{one} > j" for one in "abcd")
        + "\nj > z"
    )
    result = played(*parts, flows=flows)
    assert sorted(result.markers) == sorted([*((taken - {"d"}) or {"d"}), "z"])


def test_an_inclusive_join_waits_for_a_token_that_comes_late_and_not_for_one_that_cannot() -> None:
    parts = (
        start(),
        parallel("g"),
        mark("a"),
        choice("x", "x_to_j"),
        mark("away"),
        catch("w", timer("PT1S", "timeDuration")),
        node("inclusiveGateway", "j"),
        mark("z"),
    )
    flows = "begin > g > a > j > z\ng > w > x > j\nx > away if leave"
    for leave in (False, True):
        result = played(*parts, flows=flows, given={"vars": {"leave": leave}})
        assert sorted(result.markers) == (["a", "away", "z"] if leave else ["a", "z"])


def test_what_is_refused_elsewhere_is_left_as_it_is_by_a_rewrite() -> None:
    lost = draw("path", start(), throw("out", link("lost")), flows="begin > out")
    assert ("link", "out") not in changes(lost)
