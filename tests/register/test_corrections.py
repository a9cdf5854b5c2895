"""A wrongly recorded act is taken back to its step by two officers; it stays in the record, marked."""

from datetime import date, datetime, time, timedelta

import pytest

from deadlines.calendar import london
from processes.case import StepNotOpen
from service.actions import office as acts
from service.register import queries
from service.register.requests import NoSuchRequest
from service.roles import NotAllowed, Person
from tests.conftest import Office

FIRST = Person("first", "First officer", "programme-office")
SECOND = Person("second", "Second officer", "programme-office")
CCG = Person("ccg", "Rotherham", "ccg", "03L")
NOON = london(date(2015, 1, 9), time(12))
EVIDENCE = ("mail.eml", b"Subject: our proposal")


def at_the_panel(office: Office) -> int:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    office.do(case, "acknowledge_receipt")
    office.do(case, "confirm_thresholds")
    return case


def act_on(office: Office, case: int, step: str) -> int:
    rows = queries.arrivals_of(office.register, case)
    return next(int(str(row["id"])) for row in rows if row["step"] == step)


def test_the_step_opens_again_and_what_followed_is_withdrawn(office: Office) -> None:
    case = at_the_panel(office)
    wrong = act_on(office, case, "acknowledge_receipt")
    request = acts.ask_correction(office.register, FIRST, case, wrong, "Sent to the wrong CCG")
    acts.confirm(office.register, SECOND, request)
    assert office.steps(case) == ["acknowledge_receipt"]
    withdrawn = [row["step"] for row in queries.arrivals_of(office.register, case) if row["withdrawn_by"]]
    assert withdrawn == ["acknowledge_receipt", "confirm_thresholds"]


def test_the_preview_lists_what_would_be_withdrawn_and_changes_nothing(office: Office) -> None:
    case = at_the_panel(office)
    preview = acts.preview_correction(office.register, FIRST, case, act_on(office, case, "acknowledge_receipt"))
    assert preview.returns_to == "acknowledge_receipt"
    assert [row["step"] for row in preview.withdrawn] == ["acknowledge_receipt", "confirm_thresholds"]
    assert office.steps(case) == ["moderate_regionally"]


def test_the_ledger_keeps_the_act_the_reason_and_both_officers(office: Office) -> None:
    case = at_the_panel(office)
    wrong = act_on(office, case, "confirm_thresholds")
    acts.confirm(office.register, SECOND, acts.ask_correction(office.register, FIRST, case, wrong, "Wrong CCG"))
    (entry,) = office.told(case, "corrected")
    assert entry["by"] == "first"
    assert '"second":"second"' in str(entry["detail"])
    assert '"reason":"Wrong CCG"' in str(entry["detail"])
    assert len(office.told(case, "step-completed")) == 3


def test_a_corrected_case_goes_on_and_its_visits_keep_rising(office: Office) -> None:
    case = at_the_panel(office)
    wrong = act_on(office, case, "confirm_thresholds")
    acts.confirm(office.register, SECOND, acts.ask_correction(office.register, FIRST, case, wrong, "Wrong CCG"))
    office.do(case, "confirm_thresholds")
    opened = [e["visit"] for e in office.told(case, "step-opened") if e["element"] == "confirm_thresholds"]
    assert opened == [1, 2]
    assert office.steps(case) == ["moderate_regionally"]


def test_a_deadline_that_has_passed_meanwhile_does_not_bind_the_corrected_pack(office: Office) -> None:
    case = at_the_panel(office)
    wrong = act_on(office, case, "submit_proforma_delegated")
    office.at(NOON + timedelta(hours=3)).settle(case)
    acts.confirm(office.register, SECOND, acts.ask_correction(office.register, FIRST, case, wrong, "Wrong file"))
    office.at(NOON + timedelta(hours=4)).settle(case)
    assert office.steps(case) == ["submit_proforma_delegated"]


def test_one_officer_alone_cannot_correct(office: Office) -> None:
    case = at_the_panel(office)
    request = acts.ask_correction(office.register, FIRST, case, act_on(office, case, "confirm_thresholds"), "Wrong")
    with pytest.raises(NotAllowed, match="another officer"):
        acts.confirm(office.register, FIRST, request)


