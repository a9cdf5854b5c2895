"""What only a person can say is asked, with a key that stays the same, and the answer is carried out."""

import pytest

from processes.play import play_file
from processes.repair import WrongAnswer
from processes.repair.mend import mend
from tests.processes.drawing import boundary, call, catch, choice, node, throw, timer
from tests.repair.mending import asked, mended, model, refusals, task, told

FORK = "begin > which > yes_way > done\nwhich > no_way > done"


def fork(kind: str = "exclusiveGateway", names: tuple[str, str] = ("Yes", "No"), **marks: str) -> list[str]:
    flows = [
        f'<sequenceFlow id="{way}" name="{name}" sourceRef="which" targetRef="{way}_task"/>'
        for way, name in zip(("one", "two"), names, strict=True)
    ]
    return [node(kind, "which", name="Is it approved?", **marks), task("one_task"), task("two_task"), *flows]


WAYS = "begin > which\none_task > done\ntwo_task > done"


def test_a_flow_without_a_condition_is_asked_for_and_its_name_suggests_one() -> None:
    result = mended(*fork(), flows=WAYS)
    assert asked(result) == {"one.condition": "is_it_approved", "two.condition": "default"}


def test_answers_become_conditions_and_the_default() -> None:
    result = mended(*fork(), flows=WAYS, answers={"one.condition": "score > 5", "two.condition": "default"})
    assert (result.questions, refusals(result)) == ((), [])
    assert model(result).flows["one"].condition == "score > 5"
    assert model(result).nodes["which"].default == "two"
    assert result.variables == {"score": 5}


def test_suggestions_are_listed_and_lead_to_an_end() -> None:
    result = mended(*fork(names=("Rejected", "Approved")), flows=WAYS, suggest=True)
    assert result.suggested == ("one.condition", "two.condition")
    assert model(result).flows["one"].condition == 'is_it_approved == "rejected"'
    assert play_file(result.xml, {"vars": dict(result.variables)}).ended == "completed"


def test_a_flow_that_says_no_can_be_asked_for_by_itself() -> None:
    result = mended(*fork(names=("No", "Yes"), default="two"), flows=WAYS, suggest=True)
    assert model(result).flows["one"].condition == "not is_it_approved"


def test_an_inclusive_gateway_has_a_variable_for_each_flow() -> None:
    result = mended(*fork("inclusiveGateway", ("By post", "")), flows=WAYS, suggest=True)
    assert model(result).flows["one"].condition == "is_it_approved_by_post"
    assert result.variables == {"is_it_approved_by_post": False}


def test_a_default_that_leaves_elsewhere_and_a_condition_on_a_default_are_taken_off() -> None:
    lost = mended(*fork(default="nowhere"), flows=WAYS, suggest=True)
    assert "default='nowhere'" in told(lost, "which")
    both = mended(
        choice("which", "which_to_work"),
        task(),
        flows="begin > which\nwhich > work if x\nwhich > done if y\nwork > done",
    )
    assert "whatever it says" in told(both, "which_to_work")


def test_a_condition_where_none_is_asked_is_left_out() -> None:
    result = mended(node("parallelGateway", "work"), flows="begin > work\nwork > done if x")
    assert refusals(result) == []
    assert "no condition is asked" in told(result, "work_to_done")


def test_a_condition_of_another_engine_is_translated_or_asked() -> None:
    ways = "begin > which\nwhich > work if ${ok}\nwhich > done if ${bean.ok()}\nwork > done"
    result = mended(choice("which"), task(), flows=ways)
    assert model(result).flows["which_to_work"].condition == "ok"
    assert asked(result) == {"which_to_done.conditionExpression": 'which == "done"'}
    taken = mended(choice("which"), task(), flows=ways, suggest=True)
    assert taken.variables["which"] in ("done", "work")
    assert refusals(taken) == []


