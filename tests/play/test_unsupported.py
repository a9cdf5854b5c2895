"""What cannot be run as drawn is refused by the name of its construct; what looks alike and can be run is not."""

import pytest

from tests.play.playing import condition, error, escalation, handler, link, played, rules, signal
from tests.processes.drawing import (
    boundary,
    catch,
    choice,
    end,
    first_event,
    group,
    node,
    parallel,
    start,
    step,
    throw,
    timer,
)

LINE = "begin > a > done"
GOES = (start(), step("a"), end())


def task(**marks: str) -> tuple[str, str, str]:
    return start(), node("task", "a", **marks), end()


def loop(inside: str, **marks: str) -> tuple[str, str, str]:
    return start(), node("task", "a", node("multiInstanceLoopCharacteristics", "m", inside, **marks)), end()


REFUSED = [
    ("complex-gateway", (start(), node("complexGateway", "a"), end()), LINE),
    ("ad-hoc-sub-process", (start(), node("adHocSubProcess", "a"), end()), LINE),
    ("event", (start(), node("event", "a"), end()), LINE),
    ("quantity", task(startQuantity="0"), LINE),
    ("quantity", task(completionQuantity="many"), LINE),
    ("quantity", task(completionQuantity="21"), LINE),
    ("loop-without-end", (start(), node("task", "a", "<standardLoopCharacteristics/>"), end()), LINE),
    ("multi-instance-behavior", loop("<loopCardinality>2</loopCardinality>", behavior="One"), LINE),
    ("multi-instance-data", loop("<loopDataInputRef>items</loopDataInputRef>"), LINE),
    ("multi-instance-without-count", loop(""), LINE),
    ("compensation", task(isForCompensation="true"), LINE),
    ("compensation", (start(), throw("a", "<compensateEventDefinition/>"), end()), LINE),
    ("event-definition-missing", (start(), catch("a", "<eventDefinitionRef>x</eventDefinitionRef>"), end()), LINE),
    ("repeating-timer", (start(), catch("a", timer("R2/PT1S", "timeCycle")), end()), LINE),
    ("repeating-timer", (*GOES, boundary("b", "a", timer("R2/PT1S", "timeCycle"))), f"{LINE}\nb > done"),
    ("timer-without-time", (start(), catch("a", "<timerEventDefinition/>"), end()), LINE),
    ("thrown-timer", (start(), throw("a", timer("PT1S", "timeDuration")), end()), LINE),
    ("link", (start(), throw("a", link("x"))), "begin > a"),
    ("link", (start(), throw("a", link("x")), catch("b", link("x")), end()), "begin > a > done\nb > done"),
    ("link", (start(), throw("a", link("x") + signal("s")), catch("b", link("x")), end()), "begin > a\nb > done"),
    ("condition-missing", (start(), catch("a", "<conditionalEventDefinition/>"), end()), LINE),
    ("cancel", (start(), end("a", "<cancelEventDefinition/>")), "begin > a"),
    ("cancel", (*GOES, boundary("b", "a", "<cancelEventDefinition/>")), f"{LINE}\nb > done"),
    (
        "parallel-multiple",
        (*GOES, boundary("b", "a", signal("s") + signal("t"), parallelMultiple="true")),
        f"{LINE}\nb > done",
    ),
    ("several-definitions", (start(), end("a", signal("s") + error("e"))), "begin > a"),
    (
        "several-definitions",
        (start(), first_event("g"), catch("a", signal("s") + signal("t")), end()),
        "begin > g > a > done",
    ),
    (
        "parallel-event-gateway",
        (start(), node("eventBasedGateway", "g", eventGatewayType="Parallel"), catch("a", signal("s")), end()),
        "begin > g > a > done",
    ),
    ("event-gateway-target", (start(), first_event("g"), step("a"), end()), "begin > g > a > done"),
    (
        "event-gateway-target",
        (start(), first_event("g"), catch("a", signal("s")), parallel("p"), end()),
        "begin > p > g > a > done\np > a",
    ),
    ("boundary-of-nothing", (*GOES, boundary("b", "lost", signal("s"))), f"{LINE}\nb > done"),
    ("boundary-without-event", (*GOES, boundary("b", "a", "")), f"{LINE}\nb > done"),
    ("reserved-id", (start(), step("Root"), end()), "begin > Root > done"),
    ("reserved-id", (start(), step("a.EndJoin"), end()), "begin > a.EndJoin > done"),
    ("flow-through-end", (start(), step("a"), end(), step("b")), f"{LINE} > b"),
    ("flow-through-end", (start(), step("a"), end()), f"{LINE}\na > begin"),
    (
        "data-assignment",
        (start(), node("task", "a", "<dataInputAssociation><assignment/></dataInputAssociation>"), end()),
        LINE,
    ),
    ("several-starts", (start("one"), start("two"), end()), "one > done\ntwo > done"),
    (
        "several-starts",
        (
            start(),
            group("a", start("one"), node("startEvent", "two", signal("s")), end("e"), flows="one > e\ntwo > e"),
            end(),
        ),
        LINE,
    ),
    (
        "triggered-start",
        (start(), group("a", node("startEvent", "one", signal("s")), end("e"), flows="one > e"), end()),
        LINE,
    ),
    (
        "instantiating-task",
        (node("receiveTask", "a", instantiate="true"), boundary("b", "a", signal("s")), end()),
        "a > done\nb > done",
    ),
    ("event-sub-process-start", (*GOES, handler("h", "", flows="")), LINE),
    ("event-sub-process-flow", (*GOES, handler("h", signal("s"), flows="")), f"{LINE}\nh > done"),
    (
        "terminate-beside-handler",
        (start(), end("done", "<terminateEventDefinition/>"), handler("h", signal("s"), flows="", interrupting=False)),
        "begin > done",
    ),
    ("element", (*GOES, node("choreographyTask", "c")), LINE),
    ("element", (*GOES, node("quantumTask", "c")), LINE),
    ("flow-elsewhere", GOES, f"{LINE}\na > lost"),
]