def test_a_correction_is_confirmed_once(office: Office) -> None:
    case = at_the_panel(office)
    request = acts.ask_correction(office.register, FIRST, case, act_on(office, case, "confirm_thresholds"), "Wrong")
    acts.confirm(office.register, SECOND, request)
    with pytest.raises(NoSuchRequest):
        acts.confirm(office.register, SECOND, request)


def test_a_declined_correction_changes_nothing(office: Office) -> None:
    case = at_the_panel(office)
    request = acts.ask_correction(office.register, FIRST, case, act_on(office, case, "confirm_thresholds"), "Wrong")
    acts.decline(office.register, SECOND, request)
    assert office.steps(case) == ["moderate_regionally"]


def test_a_ccg_cannot_correct(office: Office) -> None:
    case = at_the_panel(office)
    with pytest.raises(NotAllowed):
        acts.ask_correction(office.register, CCG, case, act_on(office, case, "confirm_thresholds"), "Wrong")


def test_a_correction_needs_a_reason_and_an_act_that_stands(office: Office) -> None:
    case = at_the_panel(office)
    with pytest.raises(acts.UnusableClaim, match="reason"):
        acts.ask_correction(office.register, FIRST, case, act_on(office, case, "confirm_thresholds"), " ")
    with pytest.raises(StepNotOpen, match="cannot be corrected"):
        acts.ask_correction(office.register, FIRST, case, 9999, "Wrong")


# --- received elsewhere ----------------------------------------------------------------------------------------------


def claim(office: Office, case: int, step: str, claimed_at: datetime) -> int:
    row = queries.case_row(office.register, queries.Sight(), case)
    live = queries.live_case(office.register, row)
    from_form = office_answers(live.form(step), live.scope())
    return acts.ask_claim(
        office.register, FIRST, case, step, from_form, claimed_at=claimed_at, channel="mailbox", evidence=EVIDENCE
    )


def office_answers(form: object, scope: object) -> dict[str, object]:
    from service.rehearsal.people import GOOD_COMMITTEE, filled

    good = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no"}
    return filled(form, good, scope)  # type: ignore[arg-type]


def test_what_reached_a_mailbox_in_time_counts_as_in_time_once_two_officers_stand_for_it(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(hours=2)).settle(case)
    request = claim(office, case, "submit_late_delegated", NOON - timedelta(minutes=2))
    assert office.steps(case) == ["submit_late_delegated"]
    acts.confirm(office.register, SECOND, request)
    assert office.status(case) == "submitted"


def test_what_reached_a_mailbox_late_goes_to_the_exceptions_officer(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(hours=2)).settle(case)
    acts.confirm(office.register, SECOND, claim(office, case, "submit_late_delegated", NOON + timedelta(minutes=2)))
    assert office.steps(case) == ["rule_on_late_submission"]


def test_both_instants_the_channel_and_the_evidence_are_in_the_ledger(office: Office) -> None:
    case = office.open()
    office.at(NOON + timedelta(hours=2)).settle(case)
    acts.confirm(office.register, SECOND, claim(office, case, "submit_late_delegated", NOON - timedelta(minutes=2)))
    detail = str(office.told(case, "step-completed")[-1]["detail"])
    assert '"channel":"mailbox"' in detail
    assert f'"counts_at":{int((NOON - timedelta(minutes=2)).timestamp())}000000' in detail
    assert f'"received_at":{int((NOON + timedelta(hours=2)).timestamp())}000000' in detail
    assert '"second":"second"' in detail


def test_a_claim_in_the_future_or_over_an_unknown_channel_is_refused(office: Office) -> None:
    case = office.open()
    with pytest.raises(acts.UnusableClaim, match="future"):
        claim(office, case, "submit_proforma_delegated", NOON)


def test_an_acknowledgement_sent_by_hand_is_recorded_with_its_own_day(office: Office) -> None:
    case = office.open()
    office.do(case, "submit_proforma_delegated")
    office.at(london(date(2014, 12, 5), time(9)))
    acts.confirm(office.register, SECOND, claim(office, case, "acknowledge_receipt", london(date(2014, 12, 2))))
    live = queries.live_case(office.register, queries.case_row(office.register, queries.Sight(), case))
    assert live.variables["acknowledged_at"] == london(date(2014, 12, 2))