def test_a_conditional_way_out_of_a_step_has_no_suggestion() -> None:
    result = mended(task(), task("more"), flows="begin > work > done\nwork > more if ${a.b}\nmore > done")
    assert asked(result) == {"work_to_more.conditionExpression": None}


def test_an_expression_that_is_marked_for_people_is_marked_and_its_language_goes() -> None:
    condition = '<conditionExpression language="juel">${ok}</conditionExpression>'
    flow = f'<sequenceFlow id="f" sourceRef="which" targetRef="done">{condition}</sequenceFlow>'
    result = mended(choice("which", "which_to_work"), task(), flow, flows="begin > which > work > done")
    assert "loses language='juel'" in told(result, "f")
    assert b"tFormalExpression" in result.xml


def test_an_empty_condition_is_none() -> None:
    flow = '<sequenceFlow id="f" sourceRef="work" targetRef="done"><conditionExpression/></sequenceFlow>'
    assert "it is empty" in told(mended(task(), flow, flows="begin > work"), "f")


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("10s", "PT10S"), ("500ms", "PT0.5S"), ("2000", "PT2S"), ("30d", "P30D"), ("2h", "PT2H"), ("1s###2s", "PT2S"),
        ("2036-11-14T11:12:22", "2036-11-14T11:12:22+00:00"), ("2036-11-14", None), ("#{date}", None), ("", "PT24H"),
    ],
)  # fmt: skip
def test_a_timer_that_cannot_be_read_is_asked_for(text: str, suggestion: str | None) -> None:
    result = mended(catch("work", timer(text, "timeCycle"), name="After 24 hours" if not text else "0 days"))
    assert asked(result) == {"work.time": suggestion}


@pytest.mark.parametrize(
    ("drawn", "shape", "text"),
    [
        (timer("'PT5S'", "timeDate"), "timeDuration", "PT5S"),
        (timer('=duration("P2D")', "timeDate"), "timeDuration", "P2D"),
        (timer("R1/P5D", "timeCycle"), "timeDuration", "P5D"),
        (timer("go-live", "timeDuration"), "timeDate", "go-live"),
        (timer("P1D") .replace("</timerE", "<timeCycle>R/P2D</timeCycle></timerE"), "timeDuration", "P7D"),
        ("<timerEventDefinition/>", "timeDuration", "P7D"),
    ],
)  # fmt: skip
def test_a_timer_is_written_as_it_is_read_here(drawn: str, shape: str, text: str) -> None:
    result = mended(catch("work", drawn), answers={"work.time": "P7D"})
    event = model(result).nodes["work"].events[0]
    assert (event.timer, event.text, refusals(result)) == (shape, text, [])


def test_a_repetition_where_a_case_waits_once_is_asked_for_and_at_a_boundary_is_the_period() -> None:
    waits = mended(catch("work", timer("R3/PT1H", "timeCycle")))
    assert asked(waits) == {"work.repeats": "once"}
    at_edge = mended(
        task(), boundary("late", "work", timer("R3/PT1H", "timeCycle")), flows="begin > work > done\nlate > done"
    )
    assert model(at_edge).nodes["late"].events[0].text == "PT1H"
    beside = boundary("late", "work", timer("R3/PT1H", "timeCycle"), interrupting=False)
    again = mended(task(), beside, task("remind"), flows="begin > work > done\nlate > remind")
    assert model(again).nodes["late"].events[0].text == "R3/PT1H"


def test_a_script_in_another_language_is_asked_for() -> None:
    code = "<script>kcontext.doIt();</script>"
    assert asked(mended(task("work", code, "scriptTask"))) == {"work.script": None}
    answered = mended(task("work", code, "scriptTask"), answers={"work.script": "x = 1"})
    assert (refusals(answered), b"x = 1" in answered.xml) == ([], True)
    empty = mended(task("work", "", "scriptTask"), answers={"work.script": "x = 1"})
    assert b"x = 1</script>" in empty.xml


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ('System.out.println("hello");', "nothing"),
        ('kcontext.setVariable("x", 1);\nprint(x)', "x = 1"),
        ("execution.setVariable('x', bean.y)", None),
        ("", "nothing"),
    ],
)
def test_what_a_script_does_is_suggested_where_it_can_be_told(code: str, suggestion: str | None) -> None:
    assert asked(mended(task("work", f"<script>{code}</script>", "scriptTask"))) == {"work.script": suggestion}


