"""Every path from its opening to every end that really occurred, told in a few lines each.

A scenario is a function of an office; `SCENARIOS` holds them by name. `test_ends_of_paths.py` runs each, and
`test_requirements.py` asks that together they come through everything that carries a requirement.
"""

from collections.abc import Callable

from tests.paths.driving import Office, Opened

Scenario = Callable[[], Office]
SCENARIOS: dict[str, Scenario] = {}


def scenario(tell: Scenario) -> Scenario:
    """Enter a function into the scenarios under its name."""
    SCENARIOS[tell.__name__] = tell
    return tell


# --- the usual course, in pieces ---


def delegated(office: Office, at: str = "2015-01-09 11:58", **pack: object) -> Opened:
    """Open a delegated case and bring it before the regional panel, thresholds confirmed."""
    opened = office.opens("delegated")
    office.does("submit_constitution_request", at, constitution_content="other", of=office.only("constitution"))
    office.does("submit_proforma_delegated", of=opened, **pack)
    complete(office, opened)
    return opened


def complete(office: Office, opened: Opened) -> None:
    office.does("acknowledge_receipt", of=opened)
    if opened.path == "delegated":
        office.does("confirm_thresholds", of=opened)


def to_committee(office: Office, opened: Opened, **national: object) -> None:
    office.does("moderate_regionally", "2015-01-20", of=opened)
    office.does("moderate_nationally", "2015-01-29", of=opened, **national)


def constitution_approved(office: Office, at: str = "2015-03-04", of: Opened | None = None) -> None:
    request = of or office.only("constitution")
    office.does("decide_constitution_request", at, of=request)
    office.does("acknowledge_constitution_request", of=request)
    office.does("notify_constitution_outcome", of=request)


def signed(office: Office, opened: Opened, at: str = "2015-03-16", **ccg: object) -> None:
    if opened.path == "delegated":
        office.does("set_out_plans", at, of=opened)
        office.does("send_outcome_letter", of=opened)
    office.does("issue_agreement", of=opened)
    office.does("sign_for_ccg", of=opened, **ccg)
    office.does("sign_for_nhs_england", of=opened)


def transferred(office: Office, opened: Opened, at: str = "2015-03-25") -> None:
    office.does("reconcile_amounts", at, of=opened)
    office.does("arrange_transfer", of=opened)


def live_delegated(office: Office, opened: Opened, **ccg: object) -> None:
    """From sign-off to go-live."""
    constitution_approved(office)
    signed(office, opened, **ccg)
    transferred(office, opened)
    office.until("2015-04-02")
    assert opened.status == "live"


def joint(office: Office, at: str = "2015-01-30 16:00", **pack: object) -> Opened:
    """Open a joint case and bring it before the regional panel."""
    opened = office.opens("joint")
    office.does("submit_constitution_request", at, constitution_content="solely-joint")
    office.does("submit_proforma_joint", of=opened, **pack)
    office.does("acknowledge_receipt", of=opened)
    return opened


def live_joint(office: Office, opened: Opened) -> None:
    """From the regional panel's agreement to go-live."""
    office.does("tell_ccg", of=opened)
    office.does("complete_ig_checklist", of=opened)
    constitution_approved(office, "2015-03-20", office.only("constitution"))
    signed(office, opened)
    office.until("2015-04-02")
    assert opened.status == "live"


# --- delegated ---


@scenario
def delegated_goes_live() -> Office:
    office = Office()
    opened = delegated(office, "2015-01-09 11:59", local_scheme_planned="yes", governing_body_acts="no")
    to_committee(office, opened)
    office.does("decide_sign_off", "2015-02-18")
    live_delegated(office, opened)
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
    wrong |= {"guidance_published": "no", "lay_members_trained": "no", "governing_body_acts": "yes"}
    opened = office.opens("delegated")
    office.does("submit_proforma_delegated", "2015-01-08", **wrong)
    assert len(opened.case.variables["problems"]) == 6
    assert len(opened.case.variables["warnings"]) == 3
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
    office.does("confirm_conditions", "2015-03-20", conditions_met="not-taken-up")
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


