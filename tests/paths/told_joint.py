"""Joint commissioning to each of its ends."""

from tests.paths.driving import Office
from tests.paths.telling import constitution_approved, joint, live_joint, scenario


@scenario
def joint_goes_live() -> Office:
    office = Office()
    opened = joint(office, pooled_fund="yes", local_scheme_planned="yes", guidance_published="no")
    office.does("moderate_regionally", "2015-02-05")
    office.does("agree_regionally")
    live_joint(office, opened)
    assert opened.statuses == ["submitted", "approved", "signed", "live"]
    assert opened.case.ended
    return office


@scenario
def joint_pooled_fund_is_put_right_and_warnings_go_to_the_panel() -> Office:
    office = Office()
    opened = office.opens("joint")
    weak = {"pooled_fund": "yes", "pooled_fund_core": "yes", "chair_is_lay": "no", "lay_voting_members": 0}
    office.does("submit_proforma_joint", "2015-01-20", **weak)
    assert opened.case.variables["problems"] == ["A pooled fund would pay for core services"]
    assert len(opened.case.variables["warnings"]) == 2
    office.does("amend_proforma", pooled_fund="yes")
    assert opened.waits_at() == ["acknowledge_receipt"]
    return office


@scenario
def joint_late_is_accepted_by_a_person() -> Office:
    office = Office()
    opened = office.opens("joint")
    office.does("submit_late_joint", "2015-01-31 00:00")
    office.does("rule_on_late_submission", late_ruling="accept")
    assert opened.waits_at() == ["acknowledge_receipt"]
    return office


@scenario
def joint_late_is_taken_to_the_next_round() -> Office:
    office = Office()
    opened = office.opens("joint")
    office.does("submit_late_joint", "2015-02-03")
    office.does("rule_on_late_submission", late_ruling="next-round")
    assert (opened.status, opened.case.ended) == ("next-round", True)
    return office


@scenario
def joint_never_comes() -> Office:
    office = Office()
    opened = office.opens("joint")
    office.until("2015-04-01 00:01")
    assert opened.status == "not-submitted"
    return office


@scenario
def joint_by_exception_never_comes() -> Office:
    office = Office()
    opened = office.opens("joint", by_exception=True)
    office.until("2015-04-01 00:01")
    assert opened.status == "not-submitted"
    return office


@scenario
def joint_exception_is_refused() -> Office:
    office = Office(start="2015-02-09")
    opened = office.opens("joint", by_exception=True)
    office.does("submit_proforma_joint")
    assert opened.waits_at() == ["rule_on_exception"]
    office.does("rule_on_exception", late_ruling="next-round")
    assert opened.status == "next-round"
    return office


@scenario
def joint_not_recommended_is_developed_and_goes_live() -> Office:
    office = Office()
    opened = joint(office)
    office.does("moderate_regionally", "2015-02-16", regional_recommendation="not-recommended")
    office.does("agree_plan", plan="develop")
    office.does("resubmit_proforma_joint")
    office.does("acknowledge_receipt", of=opened)
    office.does("moderate_regionally", "2015-02-20")
    office.does("agree_regionally", regional_agreement="develop")
    office.does("agree_plan", plan="develop")
    office.does("resubmit_proforma_joint")
    office.does("acknowledge_receipt", of=opened)
    office.does("moderate_regionally")
    office.does("agree_regionally")
    live_joint(office, opened)
    return office


@scenario
def joint_not_recommended_is_withdrawn() -> Office:
    office = Office()
    opened = joint(office)
    office.does("moderate_regionally", "2015-02-05", regional_recommendation="not-recommended")
    office.does("agree_plan", plan="withdraw")
    assert (opened.status, opened.case.ended) == ("withdrawn", True)
    return office


@scenario
def joint_is_declined_by_the_region() -> Office:
    office = Office()
    opened = joint(office)
    office.does("moderate_regionally", "2015-02-05")
    office.does("agree_regionally", regional_agreement="declined")
    assert (opened.status, opened.case.ended) == ("declined", True)
    return office


@scenario
def joint_signature_is_refused() -> Office:
    office = Office()
    opened = joint(office)
    office.does("moderate_regionally", "2015-02-05")
    office.does("agree_regionally")
    office.does("tell_ccg", "2015-02-20")
    assert "tell_ccg_overdue" in office.seen.elements
    office.does("complete_ig_checklist")
    constitution_approved(office)
    office.does("issue_agreement")
    office.does("sign_for_ccg", ccg_signing="refused")
    assert (opened.status, opened.case.ended) == ("lapsed", True)
    return office


@scenario
def joint_gives_up_after_the_constitution_was_refused() -> Office:
    office = Office()
    opened = joint(office)
    office.does("moderate_regionally", "2015-02-05")
    office.does("agree_regionally")
    office.does("decide_constitution_request", constitution_outcome="refused")
    office.does("decide_after_refusal", after_refusal="withdraw")
    assert (opened.status, opened.case.ended) == ("withdrawn", True)
    return office


@scenario
def joint_is_withdrawn() -> Office:
    office = Office()
    opened = joint(office)
    office.does("withdraw_joint", withdrawal_reason="special-measures")
    assert (opened.status, opened.case.ended) == ("withdrawn", True)
    return office
