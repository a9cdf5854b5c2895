# ruff: noqa: E501 - tables of cases read best one to a line
"""What the wall refuses, each with its element and its reason."""

from datetime import timedelta

import pytest

from processes.engine import UnusableDiagram, read_diagram
from processes.engine.supported import MARKS, REFUSED
from tests.processes.drawing import (
    boundary,
    call,
    catch,
    choice,
    defined,
    draw,
    end,
    first_event,
    group,
    message,
    node,
    opened,
    script,
    start,
    step,
    steps,
    throw,
    timer,
)

HOUR = timedelta(hours=1)


def refused(*parts: str, flows: str, **drawn: object) -> str:
    with pytest.raises(UnusableDiagram) as refusal:
        defined(*parts, flows=flows, **drawn)  # type: ignore[arg-type]
    return str(refusal.value)


STAGE = draw("stage", start("sb"), step("inside"), end("se"), flows="sb > inside > se")


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_everything_that_would_run_differently_from_its_drawing_is_refused(name: str) -> None:
    inside = f'<{name} id="foreign"/>'
    if name.endswith(("Gateway", "Task", "transaction", "adHocSubProcess", "dataStoreReference")):
        told = refused(start(), inside, end(), flows="begin > foreign > done")
        assert f"foreign: uses {REFUSED[name]}." in told
    elif name == "timeCycle":
        assert f"odd: uses {REFUSED[name]}." in refused(
            start(), catch("odd", timer("R/P1D", name)), end(), flows="begin > odd > done"
        )
    else:
        odd = node("userTask" if not name.endswith("Definition") else "intermediateCatchEvent", "odd", f"<{name}/>")
        assert f"odd: uses {REFUSED[name]}." in refused(start(), odd, end(), flows="begin > odd > done")


@pytest.mark.parametrize("mark", sorted(MARKS))
def test_marks_that_would_be_ignored_are_refused(mark: str) -> None:
    told = refused(start(), step("odd", **{mark: "other"}), end(), flows="begin > odd > done")
    assert f"odd: {MARKS[mark][1]}" in told


LINE = "begin > ask > done"
GOES = (start(), step("ask"), end())


@pytest.mark.parametrize(
    ("parts", "flows", "told"),
    [
        ((*GOES, step("ask")), LINE, "ask: is the id of two elements"),
        ((*GOES, step("lost")), f"{LINE}\nlost > done", "lost: cannot be reached from the start"),
        ((step("ask"), end()), "ask > done", "path: has 0 start events; it needs exactly one"),
        ((*GOES, start("other")), f"{LINE}\nother > ask", "path: has 2 start events"),
        ((start(), step("ask")), "begin > ask", "path: has no end event"),
        ((start(), step("ask")), "begin > ask", "ask: leads nowhere: the case would be stuck"),
        ((*GOES, step("more"), end("e")), f"{LINE} > more > e", "done: is followed by something that would never run"),
        (GOES, "begin > ask > done if True", "ask: is left by conditions only"),
        (GOES, f"{LINE}\nask > nowhere", "ask_to_nowhere: leads from or to an element that is not there"),
        ((*GOES, choice("g", "g_to_done")), "begin > ask > g > done\ng > begin if True", "leads into an event that nothing may flow into"),
        ((*GOES, choice("g")), "begin > ask > g > done if True", "g: splits without a default flow"),
        ((*GOES, choice("g", "no"), end("e")), "begin > ask > g > done\ng > e if True", "g: splits without a default flow"),
        ((*GOES, choice("g", "g_to_e"), end("e")), "begin > ask > g > done\ng > e", "has a flow without a condition that is not the default"),
        ((*GOES, boundary("b", "ask", "")), f"{LINE}\nb > done", "b: is a boundary event that waits for nothing"),
        ((*GOES, boundary("b", "ask", timer(""))), f"{LINE}\nb > done", "b: is a timer without the name of a deadline"),
        ((*GOES, boundary("b", "ask", "<timerEventDefinition/>")), f"{LINE}\nb > done", "b: is a timer without the name"),
        ((*GOES, catch("b", timer("go-live") + message("m"))), "begin > ask > b > done", "b: has several event definitions"),
        ((start(), throw("b", timer("go-live")), end()), "begin > b > done", "b: throws a timer"),
        ((node("startEvent", "begin", timer("go-live")), end()), "begin > done", "begin: starts by itself"),
        ((node("startEvent", "begin", message("m")), end()), "begin > done", "begin: starts by itself"),
        ((start(), node("serviceTask", "s", approvals_operation="send"), end()), "begin > s > done", "s: names the operation 'send'; the operation known is open-case"),
        ((start(), node("businessRuleTask", "s"), end()), "begin > s > done", "s: is a business rule task without a decision"),
        ((start(), catch("b", message("lost")), end()), "begin > b > done", "b: names a message that the file does not have"),
        ((*GOES, boundary("b", "ask", message("m"), interrupting=False)), f"{LINE}\nb > done", "b: takes a message without interrupting"),
        ((start(), first_event("g"), step("ask"), catch("c", message("m")), end()), "begin > g > ask > done\ng > c > done", "g: waits for events and leads to something else"),
        ((start(), first_event("g"), catch("a", message("m")), catch("c", message("m")), end()), "begin > g > a > done\ng > c > done", "g: waits twice for the same message"),
        ((start(), group("s", flows=""), end()), "begin > s > done", "s: has 0 start events; it needs exactly one"),
        ((), "", "has 0 start events; it needs exactly one"),
    ],
)  # fmt: skip
def test_a_diagram_that_would_not_run_as_drawn_is_refused_with_the_element(
    parts: tuple[str, ...], flows: str, told: str
) -> None:
    assert told in refused(*parts, flows=flows, messages="m")


