"""Delegated commissioning that ends otherwise: declined, conditional, lapsed, withdrawn, converted."""

from tests.paths.driving import Office
from tests.paths.telling import (
    constitution_approved,
    delegated,
    live_delegated,
    live_joint,
    scenario,
    signed,
    to_committee,
    transferred,
)


@scenario
def delegated_not_recommended_becomes_joint_by_exception() -> Office:
    office = Office()
    opened = delegated(office)
    office.does("moderate_regionally", "2015-01-27", regional_recommendation="not-recommended", special_measures="yes")
    office.does("agree_plan", "2015-02-09", plan="joint")
    assert (opened.status, opened.case.ended) == ("converted", True)
    assert opened.statuses[-2:] == ["declined", "converted"]
    other = office.only("joint")
    office.does("submit_constitution_request", constitution_content="solely-joint", of=office.only("constitution"))
    office.does("submit_proforma_joint", of=other)
    office.does("rule_on_exception", late_ruling="accept")
    office.does("acknowledge_receipt", of=other)
    office.does("moderate_regionally", "2015-02-16", of=other)
    office.does("agree_regionally")
    live_joint(office, other)
    return office


@scenario
def delegated_not_ready_is_withdrawn_and_goes_to_greater_involvement() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened, national_recommendation="not-ready")
    office.does("agree_plan", plan="withdraw")
    assert opened.status == "withdrawn"
    office.does("choose_next_arrangement", next_arrangement="greater-involvement")
    office.does("acknowledge_by_ccg")
    office.does("acknowledge_by_area_team")
    assert office.only("greater-involvement").status == "live"
    assert opened.status == "withdrawn"
    return office


@scenario
def delegated_is_deferred_then_approved_with_conditions_that_are_met() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18", committee_decision="deferred")
    assert opened.status == "deferred"
    office.does("decide_sign_off", "2015-03-02", committee_decision="conditional", condition_due="2015-03-20")
    assert opened.status == "conditional"
    office.does("confirm_conditions", conditions_met="met")
    live_delegated(office, opened)
    assert opened.statuses == ["submitted", "deferred", "conditional", "approved", "signed", "live"]
    return office


@scenario
def delegated_conditional_is_never_taken_up() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18", committee_decision="conditional")
    office.does("confirm_conditions", "2015-03-24", conditions_met="not-taken-up")
    assert "conditions_overdue" in office.seen.elements
    office.does("choose_next_arrangement", next_arrangement="greater-involvement")
    office.does("acknowledge_by_area_team")
    office.does("acknowledge_by_ccg")
    assert (opened.status, opened.case.ended) == ("conditional-not-taken-up", True)
    return office


@scenario
def delegated_declined_goes_to_joint_which_comes_late_by_exception() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18", committee_decision="declined")
    office.does("choose_next_arrangement", next_arrangement="joint")
    assert (opened.status, opened.case.ended) == ("declined", True)
    other = office.only("joint")
    office.until("2015-03-30")
    office.does("submit_late_joint", of=other)
    office.does("rule_on_late_submission", late_ruling="next-round")
    assert (other.status, other.case.ended) == ("next-round", True)
    return office


@scenario
def delegated_declined_chooses_nothing() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-03-02", committee_decision="declined")
    office.does("choose_next_arrangement", next_arrangement="none")
    assert len(office.cases) == 2
    assert opened.case.ended
    return office


@scenario
def delegated_lapses_at_signing() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    office.does("set_out_plans")
    office.does("send_outcome_letter")
    office.does("issue_agreement")
    office.does("sign_for_nhs_england")
    office.until("2015-04-01 00:01")
    assert (opened.status, opened.case.ended) == ("lapsed", True)
    return office


@scenario
def delegated_signature_is_refused_by_the_ccg() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    office.does("send_outcome_letter")
    office.does("set_out_plans")
    office.does("issue_agreement")
    office.does("sign_for_ccg", ccg_signing="refused")
    assert (opened.status, opened.case.ended) == ("lapsed", True)
    return office


@scenario
def delegated_signature_is_refused_by_nhs_england() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    office.does("send_outcome_letter")
    office.does("set_out_plans")
    office.does("issue_agreement")
    office.does("sign_for_nhs_england", nhse_signing="refused")
    assert (opened.status, opened.case.ended) == ("lapsed", True)
    return office


@scenario
def delegated_is_withdrawn_by_a_member_vote() -> Office:
    office = Office()
    opened = delegated(office)
    office.does("withdraw_delegated", withdrawal_reason="member-vote")
    assert opened.status == "withdrawn"
    office.does("choose_next_arrangement", next_arrangement="none")
    assert (opened.status, opened.case.ended) == ("withdrawn", True)
    return office


@scenario
def delegated_drops_out_on_30_march_and_the_transfer_is_pulled() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    signed(office, opened)
    transferred(office, opened)
    office.does("withdraw_delegated", "2015-03-30", withdrawal_reason="finance")
    office.does("reverse_transfer")
    office.does("choose_next_arrangement", next_arrangement="greater-involvement")
    office.until("2015-04-02")
    assert opened.status == "withdrawn"
    return office


@scenario
def delegated_constitution_is_refused_and_asked_again() -> Office:
    office = Office()
    opened = delegated(office)
    first = office.only("constitution")
    office.does("decide_constitution_request", "2015-01-16", of=first, constitution_outcome="refused")
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    office.does("decide_after_refusal", after_refusal="request-again")
    again = office.only("constitution")
    assert again is not first
    office.does("submit_constitution_request", of=again, constitution_content="other")
    live_delegated(office, opened)
    return office


@scenario
def delegated_gives_up_after_the_constitution_was_refused() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    office.does("decide_constitution_request", constitution_outcome="refused")
    office.does("decide_after_refusal", after_refusal="withdraw")
    assert opened.status == "withdrawn"
    office.does("choose_next_arrangement", next_arrangement="none")
    return office
