"""Watching orders and choosing by data while all runs are explored."""

from collections.abc import Hashable, Iterable

from processes.tokens.explore import Violation, Watching, element_ids, explore, shortest_way_to
from processes.tokens.net import Move, Net
from tests.processes.drawing import choice, end, parallel, start, step
from tests.tokens.nets import net_of


class NeverBefore:
    """Says that one element may not happen before another."""

    start: Hashable = False

    def __init__(self, early: str, needed: str) -> None:
        self.early, self.needed = early, needed

    def keys(self, move: Move) -> Iterable[Hashable]:
        return ("order",) if move.element in (self.early, self.needed) else ()

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        if move.element == self.needed:
            return (True,)
        return (value,) if value else (Violation("too early"),)


class OneFact:
    """Sets a fact at one step, either way, and lets flows depend on it."""

    start: Hashable = "unknown"

    def __init__(self, asked_at: str, guards: dict[str, Hashable]) -> None:
        self.asked_at, self.guards = asked_at, guards

    def keys(self, move: Move) -> Iterable[Hashable]:
        return ("fact",) if move.element == self.asked_at or set(move.flows) & self.guards.keys() else ()

    def step(self, value: Hashable, move: Move) -> Iterable[Hashable | Violation]:
        if move.element == self.asked_at:
            return ("yes", "no")
        return (value,) if all(self.guards.get(flow, value) == value for flow in move.flows) else ()


def side_by_side() -> Net:
    flows = """
        begin > split > sign > join > done
        split > transfer > join
        split > other > join
    """
    parts = [start(), parallel("split"), step("sign"), step("transfer"), step("other"), parallel("join"), end()]
    return net_of(*parts, flows=flows)


def asked_twice() -> Net:
    flows = """
        begin > ask > first
        first > refuse > done
        first > approve > second
        second > transfer > done
        second > refuse
    """
    parts = [start(), step("ask"), choice("first"), step("refuse"), step("approve"), choice("second")]
    return net_of(*parts, step("transfer"), end(), flows=flows)


def test_a_wrong_order_between_parallel_steps_is_found_though_orders_are_left_out() -> None:
    monitor = NeverBefore("transfer", "sign")
    seen = explore(side_by_side(), monitor)
    assert element_ids(seen.moves_to_violation("too early"))[-1] == "transfer"
    assert element_ids(shortest_way_to(seen, monitor, "too early")) == ("begin", "split", "transfer")


def test_the_way_found_is_given_when_no_shorter_one_is_in_reach() -> None:
    monitor = NeverBefore("transfer", "sign")
    seen = explore(side_by_side(), monitor)
    assert shortest_way_to(seen, monitor, "too early", limit=1) == seen.moves_to_violation("too early")


def test_the_order_that_is_drawn_breaks_no_rule() -> None:
    flows = "begin > sign > transfer > done"
    net = net_of(start(), step("sign"), step("transfer"), end(), flows=flows)
    assert not explore(net, NeverBefore("transfer", "sign")).broken


def test_steps_that_nobody_watches_are_not_tried_in_every_order() -> None:
    assert len(explore(side_by_side()).states) < len(explore(side_by_side(), reduced=False).states)


def test_a_fact_once_told_decides_every_gateway_that_asks_for_it() -> None:
    guards = {"first_to_refuse": "no", "first_to_approve": "yes", "second_to_transfer": "yes", "second_to_refuse": "no"}
    seen = explore(asked_twice(), OneFact("ask", guards))
    ends = {element_ids(seen.moves_to(state)) for state in seen.stuck}
    assert ends == {
        ("begin", "ask", "first", "refuse", "done"),
        ("begin", "ask", "first", "approve", "second", "transfer", "done"),
    }


def test_a_fact_that_no_flow_allows_leaves_the_run_standing() -> None:
    seen = explore(asked_twice(), OneFact("ask", {"first_to_refuse": "later", "first_to_approve": "yes"}))
    stuck = [seen.states[state] for state in seen.stuck]
    assert ("no", ("active path", "ask_to_first")) in [
        (s.value, tuple(sorted(seen.net.names(s.marking)))) for s in stuck
    ]


def test_two_facts_told_in_parallel_keep_all_four_pairs() -> None:
    class TwoFacts:
        start: Hashable = ("?", "?")

        def keys(self, move: Move) -> Iterable[Hashable]:
            return (move.element,) if move.element in ("sign", "transfer") else ()

        def step(self, value: tuple[str, str], move: Move) -> Iterable[Hashable]:
            first, second = value
            return [(one, second) if move.element == "sign" else (first, one) for one in "yn"]

    seen = explore(side_by_side(), TwoFacts())
    assert {seen.states[state].value for state in seen.stuck} == {(a, b) for a in "yn" for b in "yn"}


def test_a_search_that_meets_its_limit_says_so() -> None:
    seen = explore(side_by_side(), limit=3)
    assert not seen.complete
    assert len(seen.after) == 3


def test_a_search_stops_at_the_marking_it_was_sent_for() -> None:
    net = side_by_side()
    seen = explore(net, until=lambda marking: bool(marking & net.bit_of["sign_to_join"]))
    assert element_ids(seen.moves_to(len(seen.states) - 1)) == ("begin", "split", "sign")
    assert not seen.complete


def test_who_watches_nothing_changes_nothing() -> None:
    (move, *_) = side_by_side().moves
    assert list(Watching().step(None, move)) == [None]
    assert move.label == (move.element, move.kind)


def test_a_way_that_data_forbids_now_is_opened_by_a_fact_told_elsewhere() -> None:
    flows = """
        begin > split > ask > join > done
        split > wait > gate > open > join
        gate > shut > join
    """
    parts = [start(), parallel("split"), step("ask"), step("wait"), choice("gate"), step("open"), step("shut")]
    net = net_of(*parts, parallel("join"), end(), flows=flows)
    monitor = OneFact("ask", {"gate_to_open": "yes", "gate_to_shut": "no"})
    reduced, full = explore(net, monitor), explore(net, monitor, reduced=False)
    assert reduced.happened == full.happened
    assert {reduced.states[s].value for s in reduced.stuck} == {full.states[s].value for s in full.stuck}
