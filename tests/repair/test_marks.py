"""Our own marks: understood where another tool says the same, asked where nothing says it, and only when wanted."""

from processes.repair import mend
from tests.processes.drawing import call, choice, end, start, step
from tests.repair.mending import asked, foreign, mended, model, refusals, task, told

CAMUNDA = 'xmlns:camunda="urn:camunda" xmlns:zeebe="urn:zeebe"'


def test_forms_and_roles_of_other_tools_are_understood() -> None:
    marks = {"camunda:formKey": "embedded:app:forms/Approve Plan.html", "camunda:candidateGroups": "Panel Members,x"}
    result = mended(task("work", kind="userTask", **marks), spaces=CAMUNDA, ours=True)
    assert b'approvals:form="approve-plan"' in result.xml
    assert b'approvals:role="panel-members"' in result.xml
    assert b"camunda" not in result.xml


def test_a_mark_that_is_an_expression_is_asked_for() -> None:
    inside = '<extensionElements><zeebe:formDefinition formId="plan"/></extensionElements>'
    work = task("work", inside, kind="userTask", **{"camunda:assignee": "${initiator}"})
    result = mended(work, spaces=CAMUNDA, ours=True)
    assert asked(result) == {"work.role": None}
    answered = mended(work, spaces=CAMUNDA, ours=True, answers={"work.role": "programme-office"})
    assert b'approvals:form="plan"' in answered.xml


def test_a_call_that_another_tool_marks_is_understood_in_any_case() -> None:
    inside = '<extensionElements><zeebe:calledElement processId="stage"/></extensionElements>'
    work = call("work", "").replace("</callActivity>", f"{inside}</callActivity>")
    result = mended(work, spaces=CAMUNDA, known=frozenset({"stage"}))
    assert model(result).nodes["work"].calls == "stage"


def test_without_being_asked_for_no_mark_is_written() -> None:
    result = mended(task("work", kind="userTask", **{"camunda:formKey": "plan"}), spaces=CAMUNDA)
    assert b"approvals:form" not in result.xml
    assert result.questions == ()


def test_steps_without_anything_to_say_become_manual_and_need_a_role() -> None:
    work = task("work", "<rendering/>", kind="userTask", implementation="##unspecified")
    assert asked(mended(work, ours=True)) == {"work.role": None, "work.form": "manual"}
    result = mended(work, ours=True, suggest=True, answers={"work.role": "officer"})
    assert model(result).nodes["work"].kind == "manualTask"
    assert "is asked nothing" in told(result, "work")


def test_service_and_rule_tasks_say_what_they_do() -> None:
    parts = [task("work", kind="serviceTask"), task("rule", kind="businessRuleTask")]
    flows = "begin > work > rule > done"
    assert asked(mended(*parts, flows=flows, ours=True)) == {"work.operation": "manual", "rule.decision": "manual"}
    result = mended(*parts, flows=flows, ours=True, answers={"work.operation": "plan", "rule.decision": "Fees"})
    assert b'approvals:operation="open-case"' in result.xml
    assert b'approvals:opens="plan"' in result.xml
    assert b'approvals:decision="fees"' in result.xml


def test_names_that_nothing_sets_are_declared() -> None:
    ways = 'begin > which\nwhich > a if kind == "new"\nwhich > b if urgent\nwhich > c if score > 3\nwhich > d > done'
    ways += "\na > done\nb > done\nc > done"
    parts = [choice("which", "which_to_d"), *(step(one) for one in "abcd")]
    result = mended(*parts, flows=ways, ours=True, variables={"urgent": "True"})
    declared = {one.get("name"): one.get("value") for one in model(result).root.iter("{urn:approvals:bpmn:1}variable")}
    assert declared == {"kind": "None", "urgent": "True", "score": "3"}
    assert result.xml.count(b"<extensionElements") == 1


def test_a_new_place_for_variables_is_made_behind_the_documentation() -> None:
    ways = "begin > which\nwhich > a if urgent\nwhich > done\na > done"
    parts = ["<documentation>d</documentation>", start(), choice("which", "which_to_done"), step("a"), end()]
    result = mend(foreign(*parts, flows=ways), ours=True)
    process = model(result).processes[0].xml
    assert [child.tag.rpartition("}")[2] for child in process][:2] == ["documentation", "extensionElements"]
    assert b'name="urgent" value="False"' in result.xml


def test_a_gateway_of_ours_has_a_default() -> None:
    ways = "begin > which\nwhich > a if x == 1\nwhich > done if x == 2\na > done"
    result = mended(choice("which"), step("a"), flows=ways, ours=True)
    assert asked(result) == {"which.default": None}
    answered = mended(choice("which"), step("a"), flows=ways, ours=True, answers={"which.default": "which_to_done"})
    assert "gateway.choice" not in refusals(answered)
