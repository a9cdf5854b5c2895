"""Delegated commissioning from its opening to go-live, on time, late, in year and in the second wave."""

from tests.paths.driving import Office
from tests.paths.telling import (
    complete,
    constitution_approved,
    delegated,
    live_delegated,
    scenario,
    signed,
    to_committee,
    transferred,
)


@scenario
def delegated_goes_live() -> Office:
    office = Office()
    opened = delegated(office, "2015-01-09 11:59", local_scheme_planned="yes", guidance_published="no")
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    live_delegated(office, opened)
    assert opened.case.variables["scope_budget"] == "yes"
    assert opened.statuses == ["submitted", "approved", "signed", "live"]
    assert opened.case.ended
    return office


@scenario
def delegated_at_midday_itself_is_on_time() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_proforma_delegated", "2015-01-09 12:00")
    assert opened.waits_at() == ["acknowledge_receipt"]
    return office


@scenario
def delegated_late_is_taken_to_the_next_round() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_late_delegated", "2015-01-09 12:01")
    office.does("rule_on_late_submission", "2015-01-26", late_ruling="next-round")
    assert (opened.status, opened.case.ended) == ("next-round", True)
    return office


@scenario
def delegated_late_but_accepted_goes_live() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_constitution_request", "2015-01-08", constitution_content="other")
    office.does("submit_late_delegated", "2015-01-12")
    office.does("rule_on_late_submission", late_ruling="accept")
    complete(office, opened)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    live_delegated(office, opened)
    return office


@scenario
def delegated_late_starts_in_year() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_constitution_request", "2015-01-08", constitution_content="other")
    office.does("submit_late_delegated", "2015-01-12")
    office.does("rule_on_late_submission", late_ruling="in-year")
    complete(office, opened)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    office.does("agree_in_year_start", in_year_start_on="2015-07-01")
    constitution_approved(office)
    signed(office, opened, "2015-05-18")
    transferred(office, opened, "2015-06-08")
    office.until("2015-06-30")
    assert opened.status == "signed"
    office.until("2015-07-01 00:01")
    assert opened.status == "live"
    return office


@scenario
def delegated_in_year_lapses_when_nobody_signs() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened, national_recommendation="in-year")
    office.does("decide_sign_off", "2015-02-18")
    office.does("agree_in_year_start", in_year_start_on="2015-07-01")
    office.until("2015-07-02")
    assert (opened.status, opened.case.ended) == ("lapsed", True)
    return office


@scenario
def delegated_reached_the_mailbox_in_time() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_late_delegated", "2015-01-09 15:00", claimed="2015-01-09 11:40")
    assert opened.waits_at() == ["acknowledge_receipt"]
    return office


@scenario
def delegated_is_blocked_on_the_day_until_a_person_looks() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    signed(office, opened)
    transferred(office, opened)
    opened.case.variables["transfer_arranged"] = False
    office.until("2015-04-01 00:01")
    assert opened.status == "blocked"
    office.does("review_blocked_go_live", go_live_review="check-again")
    office.does("review_blocked_go_live", go_live_review="close")
    assert (opened.status, opened.case.ended) == ("blocked", True)
    return office


@scenario
def delegated_never_comes() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.until("2015-04-01 00:01")
    assert (opened.status, opened.case.ended) == ("not-submitted", True)
    return office


@scenario
def delegated_breaks_every_rule_and_is_put_right() -> Office:
    office = Office()
    wrong = {"ccgs_in_delegation": 2, "onward_delegation": "yes", "chair_is_lay": "no", "lay_voting_members": 1}
    wrong |= {"seats_with_vote": ["healthwatch"], "reserved_functions": ["performers-list"]}
    wrong |= {"guidance_published": "no", "lay_members_trained": "no", "area_team_lead": ""}
    opened = office.opens("delegated")
    office.does("submit_proforma_delegated", "2015-01-08", **wrong)
    assert len(opened.case.variables["problems"]) == 6
    assert len(opened.case.variables["warnings"]) == 4
    office.does("amend_proforma", chair_is_lay="no")
    assert opened.case.variables["problems"] == ["The chair is not a lay member"]
    office.does("amend_proforma")
    assert opened.waits_at() == ["acknowledge_receipt"]
    return office


@scenario
def delegated_without_a_threshold_is_developed_and_resubmitted() -> Office:
    office = Office()
    opened = office.opens("delegated")
    office.does("submit_proforma_delegated", "2015-01-08")
    office.does("acknowledge_receipt")
    office.does("confirm_thresholds", finance_ok="no")
    assert opened.status == "not-recommended"
    office.does("agree_plan", "2015-02-20", plan="develop", ccg_agrees="no")
    office.does("agree_plan", plan="develop", ccg_agrees="yes")
    office.does("resubmit_proforma_delegated")
    complete(office, opened)
    assert opened.waits_at() == ["moderate_regionally"]
    return office


@scenario
def delegated_is_slow_and_every_delay_is_noted() -> Office:
    office = Office()
    opened = delegated(office)
    office.does("moderate_regionally", "2015-02-02")
    office.does("moderate_nationally", "2015-03-02")
    office.does("decide_sign_off", "2015-03-03")
    constitution_approved(office, "2015-03-09")
    signed(office, opened, "2015-03-30")
    office.does("reconcile_amounts", "2015-04-01", amounts_reconciled="no")
    transferred(office, opened, "2015-04-02")
    office.until()
    assert (opened.status, opened.case.ended) == ("live", True)
    noted = {"delegated_regional_overdue", "national_overdue", "committee_overdue", "budget_transfer_overdue"}
    assert noted <= office.seen.elements
    return office


@scenario
def delegated_agreement_waits_long_for_the_ccg() -> Office:
    office = Office()
    opened = delegated(office)
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    constitution_approved(office)
    office.does("set_out_plans")
    office.does("send_outcome_letter")
    office.does("issue_agreement")
    office.does("sign_for_nhs_england")
    office.does("sign_for_ccg", "2015-03-25")
    assert opened.status == "signed"
    assert "agreement_return_overdue" in office.seen.elements
    return office


@scenario
def delegated_predecessor_is_signed_by_its_successor() -> Office:
    office = Office()
    opened = delegated(office, successor_organisation="13T")
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    live_delegated(office, opened, signed_by_organisation="13T")
    assert opened.case.variables["signed_by_organisation"] == "13T"
    return office


@scenario
def delegated_in_the_second_wave_shows_its_workforce_model() -> Office:
    office = Office("2015-second-wave", "2015-10-05")
    opened = office.opens("delegated")
    office.does("submit_constitution_request", "2015-11-05", constitution_content="other")
    office.does("submit_proforma_delegated", "2015-11-06 16:00")
    complete(office, opened)
    office.does("submit_workforce_model")
    office.does("moderate_regionally", "2015-11-16")
    office.does("moderate_nationally", "2015-11-26")
    office.does("decide_sign_off", "2015-12-10")
    constitution_approved(office, "2015-12-21")
    signed(office, opened, "2016-03-07")
    transferred(office, opened, "2016-03-14")
    office.until("2016-04-01 00:01")
    assert opened.status == "live"
    return office
