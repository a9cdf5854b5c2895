"""What no run can look at any more is forgotten, and nothing else."""

from processes.checks.law.liveness import Liveness
from processes.model import read_model
from processes.tokens.drawing import nets_of
from processes.tokens.net import Move, Net
from processes.xml import read_xml
from tests.processes.drawing import draw, end, group, node, start

READS = {"ask": 0b01, "use": 0b10}
WRITES = {"set": 0b10}


def net_of(*parts: str, flows: str) -> Net:
    (net,) = nets_of(read_model(read_xml(draw("path", start(), *parts, end(), flows=flows))))
    return net


def live(net: Net) -> dict[str, int]:
    """Return the live variables after each move of a net that has one run."""
    found: dict[str, int] = {}
    liveness = Liveness(net, net.moves, lambda m: _of(READS, m), lambda m: _of(WRITES, m))
    marking = net.start
    while moves := net.enabled(marking):
        (marking,) = net.after(marking, moves[0])
        found[f"{moves[0].element} {moves[0].kind}"] = liveness.at(marking)
    return found


def _of(table: dict[str, int], move: Move) -> int:
    return table.get(move.element, 0)


def task(identity: str) -> str:
    return node("task", identity)


def test_a_variable_lives_until_it_is_last_read() -> None:
    found = live(net_of(task("ask"), task("use"), flows="begin > ask > use > done"))
    assert (found["begin pass"], found["ask pass"], found["use pass"]) == (0b11, 0b10, 0)


def test_a_variable_that_is_written_before_it_is_read_is_dead_until_then() -> None:
    found = live(net_of(task("set"), task("use"), flows="begin > set > use > done"))
    assert (found["begin pass"], found["set pass"]) == (0, 0b10)


def test_what_a_sub_process_writes_is_written_when_it_is_left() -> None:
    inside = group("inside", start("s"), task("set"), end("e"), flows="s > set > e")
    found = live(net_of(inside, task("use"), flows="begin > inside > use > done"))
    assert (found["begin pass"], found["s pass"], found["set pass"], found["e pass"]) == (0, 0, 0b10, 0b10)


def test_the_same_marking_is_worked_out_once() -> None:
    net = net_of(task("use"), flows="begin > use > done")
    liveness = Liveness(net, net.moves, lambda m: _of(READS, m), lambda m: _of(WRITES, m))
    assert liveness.at(net.start) == liveness.at(net.start) == 0b10