@pytest.mark.parametrize(("construct", "parts", "flows"), REFUSED)
def test_what_cannot_be_run_as_drawn_is_refused_by_name(construct: str, parts: tuple[str, ...], flows: str) -> None:
    result = played(*parts, flows=flows)
    assert result.refused
    assert f"unsupported.{construct}" in rules(result)
    assert result.reason.count(". ") >= 2
    assert (result.ended, result.trace) == ("", ())


RUNS = [
    ((start(), node("complexGateway", "c").replace("complexGateway", "exclusiveGateway"), end()), "begin > c > done"),
    ((start(), node("task", "a", node("standardLoopCharacteristics", "l", loopMaximum="2")), end()), LINE),
    (loop("<loopCardinality>2</loopCardinality>", behavior="All"), LINE),
    ((*GOES, boundary("b", "a", timer("R2/PT1S", "timeCycle"), interrupting=False)), f"{LINE}\nb > done"),
    (
        (start(), node("task", "a", "<dataInputAssociation><sourceRef>x</sourceRef></dataInputAssociation>"), end()),
        LINE,
    ),
    ((start(), catch("a", escalation("x")), end()), LINE),
    ((*GOES, boundary("b", "a", condition("a_number == 1"))), f"{LINE}\nb > done"),
    ((*GOES, handler("h", timer("R2/PT1S", "timeCycle"), flows="", interrupting=False)), LINE),
    ((start(), choice("a", "a_to_done"), end()), LINE),
]


@pytest.mark.parametrize(("parts", "flows"), RUNS)
def test_what_looks_alike_and_can_be_run_is_not_refused(parts: tuple[str, ...], flows: str) -> None:
    assert not played(*parts, flows=flows).refused
