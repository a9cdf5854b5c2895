"""Constitution requests, greater involvement and expressions of interest."""

from tests.paths.driving import Office
from tests.paths.telling import constitution_approved, scenario


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