# --- joint ---


@scenario
def joint_goes_live() -> Office:
    office = Office()
    opened = joint(office, pooled_fund="yes", local_scheme_planned="yes")
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
    office.does("tell_ccg")
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


# --- constitution, greater involvement ---


@scenario
def constitution_mixed_on_20_january_is_late_for_all_of_it() -> Office:
    office = Office()
    opened = office.opens("constitution", for_model="joint")
    office.does("submit_constitution_request", "2015-01-20", constitution_content="mixed")
    assert "rule_on_late_constitution" in opened.waits_at()
    office.does("rule_on_late_constitution", late_constitution_ruling="next-round")
    assert opened.status == "constitution-refused"
    office.does("acknowledge_constitution_request")
    office.does("notify_constitution_outcome")
    assert opened.case.ended
    return office


@scenario
def constitution_solely_joint_on_20_january_is_on_time() -> Office:
    office = Office()
    opened = office.opens("constitution", for_model="joint")
    office.does("submit_constitution_request", "2015-01-20", constitution_content="solely-joint")
    assert "decide_constitution_request" in opened.waits_at()
    return office


@scenario
def constitution_late_is_accepted_returned_revised_and_slow() -> Office:
    office = Office()
    opened = office.opens("constitution")
    office.does("submit_constitution_request", "2015-02-02", constitution_content="other")
    office.does("rule_on_late_constitution", late_constitution_ruling="essential")
    office.does("decide_constitution_request", constitution_outcome="returned")
    office.does("revise_constitution_request")
    constitution_approved(office, "2015-04-20", opened)
    assert (opened.status, opened.case.ended) == ("constitution-approved", True)
    assert {"target_missed", "alarm_raised", "decision_overdue"} <= office.seen.elements
    return office


@scenario
def constitution_request_is_withdrawn() -> Office:
    office = Office()
    opened = office.opens("constitution")
    office.does("withdraw_constitution")
    assert (opened.status, opened.case.ended) == ("withdrawn", True)
    return office


@scenario
def greater_involvement_needs_both_and_defaults_to_nobody() -> Office:
    office = Office()
    opened = office.opens("greater-involvement")
    office.does("acknowledge_by_area_team")
    assert opened.status == ""
    office.does("acknowledge_by_ccg", "2015-03-02")
    assert (opened.status, opened.case.ended) == ("live", True)
    return office


# --- expression of interest, change of model ---


@scenario
def expression_is_categorised_and_entitles_to_nothing() -> Office:
    office = Office(start="2014-05-09")
    opened = office.opens("expression-of-interest")
    office.does("submit_expression", "2014-06-20 17:00")
    office.does("discuss_expression")
    office.does("approve_expression")
    office.does("categorise_expression", eoi_level="3", readiness="ready-soon")
    assert (opened.status, opened.case.ended, len(office.cases)) == ("categorised", True, 1)
    return office


@scenario
def expression_comes_late_and_waits_for_the_next_call() -> Office:
    office = Office(start="2014-05-09")
    opened = office.opens("expression-of-interest")
    office.does("submit_expression", "2014-06-21")
    office.does("rule_on_late_expression", "2014-07-02", late_ruling="next-round")
    assert opened.status == "next-round"
    return office


@scenario
def expression_comes_late_is_taken_and_not_approved() -> Office:
    office = Office(start="2014-05-09")
    opened = office.opens("expression-of-interest")
    office.does("submit_expression", "2014-06-21")
    office.does("rule_on_late_expression", late_ruling="accept")
    office.does("discuss_expression")
    office.does("approve_expression", eoi_approved="no")
    assert opened.status == "declined"
    return office


