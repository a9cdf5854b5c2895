"""How tokens pass gateways and activities: one way, all ways, some ways; and how they meet again."""

from processes.tokens.explore import explore
from tests.processes.drawing import catch, choice, end, first_event, message, node, parallel, start, step, timer
from tests.tokens.nets import file_of, happening, model_of, net_of, runs_of, stuck_markings


def inclusive(identity: str, **more: str) -> str:
    return node("inclusiveGateway", identity, **more)


def test_a_choice_takes_one_way() -> None:
    net = net_of(start(), choice("x"), step("a"), step("b"), end(), flows="begin > x > a > done\nx > b > done")
    assert runs_of(net) == {("begin", "x", "a", "done"), ("begin", "x", "b", "done")}


def test_a_parallel_split_takes_all_ways_and_its_join_waits_for_all() -> None:
    flows = "begin > split > a > join > done\nsplit > b > join"
    net = net_of(start(), parallel("split"), step("a"), step("b"), parallel("join"), end(), flows=flows)
    assert runs_of(net) == {
        ("begin", "split", "a", "b", "join", "done"),
        ("begin", "split", "b", "a", "join", "done"),
    }


def test_an_inclusive_split_takes_some_ways_and_its_join_waits_for_those() -> None:
    flows = "begin > split > a > join > done\nsplit > b > join"
    net = net_of(start(), inclusive("split"), step("a"), step("b"), inclusive("join"), end(), flows=flows)
    assert {frozenset(run) - {"begin", "split", "join", "done"} for run in runs_of(net)} == {
        frozenset({"a"}),
        frozenset({"b"}),
        frozenset({"a", "b"}),
    }
    assert all(run.count("join") == 1 for run in runs_of(net))


def test_the_default_flow_of_an_inclusive_gateway_is_taken_alone() -> None:
    flows = "begin > split > a > done\nsplit > b > done"
    net = net_of(start(), inclusive("split", default="split_to_b"), step("a"), step("b"), end(), flows=flows)
    assert runs_of(net) == {("begin", "split", "a", "done"), ("begin", "split", "b", "done")}


def test_an_inclusive_gateway_of_many_flows_takes_one_two_or_all() -> None:
    names = [f"t{number}" for number in range(8)]
    flows = "\n".join(["begin > split", *(f"split > {name}" for name in names)])
    net = net_of(start(), inclusive("split"), *(step(name) for name in names), flows=flows)
    taken = {len(move.flows) for move in net.moves if move.element == "split"}
    assert taken == {1, 2, 8}


def test_an_inclusive_join_in_a_round_does_not_wait_for_what_only_it_could_send() -> None:
    flows = """
        begin > join > work > again
        again > join
        again > done
    """
    net = net_of(start(), inclusive("join"), step("work"), choice("again"), end(), flows=flows)
    seen = explore(net)
    assert stuck_markings(seen) == []
    assert "done" in happening(net)


def test_an_inclusive_join_waits_for_a_token_that_is_still_on_its_way() -> None:
    flows = "begin > split > join > done\nsplit > slow > late > join"
    net = net_of(start(), parallel("split"), step("slow"), step("late"), inclusive("join"), end(), flows=flows)
    assert runs_of(net) == {("begin", "split", "slow", "late", "join", "done")}


def test_a_gateway_that_joins_and_splits_does_one_after_the_other() -> None:
    flows = "begin > x > a > y > b > done\nx > c > y\ny > d > done"
    net = net_of(start(), choice("x"), *(step(n) for n in "abcd"), choice("y"), end(), flows=flows)
    assert {run[2] + run[4] for run in runs_of(net)} == {"ab", "ad", "cb", "cd"}


def test_a_complex_join_passes_at_the_first_token_and_swallows_the_others() -> None:
    flows = "begin > split > a > join > done\nsplit > b > join"
    gateway = node("complexGateway", "join")
    net = net_of(start(), parallel("split"), step("a"), step("b"), gateway, end(), flows=flows)
    assert all(run.count("done") == 1 for run in runs_of(net))
    assert ("begin", "split", "a", "join", "done", "b", "join") in runs_of(net)


def test_a_complex_split_takes_any_ways() -> None:
    flows = "begin > split > a\nsplit > b"
    net = net_of(start(), node("complexGateway", "split"), step("a"), step("b"), flows=flows)
    assert {len(run) for run in runs_of(net)} == {3, 4}


def test_an_event_gateway_goes_on_with_one_of_its_events() -> None:
    events = [catch("answer", message("a")), catch("late", timer("PT1H", "timeDuration"))]
    flows = "begin > first > answer > done\nfirst > late > done"
    net = net_of(start(), first_event("first"), *events, end(), flows=flows)
    assert runs_of(net) == {("begin", "first", "answer", "done"), ("begin", "first", "late", "done")}


def test_several_flows_out_of_an_activity_are_all_taken() -> None:
    net = net_of(start(), step("a"), step("b"), step("c"), flows="begin > a > b\na > c")
    assert runs_of(net) == {("begin", "a", "b", "c"), ("begin", "a", "c", "b")}


