"""What happens once it runs, and the local chains before."""

from tests.paths.driving import Office
from tests.paths.telling import scenario


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
    for kind, step in [
        ("support", ""),
        ("direct", "issue_direction"),
        ("monitor-direction", "record_monitor_direction"),
    ]:
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