def change(office: Office, now: str, wanted: str, **proposal: object) -> Opened:
    opened = office.opens("change-of-model")
    office.does("propose_change", current_model=now, wanted_model=wanted, **proposal)
    return opened


@scenario
def change_to_joint_is_agreed_in_the_quarterly_review() -> Office:
    office = Office(start="2015-06-01")
    opened = change(office, "greater-involvement", "joint")
    office.does("discuss_with_area_team")
    office.does("discuss_with_regional_team")
    office.does("agree_in_quarterly_review", agreed_due_on="2015-09-01")
    assert opened.status == "joint-opened"
    assert office.only("joint").case.variables["by_exception"] is True
    return office


@scenario
def change_to_joint_is_not_agreed() -> Office:
    office = Office(start="2015-06-01")
    opened = change(office, "none", "joint")
    office.does("discuss_with_area_team")
    office.does("discuss_with_regional_team")
    office.does("agree_in_quarterly_review", review_agreed="no")
    assert opened.status == "not-agreed"
    return office


@scenario
def change_to_delegated_needs_an_open_timetable() -> Office:
    office = Office("2015-second-wave", "2015-10-05")
    for number, (model, status) in enumerate([("joint", "delegated-opened"), ("none", "next-round")]):
        office.until("2015-10-06" if number == 0 else "2015-11-09")
        opened = change(office, model, "delegated")
        office.does("discuss_with_area_team")
        office.does("discuss_with_regional_team")
        assert opened.status == status
    office.until("2015-11-10")
    change(office, "greater-involvement", "delegated")
    return office


@scenario
def change_downward_or_against_the_members_is_not_possible() -> Office:
    office = Office(start="2015-06-01")
    assert change(office, "delegated", "joint").status == "not-possible"
    assert change(office, "joint", "delegated", members_agree="no").status == "not-possible"
    return office


# --- termination ---


@scenario
def termination_by_agreement_steps_down_to_joint() -> Office:
    office = Office(start="2015-08-03")
    opened = office.opens("termination")
    office.does("request_termination", terminated_model="delegated", door="mutual", ends_on="2015-12-01")
    office.does("answer_termination", "2015-09-07", ends_on="2015-12-01")
    office.does("agree_successor", "2015-11-02")
    office.does("return_transfer")
    assert opened.status == "ending"
    office.until("2015-12-01 00:01")
    assert opened.status == "terminated"
    office.does("publish_termination", "2015-12-21")
    assert opened.case.ended
    assert office.only("joint").case.variables["by_exception"] is True
    return office


@scenario
def termination_is_not_agreed() -> Office:
    office = Office(start="2015-08-03")
    opened = office.opens("termination")
    office.does("request_termination", terminated_model="joint", door="notice", notice_clause="no")
    office.does("answer_termination", termination_answer="refused")
    assert (opened.status, opened.case.ended) == ("not-agreed", True)
    return office


@scenario
def termination_by_notice_steps_down_to_greater_involvement() -> Office:
    office = Office(start="2015-08-03")
    opened = office.opens("termination")
    office.does("request_termination", "2015-09-30 17:00", terminated_model="joint", door="notice", ends_on="2016-04-01")
    office.does("confirm_notice", ends_on="2016-04-01")
    office.does("agree_successor")
    office.until("2016-04-01 00:01")
    assert opened.status == "terminated"
    office.does("publish_termination")
    assert office.only("greater-involvement").case.variables["came_from"] == "joint"
    return office


@scenario
def termination_by_revocation_leaves_nothing_by_default() -> Office:
    office = Office(start="2015-08-03")
    opened = office.opens("termination", door="revocation")
    office.does("record_revocation", terminated_model="delegated", ends_on="2015-09-01")
    office.does("agree_successor", successor_model="none")
    office.does("return_transfer")
    office.until("2015-09-02")
    office.does("publish_termination")
    assert (opened.status, opened.case.ended, len(office.cases)) == ("terminated", True, 1)
    return office


