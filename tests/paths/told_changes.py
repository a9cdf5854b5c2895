"""Changes of model and terminations."""

from tests.paths.driving import Office, Opened
from tests.paths.telling import scenario


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
    office.does(
        "request_termination", "2015-09-30 17:00", terminated_model="joint", door="notice", ends_on="2016-04-01"
    )
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