def test_a_script_that_does_nothing_becomes_a_point_that_is_passed() -> None:
    work = task("work", "<script>print(1)</script>", "scriptTask", scriptFormat="java")
    late = boundary("late", "work", timer("P1D", "timeDuration"))
    result = mended(work, late, task("only"), flows="begin > work > done\nlate > only > done", suggest=True)
    assert model(result).nodes["work"].kind == "intermediateThrowEvent"
    assert {"late", "only"} & set(model(result).nodes) == set()
    assert refusals(result) == []


def test_a_loop_without_an_end_is_asked_for() -> None:
    loop = "<standardLoopCharacteristics/>"
    assert asked(mended(task("work", loop))) == {"work.loop": "work_again"}
    assert mended(task("work", loop), suggest=True).variables == {"work_again": False}
    assert model(mended(task("work", loop), answers={"work.loop": "once"})).nodes["work"].loop == ""
    assert b">n &lt; 3<" in mended(task("work", loop), answers={"work.loop": "n < 3"}).xml
    assert mended(task("work", '<standardLoopCharacteristics loopMaximum="3"/>')).questions == ()


def test_the_number_of_instances_is_asked_for() -> None:
    items = '<loopDataInputRef>list</loopDataInputRef><inputDataItem id="one" name="one"/>'
    loop = f"<multiInstanceLoopCharacteristics>{items}</multiInstanceLoopCharacteristics>"
    asks = mended(task("work", loop))
    assert asked(asks) == {"work.instances": "number_of_work"}
    assert "It goes over 'one'" in asks.questions[0].question
    assert refusals(mended(task("work", loop), answers={"work.instances": 3})) == []
    assert mended(task("work", loop), suggest=True).variables == {"number_of_work": 1}
    assert model(mended(task("work", loop), answers={"work.instances": "once"})).nodes["work"].loop == ""
    counted = (
        "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    assert mended(task("work", counted)).questions == ()


def test_events_thrown_by_instances_may_be_left_out() -> None:
    inside = '<loopCardinality>2</loopCardinality><complexBehaviorDefinition id="c"><condition>x</condition>'
    inside += "</complexBehaviorDefinition>"
    loop = f'<multiInstanceLoopCharacteristics behavior="Complex">{inside}</multiInstanceLoopCharacteristics>'
    assert asked(mended(task("work", loop))) == {"work.behaviour": None}
    assert refusals(mended(task("work", loop), answers={"work.behaviour": "all"})) == []


def test_a_call_of_nothing_known_is_asked_for() -> None:
    assert asked(mended(call("work", "elsewhere"))) == {"work.calls": "step"}
    assert model(mended(call("work", ""), suggest=True)).nodes["work"].kind == "manualTask"
    assert mended(call("work", "stage"), known=frozenset({"stage"})).questions == ()
    answered = mended(call("work", "elsewhere"), answers={"work.calls": "stage"}, known=frozenset({"stage"}))
    assert model(answered).nodes["work"].calls == "stage"
    kept = mended(call("work", "elsewhere"), answers={"work.calls": "elsewhere"})
    assert model(kept).nodes["work"].calls == "elsewhere"


@pytest.mark.parametrize(
    ("kind", "becomes", "inside"),
    [("globalUserTask", "userTask", ""), ("globalScriptTask", "scriptTask", "<script>x = 1</script>")],
)
def test_a_call_of_a_global_task_is_that_task(kind: str, becomes: str, inside: str) -> None:
    result = mended(call("work", "shared"), roots=f'<{kind} id="shared">{inside}</{kind}>')
    assert (model(result).nodes["work"].kind, refusals(result)) == (becomes, [])


def test_a_complex_gateway_is_asked_for() -> None:
    gate = node("complexGateway", "work", "<activationCondition>x</activationCondition>", default="work_to_done")
    assert asked(mended(gate)) == {"work.gateway": None}
    result = mended(gate, answers={"work.gateway": "parallel"})
    assert (model(result).nodes["work"].kind, refusals(result)) == ("parallelGateway", [])
    plain = mended(node("complexGateway", "work"), answers={"work.gateway": "exclusive"})
    assert model(plain).nodes["work"].kind == "exclusiveGateway"


def test_an_ad_hoc_sub_process_may_be_open_side_by_side() -> None:
    inside = task("a") + task("b") + "<completionCondition>x</completionCondition>"
    ad_hoc = node("adHocSubProcess", "work", inside, ordering="Parallel")
    assert asked(mended(ad_hoc)) == {"work.order": "side-by-side"}
    result = mended(ad_hoc, suggest=True)
    assert (model(result).nodes["work"].kind, refusals(result)) == ("subProcess", [])


def test_a_conditional_event_without_a_condition_is_asked_for() -> None:
    event = catch("work", "<conditionalEventDefinition><condition/></conditionalEventDefinition>")
    assert asked(mended(event)) == {"work.condition": None}
    assert refusals(mended(event, answers={"work.condition": "score > 3"})) == []


def test_compensation_is_left_out_only_when_a_person_says_so() -> None:
    compensate = "<compensateEventDefinition/>"
    undone = task("hu", isForCompensation="true")
    begun = '<sequenceFlow id="hf" sourceRef="hs" targetRef="ht"/>'
    handler = node(
        "subProcess", "h", node("startEvent", "hs", compensate) + task("ht") + begun + undone, triggeredByEvent="true"
    )
    ends = '<sequenceFlow id="se" sourceRef="s" targetRef="e"/>'
    parts = [
        node("subProcess", "work", handler + ends + node("startEvent", "s") + node("endEvent", "e", compensate)),
        boundary("edge", "work", compensate), task("undo", isForCompensation="true"), throw("all", compensate),
        '<association id="as" sourceRef="edge" targetRef="undo"/>',
    ]  # fmt: skip
    flows = "begin > work > all > done"
    assert asked(mended(*parts, flows=flows, suggest=True)) == {"path.compensation": None}
    result = mended(*parts, flows=flows, answers={"path.compensation": "leave-out"})
    assert {"undo", "edge", "h", "as"} & set(model(result).by_id) == set()
    assert {"all", "e"} <= set(model(result).nodes)
    assert not any(rule.startswith("unsupported") for rule in refusals(result))


def test_what_cannot_be_run_may_be_left_out_by_name() -> None:
    edge = boundary("edge", "work", "")
    asks = mended(task(), edge, flows="begin > work > done\nedge > done")
    assert asked(asks)["edge.boundary-without-event"] is None
    answers = dict.fromkeys(asked(asks), "leave-out")
    result = mended(task(), edge, flows="begin > work > done\nedge > done", answers=answers)
    assert "edge" not in model(result).nodes
    cancels = mended(catch("work", "<cancelEventDefinition/>"), answers={"work.cancel": "leave-out"})
    assert (model(cancels).nodes["work"].kind, refusals(cancels)) == ("intermediateThrowEvent", [])


def test_what_nothing_leads_to_may_be_left_out() -> None:
    asks = mended(task(), task("alone"), flows="begin > work > done\nalone > done")
    assert asked(asks) == {"alone.unreachable": None}
    result = mended(
        task(), task("alone"), flows="begin > work > done\nalone > done", answers={"alone.unreachable": "leave-out"}
    )
    assert refusals(result) == []


def test_what_only_something_left_out_leads_to_goes_with_it_once() -> None:
    twice = '<sequenceFlow id="again" sourceRef="alone" targetRef="more"/>'
    parts, flows = [task(), task("alone"), task("more"), twice], "begin > work > done\nalone > more"
    result = mended(*parts, flows=flows, answers={"alone.unreachable": "leave-out"})
    assert {"alone", "more", "again"} & set(model(result).by_id) == set()
    assert [one.element for one in result.repairs].count("more") == 1


@pytest.mark.parametrize("inside", ['${o<b xmlns="x"/>k}', "${<documentation/>o<documentation/><b xmlns='x'/>k}"])
def test_text_in_parts_is_put_together(inside: str) -> None:
    flow = f'<sequenceFlow id="f" sourceRef="which" targetRef="done"><conditionExpression>{inside}'
    flow += "</conditionExpression></sequenceFlow>"
    result = mended(choice("which", "which_to_work"), task(), flow, flows="begin > which > work > done")
    assert model(result).flows["f"].condition == "ok"


def test_an_error_always_interrupts() -> None:
    edge = boundary("edge", "work", "<errorEventDefinition/>", interrupting=False)
    result = mended(task(), edge, flows="begin > work > done\nedge > done")
    assert "cancelActivity='false': an error always interrupts" in told(result, "edge")
    start = node("startEvent", "s", "<errorEventDefinition/>", isInterrupting="false")
    inside = start + node("endEvent", "e") + '<sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    handler = node("subProcess", "h", inside, triggeredByEvent="true")
    assert "isInterrupting='false'" in told(mended(task(), handler), "s")


def test_several_ways_out_that_were_one_get_a_gateway() -> None:
    parts, ways = (
        [choice("meet"), task(default="work_to_a"), task("a"), task("b")],
        "begin > work > a > meet > done\nwork > b > meet",
    )
    asks = mended(*parts, flows=ways)
    assert asked(asks) == {"work.split": "one"}
    assert asked(mended(*parts, flows=ways, answers={"work.split": "all"})) == {}
    result = mended(*parts, flows=ways, suggest=True)
    assert (refusals(result), model(result).nodes["work_choice"].default) == ([], "work_to_a")
    plain = mended(choice("meet"), task(), task("a"), task("b"), flows=ways, suggest=True)
    assert refusals(plain) == []


def test_several_ways_that_meet_well_are_left_as_they_are() -> None:
    result = mended(
        task(),
        task("a"),
        task("b"),
        node("parallelGateway", "meet"),
        flows="begin > work > a > meet > done\nwork > b > meet",
    )
    assert (result.questions, refusals(result)) == ((), [])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("import os", "a condition in the language"),
        ("", "a condition in the language"),
        (3, "or one of default"),
        ("x" * 5000, "must be"),
    ],
)
def test_a_wrong_answer_names_its_key_and_what_may_be_answered(answer: object, says: str) -> None:
    with pytest.raises(WrongAnswer, match=r"'one\.condition'") as caught:
        mended(*fork(), flows=WAYS, answers={"one.condition": answer})
    assert says in str(caught.value)


@pytest.mark.parametrize("answer", ["other", -1, True, None])
def test_a_choice_and_a_number_take_nothing_else(answer: object) -> None:
    loop = "<multiInstanceLoopCharacteristics/>"
    with pytest.raises(WrongAnswer):
        mended(node("complexGateway", "work"), answers={"work.gateway": answer})
    if answer != "other":
        with pytest.raises(WrongAnswer):
            mended(task("work", loop), answers={"work.instances": answer})


def test_an_answer_that_nothing_asked_for_is_named() -> None:
    assert mended(task(), answers={"nobody.condition": "x"}).unasked == ("nobody.condition",)


def test_a_mended_file_is_left_alone() -> None:
    first = mended(*fork(), flows=WAYS, suggest=True)
    again = mend(first.xml)
    assert (again.repairs, again.questions) == ((), ())
    assert again.xml == first.xml
