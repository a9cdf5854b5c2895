"""The rule `soundness`: what it says to a designer, and when it holds its peace."""

from processes.checks.finding import ERROR, WARNING, Finding
from processes.checks.rules.soundness import RULE
from processes.checks.subject import Subject
from processes.model import Model
from tests.processes.drawing import choice, end, parallel, start, step
from tests.tokens.nets import file_of, model_of


def said(model: Model) -> list[Finding]:
    return list(RULE.findings(Subject("path.bpmn", b"", model)))


def by_rule(model: Model) -> dict[str, Finding]:
    return {finding.rule: finding for finding in said(model)}


def one_of_two() -> Model:
    flows = """
        begin > split > approve > join > done
        split > refuse > join
    """
    return model_of(start(), choice("split"), step("approve"), step("refuse"), parallel("join"), end(), flows=flows)


def test_nothing_is_said_of_a_sound_process() -> None:
    assert said(model_of(start(), step("approve"), end(), flows="begin > approve > done")) == []


def test_a_join_that_waits_for_ever_is_named_with_what_it_waits_for_and_the_way_there() -> None:
    finding = by_rule(one_of_two())["soundness.deadlock"]
    assert (finding.element, finding.severity) == ("join", ERROR)
    assert finding.trace == ("begin", "split", "approve")
    assert finding.message.startswith("'join' waits for ever for the flow from 'refuse'. A case that goes this way")
    assert "'begin', 'split', 'approve'. Let every way" in finding.message


def test_a_message_that_nobody_sends_is_named_by_its_sender() -> None:
    model = file_of(
        '<collaboration id="c"><messageFlow id="m" sourceRef="send" targetRef="wait"/></collaboration>'
        '<process id="one"><startEvent id="a"/><exclusiveGateway id="x"/><sendTask id="send" name="Send it"/>'
        '<endEvent id="z"/><sequenceFlow id="f1" sourceRef="a" targetRef="x"/>'
        '<sequenceFlow id="f2" sourceRef="x" targetRef="send"/><sequenceFlow id="f3" sourceRef="x" targetRef="z"/>'
        '<sequenceFlow id="f4" sourceRef="send" targetRef="z"/></process>'
        '<process id="two"><startEvent id="b"/><receiveTask id="wait"/>'
        '<sequenceFlow id="f5" sourceRef="b" targetRef="wait"/></process>'
    )
    message = by_rule(model)["soundness.deadlock"].message
    assert "'wait' waits for ever for the message from 'Send it' (send)." in message
    assert "Draw the way that sends the message" in message


def test_an_activity_behind_a_join_that_waits_for_ever_is_never_done() -> None:
    flows = "begin > split > a > join > late > done\nsplit > b > join"
    model = model_of(start(), choice("split"), step("a"), step("b"), parallel("join"), step("late"), end(), flows=flows)
    finding = by_rule(model)["soundness.dead"]
    assert finding.element == "late"
    assert "the nearest that a case gets: 'begin', 'split', 'a'" in finding.message


def test_an_activity_where_nothing_runs_is_told_without_a_way() -> None:
    finding = by_rule(model_of(step("a"), step("b"), flows="a > b > a"))["soundness.dead"]
    assert "something that does not happen. Draw" in finding.message


def test_a_round_without_a_way_out_is_named_by_an_element_on_it() -> None:
    model = model_of(start(), choice("again"), step("revise"), flows="begin > again > revise > again")
    finding = by_rule(model)["soundness.livelock"]
    assert finding.trace == ("begin", "again", "revise", "again")[: len(finding.trace)]
    assert "lies on a round that no case can leave" in finding.message


def test_a_parallel_split_that_meets_at_a_choice_does_things_twice() -> None:
    flows = "begin > split > a > merge > pay > done\nsplit > b > merge"
    model = model_of(start(), parallel("split"), step("a"), step("b"), choice("merge"), step("pay"), end(), flows=flows)
    found = by_rule(model)
    assert "can be reached twice at once, by the flow from 'merge'" in found["soundness.unsafe"].message
    assert "is an end that one case reaches twice" in found["soundness.improper"].message


def test_of_a_long_way_the_middle_is_left_out() -> None:
    names = [f"s{number}" for number in range(15)]
    way = " > ".join(["begin", *names, "split"])
    flows = f"{way} > a > join > done\nsplit > b > join"
    parts = [step(name) for name in names]
    model = model_of(start(), *parts, choice("split"), step("a"), step("b"), parallel("join"), end(), flows=flows)
    finding = by_rule(model)["soundness.deadlock"]
    assert "'begin', 's0', ..., 's9'," in finding.message
    assert len(finding.trace) == 18


def test_an_event_gateway_without_events_is_waited_at_for_ever() -> None:
    model = file_of(
        '<process id="p"><startEvent id="a"/><eventBasedGateway id="first"/>'
        '<sequenceFlow id="f" sourceRef="a" targetRef="first"/></process>'
    )
    assert "'first' is waited at for ever." in by_rule(model)["soundness.deadlock"].message


def test_what_could_not_be_tried_whole_is_a_warning_and_not_called_sound() -> None:
    reviews, later = [f"r{n}" for n in range(9)], [f"s{n}" for n in range(6)]
    ways = "\n".join(f"split > {one} > merge" for one in reviews)
    flows = f"begin > split\n{ways}\n{' > '.join(['merge', *later, 'done'])}"
    parts = [step(name) for name in (*reviews, *later)]
    found = by_rule(model_of(start(), parallel("split"), *parts, choice("merge"), end(), flows=flows))
    finding = found["soundness.undecided"]
    assert (finding.severity, finding.element) == (WARNING, "path")
    assert "not decided: improper." in finding.message
    assert found["soundness.unsafe"].severity == ERROR