def test_a_chain_too_long_for_the_engine_is_refused() -> None:
    names = [f"s{n}" for n in range(300)]
    told = refused(
        start(), *[script(name, "x = 1") for name in names], end(), flows=" > ".join(["begin", *names, "done"])
    )
    assert "path: has 302 elements; the engine is trusted up to 300" in told


def test_the_longest_chain_runs() -> None:
    names = [f"s{n}" for n in range(298)]
    case = opened(
        start(), *[script(name, "x = 1") for name in names], end(), flows=" > ".join(["begin", *names, "done"])
    )
    assert case.ended


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"<definitions", "is not well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "declares a DOCTYPE or an entity"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><definitions/>'.encode("utf-16"), "declares a DOCTYPE"),
        (b"<a>" * 61 + b"</a>" * 61, "nest deeper than 60"),
        (b"<a " + b" ".join(b"x%d=''" % n for n in range(201)) + b"/>", "more than 200 attributes"),
        (b"<a>" + b"<b/>" * 20_000 + b"</a>", "more than 20000 elements"),
        (b" " * 2_000_001, "2000001 bytes; at most 2000000 are read"),
        (draw("other", *GOES, flows=LINE), "path: must be the one process of the file; it holds other."),
        (draw("path", *GOES, flows=LINE, isExecutable="false"), "is not marked executable"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused(source: bytes, told: str) -> None:
    with pytest.raises(UnusableDiagram, match=told):
        read_diagram("path", {"paths/path.bpmn": source})


def test_an_id_is_used_once_over_a_path_and_its_stages() -> None:
    stage = draw("stage", start("sb"), step("ask"), end("se"), flows="sb > ask > se")
    told = refused(
        start(),
        step("ask"),
        call("go", "stage"),
        end(),
        flows="begin > ask > go > done",
        others={"stages_stage": stage},
    )
    assert "ask: is also an id in 'path'; ids are used once per path." in told


def test_a_name_is_drawn_once() -> None:
    files = {"paths/path.bpmn": draw("path", *GOES, flows=LINE), "stages/path.bpmn": draw("path", *GOES, flows=LINE)}
    with pytest.raises(UnusableDiagram, match=r"path: is also drawn in paths/path.bpmn; a name is used once"):
        read_diagram("path", files)


def test_a_diagram_knows_which_messages_it_catches() -> None:
    parts = (start(), throw("tell", message("out")), catch("told", message("in")), end())
    diagram = defined(*parts, flows="begin > tell > told > done", messages="in out").diagram
    assert (diagram.catches("in"), diagram.catches("out"), diagram.catches("other")) == (True, False, False)


def test_an_element_that_the_engine_leaves_out_is_refused() -> None:
    nested = node("userTask", "ask", end("inner"), approvals_form="answer", approvals_role="officer")
    assert "inner: was not taken in by the engine." in refused(start(), nested, end(), flows=LINE)


def test_an_element_inside_a_task_is_refused() -> None:
    nested = node("userTask", "ask", step("inner"), approvals_form="answer", approvals_role="officer")
    assert "inner_to_done: leads from or to something outside its process" in refused(
        start(), nested, end(), flows=f"{LINE}\ninner > done"
    )


# --- stages --------------------------------------------------------------------------------------------------------


def test_a_stage_that_is_not_there_is_refused_naming_those_that_are() -> None:
    told = refused(start(), call("go", "stege"), end(), flows="begin > go > done", others={"stages_stage": STAGE})
    assert "stege: is called but is no diagram here: path, stage." in told


def test_stages_that_call_each_other_in_a_circle_are_refused() -> None:
    others = {
        f"stages_{a}": draw(a, start(f"{a}b"), call(f"{a}c", b), end(f"{a}e"), flows=f"{a}b > {a}c > {a}e")
        for a, b in ("xy", "yx")
    }
    assert "x: calls itself: path -> x -> y -> x." in refused(
        start(), call("go", "x"), end(), flows="begin > go > done", others=others
    )


def test_stages_that_call_the_next_one_twice_are_read_once_each() -> None:
    def twice(n: int) -> bytes:
        calls = (call(f"a{n}", f"s{n + 1}"), call(f"b{n}", f"s{n + 1}"))
        inside = calls if n < 25 else (step("ask"),)
        way = f"a{n} > b{n}" if n < 25 else "ask"
        return draw(f"s{n}", start(f"sb{n}"), *inside, end(f"se{n}"), flows=f"sb{n} > {way} > se{n}")

    others = {f"stages_s{n}": twice(n) for n in range(26)}
    case = opened(start(), call("go", "s0"), end(), flows="begin > go > done", others=others)
    assert steps(case) == ["ask"]


def test_a_stage_with_variables_of_its_own_is_refused() -> None:
    stage = draw("stage", start("sb"), step("inside"), end("se"), flows="sb > inside > se", variables={"x": "1"})
    told = refused(start(), call("go", "stage"), end(), flows="begin > go > done", others={"stages_stage": stage})
    assert "stage: declares variables; the path that calls it does that." in told