def test_flows_with_conditions_out_of_an_activity_may_be_taken_or_not() -> None:
    flows = "begin > a > always\na > perhaps if word"
    net = net_of(start(), step("a"), step("always"), step("perhaps"), flows=flows)
    assert {frozenset(run) - {"begin", "a"} for run in runs_of(net)} == {
        frozenset({"always"}),
        frozenset({"always", "perhaps"}),
    }


def test_the_default_flow_out_of_an_activity_is_taken_when_no_condition_holds() -> None:
    flows = "begin > a > one if word\na > other"
    net = net_of(start(), step("a", default="a_to_other"), step("one"), step("other"), flows=flows)
    assert runs_of(net) == {("begin", "a", "one"), ("begin", "a", "other")}


def test_without_a_default_one_of_the_conditions_must_hold() -> None:
    flows = "begin > a > one if word\na > other if not word"
    net = net_of(start(), step("a"), step("one"), step("other"), flows=flows)
    assert all(len(run) > 2 for run in runs_of(net))


def test_an_only_flow_with_a_condition_may_end_the_way() -> None:
    net = net_of(start(), step("a"), step("b"), flows="begin > a > b if word")
    assert runs_of(net) == {("begin", "a"), ("begin", "a", "b")}


def test_links_of_one_name_are_one_way() -> None:
    parts = [
        node("intermediateThrowEvent", "out", '<linkEventDefinition name="L"/>'),
        node("intermediateCatchEvent", "in", '<linkEventDefinition name="L"/>'),
        node("intermediateCatchEvent", "elsewhere", '<linkEventDefinition name="M"/>'),
    ]
    net = net_of(start(), *parts, end(), flows="begin > out\nin > done\nelsewhere > done")
    assert runs_of(net) == {("begin", "out", "in", "done")}


def test_links_may_name_each_other_by_their_ids() -> None:
    parts = [
        node(
            "intermediateThrowEvent",
            "out",
            '<linkEventDefinition id="s" name="to"><target>t</target></linkEventDefinition>',
        ),
        node("intermediateCatchEvent", "in", '<linkEventDefinition id="t" name="from"/>'),
        node("intermediateCatchEvent", "no", '<linkEventDefinition name="x"/>'),
    ]
    net = net_of(start(), *parts, end(), flows="begin > out\nin > done\nno > done")
    assert runs_of(net) == {("begin", "out", "in", "done")}


def test_a_link_without_its_other_end_is_where_the_token_stays() -> None:
    out = node("intermediateThrowEvent", "out", '<linkEventDefinition name="L"/>')
    assert stuck_markings(explore(net_of(start(), out, flows="begin > out"))) == [("active path", "linked to out")]


def test_without_a_start_event_all_begins_that_nothing_leads_to() -> None:
    assert runs_of(net_of(step("a"), step("b"), flows="")) == {("a", "b"), ("b", "a")}


def test_of_several_start_events_one_begins_the_case() -> None:
    net = net_of(start("one"), start("two"), step("a"), flows="one > a\ntwo > a")
    assert runs_of(net) == {("one", "a"), ("two", "a")}


def test_a_flow_to_nowhere_is_not_a_way() -> None:
    model = file_of(
        '<process id="path"><startEvent id="begin"/><sequenceFlow id="f" sourceRef="begin" targetRef="gone"/></process>'
    )
    assert model.nodes.keys() == {"begin"}
    assert runs_of(net_of(start(), flows="begin > gone")) == {("begin",)}


def test_tokens_are_counted_up_to_many() -> None:
    flows = "begin > again > split > a\nsplit > again"
    net = net_of(start(), choice("again"), parallel("split"), step("a"), flows=flows)
    markings = [state.marking for state in explore(net, limit=60).states]
    place = net.bit_of["split_to_a"]
    assert {marking // place & 3 for marking in markings} == {0, 1, 2, 3}


def test_taking_from_many_leaves_two_or_still_many() -> None:
    net = net_of(start(), step("a"), flows="begin > a")
    many = net.bit_of["begin_to_a"] * 3
    (move,) = (move for move in net.moves if move.element == "a")
    assert set(net.after(many, move)) == {many, many - net.bit_of["begin_to_a"]}


def test_a_model_without_processes_has_no_nets() -> None:
    assert model_of(start(), flows="").processes
    assert not file_of("").processes


def test_two_flows_from_an_event_gateway_to_one_event_are_one_way() -> None:
    event = catch("answer", message("a"))
    net = net_of(start(), first_event("first"), event, end(), flows="begin > first > answer > done\nfirst > answer")
    assert runs_of(net) == {("begin", "first", "answer", "done")}


def test_links_without_ids_meet_by_name_only() -> None:
    out = node(
        "intermediateThrowEvent", "out", '<linkEventDefinition name="L"><target>t</target></linkEventDefinition>'
    )
    into = node("intermediateCatchEvent", "in", '<linkEventDefinition name="M"/>')
    assert stuck_markings(explore(net_of(start(), out, into, flows="begin > out"))) == [
        ("active path", "linked to out")
    ]
