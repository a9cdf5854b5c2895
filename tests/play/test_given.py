"""The input of a play: what it may say, and one clear message for what it may not."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.play import UnusableInput, play_file, read_given
from processes.play.given import EPOCH, MAX_SPAN
from processes.play.times import due_at
from processes.values import CannotEvaluate
from tests.play.playing import mark, played, process, several, signal
from tests.processes.drawing import catch, message, node, start, throw, timer

AT = datetime(2015, 1, 9, 12, tzinfo=UTC)


def test_an_empty_input_begins_at_a_fixed_instant_and_goes_on_long() -> None:
    given = read_given({})
    assert (given.at, given.until, given.start, given.round) == (EPOCH, EPOCH + MAX_SPAN, (), "")


def test_instants_answers_and_messages_are_read() -> None:
    raw = {
        "start": ["p"],
        "vars": {"n": [1, "x"]},
        "seconds": 5,
        "at": "2015-01-09T12:00:00Z",
        "round": "r",
        "answers": {"a": [{"x": 1}, {}], "b": {"y": None}},
        "messages": [
            {"name": "m"},
            {"name": "m", "at": "2015-01-09T13:00:00+01:00"},
            {"name": "m", "after": "PT1H"},
            {"name": "m", "after": 1.5},
        ],
    }
    given = read_given(raw)
    assert (given.at, given.until) == (AT, AT + timedelta(seconds=5))
    assert [arrival.at - AT for arrival in given.arrivals] == [timedelta(seconds=n) for n in (0, 0, 3600, 1.5)]
    assert (given.answers, given.always) == ({"a": ({"x": 1}, {})}, {"b": {"y": None}})
    assert read_given(raw, EPOCH).at == EPOCH


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ([], "must be an object"),
        ({"begin": 1}, "The input says 'begin'"),
        ({"start": "p"}, "'start' must be a list"),
        ({"start": [1]}, "'start' must be a text"),
        ({"vars": {"n": {}}}, "no variable can have"),
        ({"vars": {"n": [[1]]}}, "no variable can have"),
        ({"vars": {"n": 1e300}}, "no variable can have"),
        ({"vars": {"a b": 1}}, "no variable can have"),
        ({"seconds": True}, "A number of seconds"),
        ({"seconds": -1}, "A number of seconds"),
        ({"seconds": 1e12}, "A number of seconds"),
        ({"at": "noon"}, "An instant with its zone"),
        ({"at": 5}, "An instant with its zone"),
        ({"answers": {"a": 1}}, "The answer of 'a'"),
        ({"answers": {"a": [1]}}, "An answer of 'a'"),
        ({"messages": [{}]}, "The name of a message"),
        ({"messages": [{"name": "m", "after": "soon"}]}, "is not a period"),
        ({"messages": [{"name": "m", "after": []}]}, "A number of seconds"),
        ({"round": 5}, "'round' must be a text"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(raw: object, told: str) -> None:
    with pytest.raises(UnusableInput, match=told):
        read_given(raw)


def test_a_timer_beyond_the_calendar_is_an_error_that_is_said() -> None:
    result = played(start(), catch("c", timer("P9999Y", "timeDuration")), flows="begin > c")
    assert (result.ended, result.markers) == ("failed", ("ERROR_runtime",))
    with pytest.raises(CannotEvaluate, match="falls at no time"):
        due_at("P9999Y", _Late())


class _Late:
    variables: dict[str, object] = {}

    def deadline(self, name: str) -> datetime:
        raise CannotEvaluate(name)

    def now(self) -> datetime:
        return AT


def test_messages_that_nobody_takes_are_kept_up_to_a_number() -> None:
    parts = (start(), catch("w", timer("PT9S", "timeDuration")), mark("a"))
    few = played(*parts, flows="begin > w > a", given={"messages": [{"name": "m"}] * 200})
    many = played(*parts, flows="begin > w > a", given={"messages": [{"name": "m"}] * 201})
    assert (few.ended, many.ended) == ("completed", "failed")
    assert "More than 200 messages wait" in many.reason


def test_a_message_may_not_make_the_variables_too_large() -> None:
    result = played(start(), flows="", given={"messages": [{"name": "m", "vars": {"n": "x" * 1_000_001}}]})
    assert (result.ended, result.markers) == ("failed", ("ERROR_runtime",))


def test_processes_that_grow_too_long_together_are_stopped() -> None:
    circle = [
        process(
            f"p{n}", start(f"s{n}"), node("task", f"a{n}"), node("task", f"b{n}"), flows=f"s{n} > a{n} > b{n} > a{n}"
        )
        for n in range(4)
    ]
    result = read_played(several(*circle))
    assert "more than 2000 tasks" in result


def read_played(source: bytes) -> str:
    return play_file(source, {}).reason


def test_a_kept_message_is_given_once() -> None:
    talk = process("talk", start(), throw("hi", message("m")), flows="begin > hi")
    slow = [
        process(
            f"s{n}",
            start(f"b{n}"),
            catch(f"w{n}", timer("PT1S", "timeDuration")),
            catch(f"c{n}", message("m")),
            mark(f"a{n}"),
            flows=f"b{n} > w{n} > c{n} > a{n}",
        )
        for n in (1, 2)
    ]
    result = read_data(several(talk, *slow, roots='<message id="message_m" name="m"/>'))
    assert result == 1


def read_data(source: bytes) -> int:
    return len(play_file(source, {}).markers)


def test_a_signal_that_nobody_waits_for_is_lost() -> None:
    parts = (start(), throw("t", signal("s")), catch("c", signal("s")))
    result = played(*parts, flows="begin > t > c")
    assert (result.ended, result.waits_for) == ("waiting", ("c",))


def test_a_loop_with_a_maximum_that_is_no_number_is_refused() -> None:
    loop = node("standardLoopCharacteristics", "l", "<loopCondition>True</loopCondition>", loopMaximum="x")
    assert played(start(), node("task", "a", loop), flows="begin > a").refused
