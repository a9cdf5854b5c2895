"""The child process: it answers, it is stopped when it takes too long or too much, and the next request is answered."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from service.contained import Contained, NotContained, the_contained
from service.contained.child import answered
from service.contained.tasks import check_request, findings_in, play_request
from tests.processes.drawing import draw, end, library, node, start

SOURCE = draw("path", start(), node("task", "do"), end(), flows="begin > do > done")
CONFINED = """
import sys
from service.contained.child import Forbidden, confine
from service.contained.tasks import warm_up
confine(256)
try:
    {act}
except Forbidden as stopped:
    print("forbidden", stopped)
except MemoryError:
    print("too much")
except OSError as problem:
    print("os", problem.errno)
else:
    print("done")
"""


@pytest.fixture(scope="module")
def contained() -> Iterator[Contained]:
    one = Contained()
    yield one
    one.close()


def request_for(source: bytes) -> dict[str, object]:
    return check_request("x.bpmn", source, {}, [], [], publishing=False, lies_in_library=False)


def confined(act: str) -> str:
    """Do something in a confined process of its own, and return what it printed."""
    command = [sys.executable, "-c", CONFINED.format(act=act)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_child_checks(contained: Contained) -> None:
    answer = contained.ask("check", request_for(SOURCE))
    assert answer["accepted"] is True
    assert {finding.severity for finding in findings_in(answer)} <= {"warning", "info"}


def test_the_child_plays(contained: Contained) -> None:
    answer = contained.ask("play", play_request(SOURCE, {}, library(SOURCE).files, []))
    assert (answer["ended"], answer["trace"]) == ("completed", ["begin", "do", "done"])


def test_input_that_cannot_be_used_is_said(contained: Contained) -> None:
    assert contained.ask("play", play_request(SOURCE, {"seconds": "many"}, {}, []))["problem"]


def test_a_child_that_takes_too_long_is_stopped_and_the_next_request_is_answered() -> None:
    hasty = Contained(seconds=0.0)
    with pytest.raises(NotContained, match="longer than 0 seconds") as stopped:
        hasty.ask("check", request_for(SOURCE))
    assert stopped.value.rule == "contained.time"
    hasty.seconds = 20.0
    assert hasty.ask("check", request_for(SOURCE))["accepted"] is True
    hasty.close()


def test_a_child_that_breaks_is_said_and_the_next_request_is_answered() -> None:
    fragile = Contained()
    with pytest.raises(NotContained, match="broke the process") as stopped:
        fragile.ask("no such task", {})
    assert stopped.value.rule == "contained.memory"
    assert fragile.ask("check", request_for(SOURCE))["accepted"] is True
    fragile.close()


def test_a_child_that_has_gone_is_started_again() -> None:
    lonely = Contained()
    assert lonely.ask("check", request_for(SOURCE))["accepted"] is True
    child = lonely._running()
    child.kill()
    child.wait()
    assert lonely.ask("check", request_for(SOURCE))["accepted"] is True
    lonely.close()


def test_memory_that_runs_out_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy() -> dict[str, object]:
        raise MemoryError

    monkeypatch.setitem(sys.modules["service.contained.child"].TASKS, "greedy", greedy)
    assert answered(b'{"task":"greedy"}') == b'{"too much":true}'


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        ("x = 1", "done"),
        ("import os; os.system('true')", "forbidden os.system"),
        ("import subprocess; subprocess.Popen(['true'])", "forbidden subprocess.Popen"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "forbidden "),
        ("open('/tmp/approvals-confined', 'w')", "forbidden open"),
        ("import os; os.remove('/tmp/approvals-confined')", "forbidden os.remove"),
        ("exec('1')", "forbidden exec"),
        ("b'x' * (1 << 30)", "too much"),
        ("sys.stdin.fileno(); open('/dev/null', 'rb').read()", "done"),
    ],
)
def test_a_confined_process_can_only_compute(act: str, outcome: str) -> None:
    assert confined(act).startswith(outcome)


def test_one_child_is_shared() -> None:
    assert the_contained() is the_contained()