# --- assurance, survey ---


def quarter(office: Office, **review: object) -> None:
    if "attest_as_audit_chair" in office.only("assurance-review").waits_at():
        office.does("attest_as_audit_chair")
        office.does("attest_as_accountable_officer")
    office.does("hold_quarterly_review", **review)


@scenario
def assurance_goes_on_by_quarters_with_every_intervention() -> Office:
    office = Office(start="2015-04-01")
    opened = office.opens("assurance-review")
    quarter(office, attestation_due="no")
    office.until("2015-07-15")
    for kind, step in [("support", ""), ("direct", "issue_direction"), ("monitor-direction", "record_monitor_direction")]:
        quarter(office, review_outcome="intervene", review_continues="yes", attestation_due="no")
        office.does("choose_intervention", intervention=kind)
        if step:
            office.does(step)
    assert opened.statuses == ["directed", "directed-by-monitor"]
    quarter(office, review_outcome="assured", review_continues="no")
    assert opened.case.ended
    return office


@scenario
def assurance_ends_in_revocation() -> Office:
    office = Office(start="2015-04-01")
    opened = office.opens("assurance-review")
    quarter(office, review_outcome="intervene")
    office.does("choose_intervention", intervention="revoke")
    assert (opened.status, opened.case.ended) == ("revoked", True)
    assert office.only("termination").waits_at() == ["record_revocation"]
    return office


@scenario
def survey_is_answered_by_both() -> Office:
    office = Office(start="2015-06-01")
    opened = office.opens("survey")
    office.does("open_survey")
    office.does("answer_survey_for_ccg")
    office.does("answer_survey_for_area_team")
    office.does("summarise_survey")
    assert (opened.status, opened.case.ended) == ("summarised", True)
    return office


@scenario
def survey_closes_without_the_area_team() -> Office:
    office = Office(start="2015-06-01")
    opened = office.opens("survey")
    office.does("open_survey")
    office.does("answer_survey_for_ccg")
    office.until("2015-07-01")
    assert opened.waits_at() == ["summarise_survey"]
    return office


# --- local chains ---


@scenario
def local_chain_runs_on_after_the_submission() -> Office:
    office = Office()
    opened = office.opens("local-approval")
    office.does("plan_local_chain")
    office.does("record_local_decision", "2014-12-15", local_body="Governing Body", next_body="yes")
    late = {"local_body": "Health and Wellbeing Board", "dated_after_submission": "yes", "next_body": "no"}
    office.does("record_local_decision", "2015-01-16", local_decided_on="2015-01-15", **late)
    assert (opened.status, opened.case.ended) == ("locally-supported", True)
    return office


@scenario
def local_chain_ends_with_a_vote_against() -> Office:
    office = Office()
    opened = office.opens("local-approval")
    office.does("plan_local_chain")
    office.does("record_local_decision", local_method="vote", local_decision="refused", next_body="no")
    assert opened.status == "locally-refused"
    return office


@scenario
def local_chain_of_rotherham() -> Office:
    office = Office(start="2014-08-11")
    opened = office.opens("local-rotherham")
    office.does("record_operational_executive", operational_executive_on="2014-08-11")
    office.does("record_sce", "2014-08-13", sce_on="2014-08-13")
    office.does("record_rotherham_governing_body", "2014-09-03", governing_body_on="2014-09-03")
    assert opened.status == "locally-supported"
    return office


@scenario
def local_chain_of_southern_derbyshire() -> Office:
    office = Office()
    opened = office.opens("local-southern-derbyshire")
    for step in ("consult_members_by_letter", "hold_locality_meetings", "record_derbyshire_governing_body"):
        office.does(step)
    office.does("ask_wellbeing_board", "2015-01-15", wellbeing_board_on="2015-01-15")
    office.does("hold_member_event", "2015-02-12", member_event_on="2015-02-12")
    assert opened.status == "locally-supported"
    return office
