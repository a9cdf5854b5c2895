"""Whole pieces of paths walked in a browser without scripts, each step by the person whose it is."""

from datetime import timedelta

import pytest

from tests.browser.walking import CCG
from tests.browser.walks import Walk


@pytest.fixture
def walk(office, address, no_script_page) -> Walk:
    return Walk(office, address, no_script_page)


def test_a_pack_at_one_second_past_midday_is_late_and_is_ruled_on(walk):
    case, clock = walk.office.opens(), walk.office.clock
    clock.move_to(walk.office.register.round("2014-15").due("delegated-submission") + timedelta(seconds=1))
    waiting = walk.does("ccg", case, "submit_proforma_delegated")
    assert "2015-01-09T12:00:01.000000Z" in waiting
    assert "the stamp above decides, not the moment of the ruling" in waiting
    clock.advance(timedelta(seconds=30))
    walk.office.tick()
    walk.page.reload()
    assert "Received after the deadline" in walk.says()
    ruled = walk.does("exceptions-officer", case, "rule_on_late_submission", late_ruling="accept")
    assert "Accept it for this round" in ruled
    walk.looks("ccg", case)
    assert "Acknowledge receipt" in walk.says()
    assert "Accepted" in walk.says()


def test_an_area_team_confirms_the_four_thresholds_of_its_own_ccgs(walk):
    case, other = walk.office.opens(), walk.office.opens(organisation="07K")
    walk.comes_to(case, "confirm_thresholds")
    walk.comes_to(other, "confirm_thresholds")
    assert "Confirm the four thresholds" in walk.looks("area-team", case)
    receipt = walk.does("area-team", case, "confirm_thresholds", thresholds_evidence="Quarter 2 assurance meeting")
    assert "Quarter 2 assurance meeting" in receipt
    assert "Review and recommend" in walk.looks("area-team", case)
    assert f"There is no case {other}." in walk.looks("area-team", other)


def test_three_ccgs_send_one_pack_and_one_of_them_withdraws(walk):
    cases = {code: walk.office.opens(organisation=code) for code in (CCG, "02P", "02X")}
    for case in (cases["02P"], cases["02X"]):
        walk.by_the_register(case, "submit_proforma_delegated", ccgs_in_delegation=3, group_pack="South Yorkshire")
    receipt = walk.does(
        "ccg", cases[CCG], "submit_proforma_delegated", ccgs_in_delegation=3, group_pack="South Yorkshire"
    )
    assert "South Yorkshire" in receipt
    walk.does("ccg", cases[CCG], "withdraw_delegated", withdrawal_reason="member-vote")
    assert "Withdrawn" in walk.looks("ccg", cases[CCG])
    for code in ("02P", "02X"):
        assert not walk.case(cases[code]).ended
        assert "South Yorkshire" in str(walk.case(cases[code]).variables["group_pack"])


def test_both_sides_sign_one_agreement_and_another_one_lapses(walk):
    signed, lapsing = walk.office.opens(), walk.office.opens(organisation="07K")
    for case in (signed, lapsing):
        walk.comes_to(case, "sign_for_ccg")
    receipt = walk.does(
        "accountable-officer", signed, "sign_for_ccg", ccg_signing="signed", signed_by="A. Officer",
        signed_by_organisation="NHS Rotherham CCG",
    )  # fmt: skip
    assert "A. Officer" in receipt
    walk.does("delegation-issuer", signed, "sign_for_nhs_england", nhse_signing="signed")
    walk.time_comes("2014-15", "agreement-signature")
    assert "Reconcile the amounts" in walk.looks("programme-office", signed)
    assert "Lapsed" in walk.looks("programme-office", lapsing)
    assert (walk.case(lapsing).ended, walk.case(lapsing).status) == (True, "lapsed")


def test_finance_arranges_the_transfer_and_the_case_goes_live_on_1_april(walk):
    case = walk.office.opens()
    walk.comes_to(case, "reconcile_amounts")
    walk.does("finance", case, "reconcile_amounts", amount_agreed=1_250_000)
    receipt = walk.does("finance", case, "arrange_transfer", transfer_amount=1_250_000, transfer_reference="IAT 15/01")
    assert "IAT 15/01" in receipt
    walk.time_comes("2014-15", "go-live")
    assert "Live" in walk.looks("ccg", case)
    assert walk.case(case).status == "live"


def test_a_joint_ccg_changes_to_delegated(walk):
    case = walk.office.opens("change-of-model")
    walk.does("ccg", case, "propose_change", current_model="joint", wanted_model="delegated", members_agree="yes")
    walk.does("area-team", case, "discuss_with_area_team", area_team_view="Within the assurance plan")
    walk.does("regional-team", case, "discuss_with_regional_team", regional_team_view="The national round applies")
    if any(one.element.id == "agree_in_quarterly_review" for one in walk.case(case).steps()):
        walk.does("area-team", case, "agree_in_quarterly_review", review_agreed="yes", agreed_due_on="2015-03-02")
    walk.looks("ccg", case)
    linked = [one for one in walk.bundle(case) if one != case]
    assert [walk.case(one).definition.path for one in linked] == ["delegated", "constitution"]
    walk.page.locator(f'a[href="/cases/{linked[0]}"]').first.click()
    assert "Submit annex B, delegated" in walk.says()


def test_an_arrangement_ends_by_mutual_agreement(walk):
    case = walk.office.opens("termination")
    walk.does(
        "ccg", case, "request_termination", terminated_model="delegated", door="mutual", ends_on="2015-09-30",
        termination_reason="The members have voted",
    )  # fmt: skip
    answer = walk.does(
        "delegation-issuer", case, "answer_termination", termination_answer="agreed", ends_on="2015-09-30"
    )
    assert "30 September 2015" in answer
    walk.does("finance", case, "return_transfer", returned_amount=600_000)
    walk.does("area-team", case, "agree_successor", successor_model="one-level-down", ccg_agrees_successor=True)
    assert "30 September 2015" in walk.looks("ccg", case)
    walk.its_next_date_comes(case)
    walk.does("programme-office", case, "publish_termination", published_on="2015-10-05")
    assert walk.case(case).ended
    assert "Terminated" in walk.looks("auditor", case)
