"""Verdicts on whole diagrams: suites of others, generated approvals, our own paths, and small ones with one fault."""

from pathlib import Path

import pytest

from processes.model import Model, read_model
from processes.tokens.concurrency import together
from processes.tokens.drawing import nets_of
from processes.tokens.explore import explore
from processes.tokens.net import numbers
from processes.tokens.soundness import soundness_of
from processes.xml import read_xml
from tests.figures.soundness import SUITES, judge, score
from tests.fixture_files import labels, needs_fixtures
from tests.processes.drawing import boundary, choice, end, group, parallel, start, step, timer
from tests.tokens.approvals_like import FAULTS, approvals_like, sizes, with_fault
from tests.tokens.nets import file_of, model_of

BPMN = Path(__file__).parents[2] / "bpmn"
TIMER = timer("PT1H", "timeDuration")
SEEDS = list(sizes())[:8]


def library(called: str) -> Model | None:
    path = BPMN / "stages" / f"{called}.bpmn"
    return read_model(read_xml(path.read_bytes())) if path.is_file() else None


def kinds(*parts: str, flows: str) -> set[str]:
    return judge(model_of(*parts, flows=flows)).kinds


@needs_fixtures
@pytest.mark.parametrize("suite", SUITES)
def test_every_label_of_a_suite_is_reproduced_with_a_run_that_shows_it(suite: str) -> None:
    result = score(suite)
    assert result.wrong == []
    for judged in result.judged:
        assert all(flaw.trace and net.run(flaw.moves) is not None for net, flaw in judged.flaws)


@needs_fixtures
def test_of_the_valid_diagrams_one_is_unsound_by_its_drawing() -> None:
    paths = {label.path for label in labels("bpmnspector") if label.expect == "valid"}
    found = {path.name: judge(read_model(read_xml(path.read_bytes()))).kinds for path in paths}
    assert {name: kinds for name, kinds in found.items() if kinds} == {"EXT150_success_2.bpmn": {"improper"}}


@pytest.mark.parametrize("path", sorted(BPMN.glob("*/*.bpmn")), ids=lambda path: path.stem)
def test_our_paths_and_stages_are_sound_alone_and_with_their_stages_inside(path: Path) -> None:
    model = read_model(read_xml(path.read_bytes()))
    for net in (*nets_of(model), *nets_of(model, library)):
        verdict = soundness_of(net)
        assert (verdict.flaws, verdict.undecided) == ((), ())


@pytest.mark.parametrize(("seed", "elements"), SEEDS)
def test_generated_approvals_are_sound_and_cost_few_states(seed: int, elements: int) -> None:
    model = approvals_like(seed, elements).model()
    judged = judge(model)
    assert (judged.kinds, judged.undecided) == (set(), set())
    assert sum(len(explore(net).states) for net in nets_of(model)) < 6 * elements


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("seed", "elements"), SEEDS)
def test_a_planted_fault_is_found_with_a_run_that_shows_it(seed: int, elements: int, fault: str) -> None:
    judged = judge(with_fault(seed, elements, fault).model())
    assert judged.kinds & ({"unsafe"} if fault == "xor join" else {"deadlock"})
    assert all(flaw.trace and net.run(flaw.moves) is not None for net, flaw in judged.flaws)


def test_a_choice_that_meets_at_a_parallel_join_stands_still() -> None:
    flows = "begin > x > a > join > done\nx > b > join"
    assert "deadlock" in kinds(start(), choice("x"), step("a"), step("b"), parallel("join"), end(), flows=flows)


def test_two_parallel_ways_into_one_end_reach_it_twice() -> None:
    assert kinds(start(), parallel("s"), step("a"), step("b"), end(), flows="begin > s > a > done\ns > b > done") == {
        "improper"
    }


def test_two_parallel_ways_to_two_ends_are_sound() -> None:
    flows = "begin > s > a > done\ns > b > over"
    assert kinds(start(), parallel("s"), step("a"), step("b"), end(), end("over"), flows=flows) == set()


def test_ends_are_counted_anew_in_each_pass_of_a_sub_process() -> None:
    inner = group("body", start("in"), step("a"), end("out"), flows="in > a > out")
    flows = "begin > again > body > x > again\nx > done"
    assert kinds(start(), choice("again"), inner, choice("x"), end(), flows=flows) == set()


def test_an_end_reached_twice_inside_a_sub_process_is_found() -> None:
    inner = group("body", start("in"), parallel("s"), end("out"), flows="in > s > a\ns > b\na > out\nb > out")
    inner = group(
        "body", start("in"), parallel("s"), step("a"), step("b"), end("out"), flows="in > s > a > out\ns > b > out"
    )
    assert kinds(start(), inner, end(), flows="begin > body > done") == {"improper"}


def test_a_reminder_may_come_to_the_end_that_the_work_comes_to() -> None:
    parts = [start(), step("a"), boundary("due", "a", TIMER, False), step("remind"), end()]
    assert kinds(*parts, flows="begin > a > done\ndue > remind > done") == set()


def test_an_event_that_may_repeat_and_joins_the_work_is_unsafe() -> None:
    parts = [start(), step("a"), boundary("due", "a", TIMER, False), choice("meet"), step("b"), end()]
    judged = judge(model_of(*parts, flows="begin > a > meet > b > done\ndue > meet"))
    flaw = next(flaw for _, flaw in judged.flaws if flaw.kind == "unsafe")
    assert flaw.trace.count("due") in (1, 2)


def test_of_many_ends_reached_twice_three_are_named() -> None:
    ends = [end(f"e{number}") for number in range(5)]
    flows = "begin > s > a > x\ns > b > x\n" + "\n".join(f"x > e{number}" for number in range(5))
    judged = judge(model_of(start(), parallel("s"), step("a"), step("b"), choice("x"), *ends, flows=flows))
    assert [flaw.kind for _, flaw in judged.flaws].count("improper") == 3


def test_of_dead_activities_in_a_row_the_first_is_named() -> None:
    parts = [start(), step("a"), step("lost"), step("lost_too"), end()]
    judged = judge(model_of(*parts, flows="begin > a > done\nlost > lost_too"))
    assert [flaw.element for _, flaw in judged.flaws] == ["lost"]


def test_what_only_takes_back_is_not_called_dead() -> None:
    undo = (
        '<subProcess id="handler" triggeredByEvent="true"><startEvent id="r"><compensateEventDefinition/></startEvent>'
        '<task id="h"/><sequenceFlow id="f" sourceRef="r" targetRef="h"/></subProcess>'
    )
    model = file_of(f'<process id="p"><startEvent id="a"/>{undo}<task id="u" isForCompensation="true"/></process>')
    assert judge(model).kinds == set()


def test_a_handler_that_nothing_begins_leaves_its_activities_dead() -> None:
    never = '<subProcess id="handler" triggeredByEvent="true"><startEvent id="r"/><task id="h"/></subProcess>'
    model = file_of(f'<process id="p"><startEvent id="a"/>{never}</process>')
    assert judge(model).kinds == {"dead"}


def test_what_may_be_marked_together_covers_what_is_met() -> None:
    for seed, elements in SEEDS[:4]:
        (net,) = nets_of(with_fault(seed, elements, "xor join").model())
        marked = together(net)
        for state in explore(net, limit=300, reduced=False).states:
            present = net.present(state.marking)
            assert all(not present & ~marked[place] & ~(1 << 2 * place) for place in numbers(present))
