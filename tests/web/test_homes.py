"""The first page of each role: what it must see first, what an empty one says, and what it costs."""

from datetime import UTC, datetime

import pytest

from deadlines.clock import HandClock
from service.actions import designs
from service.actions.calendar import tick
from service.actions.homes import HOMES, home_of
from service.register import queries
from service.register.desk.waiting import queue
from service.register.receive import receive
from service.register.settle import settle
from service.rehearsal.people import GOOD_COMMITTEE, filled
from service.roles import ROLES, Person
from tests.formats.many import counted, multiply

LAST_HOUR = datetime(2015, 1, 9, 11, 30, tzinfo=UTC)
SUBMIT = "submit_proforma_delegated"
PLAIN = {**GOOD_COMMITTEE, "ccgs_in_delegation": 1, "onward_delegation": "no", "pooled_fund": "no"}


def does(register, case_id, step, **answers):
    """Answer a step of a case with readable answers."""
    case = queries.live_case(register, queries.case_row(register, queries.Sight(), case_id))
    content = filled(case.form(step), {**PLAIN, **answers}, case.scope())
    receive(register, case_id, step, content, by="ccg", received_at=register.clock())
    settle(register, case_id, register.clock())


@pytest.mark.parametrize("role", list(ROLES))
def test_every_role_has_a_home_that_says_something_when_there_is_nothing(role, visitor):
    page = visitor(role).gets("/")
    assert "What matters now" in page
    assert page.count('class="app-home__panel"') == len(HOMES[role])


def test_a_role_without_a_home_of_its_own_has_its_queue(register, monkeypatch):
    monkeypatch.delitem(HOMES, "finance")
    kinds = [panel.kind for panel in home_of(register, Person("f", "f", "finance")).panels]
    assert kinds == ["queue", "overdue", "falls"]


def test_the_office_sees_what_is_due_today_and_what_came_in_the_last_hour(visitor, register, case_id, clock):
    clock.move_to(LAST_HOUR)
    tick(register)
    office = visitor("programme-office")
    before = office.gets("/")
    assert "midday (12 noon) on Friday 9 January 2015" in before
    assert "<strong>0</strong> <span>packs received in the last hour</span>" in before
    does(register, case_id, SUBMIT)
    after = office.gets("/")
    assert "<strong>1</strong> <span>packs received in the last hour</span>" in after
    assert "Acknowledge receipt" in after


def test_an_applicant_sees_that_nothing_was_received_until_it_was(visitor, register, case_id):
    ccg = visitor("ccg")
    page = ccg.gets("/")
    assert "Nothing has been received for this proposal yet." in page
    assert "midday (12 noon) on Friday 9 January 2015" in page
    assert "england.co-commissioning@nhs.net" in page
    does(register, case_id, SUBMIT)
    page = ccg.gets("/")
    assert "We received your proposal" in page
    assert "Nothing has been received" not in page


def test_an_applicant_without_a_case_is_told_what_to_do(visitor):
    assert "Open one under Cases to begin a proposal." in visitor("ccg").gets("/")


def test_an_area_team_sees_its_own_organisations_and_no_other(visitor, case_id):
    assert "NHS Rotherham CCG" in visitor("area-team").gets("/")
    assert "NHS Rotherham CCG" not in visitor("other-area-team").gets("/")


def test_a_panel_sees_what_is_not_ready_and_why(visitor, case_id):
    page = visitor("regional-panel").gets("/")
    assert "CCG: Submit annex B, delegated" in page
    assert "No sitting is planned." in page


def test_a_panel_sees_what_is_ready_and_on_no_paper(visitor, register, case_id):
    does(register, case_id, SUBMIT)
    does(register, case_id, "acknowledge_receipt")
    does(register, case_id, "confirm_thresholds")
    page = visitor("regional-panel").gets("/")
    assert "Review and recommend" in page
    assert "1 case waits for the panel on no frozen agenda." in page


def test_somebody_who_signs_sees_what_changed_since_they_last_sent_something(visitor, register, case_id, clock):
    does(register, case_id, SUBMIT)
    page = visitor("accountable-officer").gets("/")
    assert "Nothing waits for your signature." in page
    assert "Step completed" in page


def test_the_auditor_sees_overrides_and_late_acceptances(visitor, register, case_id, clock):
    clock.move_to(datetime(2015, 1, 9, 12, 0, 1, tzinfo=UTC))
    does(register, case_id, SUBMIT)
    clock.move_to(datetime(2015, 1, 9, 12, 30, tzinfo=UTC))
    tick(register)
    assert "Nothing was accepted late" in visitor("auditor").gets("/")
    does(register, case_id, "rule_on_late_submission", late_ruling="accept", late_reason="The portal was slow")
    assert "The portal was slow" in visitor("auditor").gets("/")


def test_a_publisher_sees_the_draft_that_waits(visitor, register):
    designer = Person("designer", "", "designer")
    draft = designs.draft(register, designer, "joint")
    designs.save_draft(register, designer, "joint", draft.base, draft.xml)
    assert "Draft" in visitor("designer").gets("/")


def test_a_home_costs_the_same_for_one_case_and_for_hundreds(visitor, register, case_id, clock):
    does(register, case_id, SUBMIT)
    spent = {role: statements(visitor, register, role) for role in ROLES}
    multiply(register, case_id, 300)
    assert {role: statements(visitor, register, role) for role in ROLES} == spent
    assert max(spent.values()) <= 25


def statements(visitor, register, role):
    someone = visitor(role)
    someone.gets("/")  # the diagrams are read once in the life of a process
    with counted(register) as told:
        someone.gets("/")
    return len(told)


def test_a_queue_counts_more_than_it_shows(register, case_id):
    multiply(register, case_id, 30)
    found = queue(register, queries.Sight(), "ccg", 10)
    assert (len(found.rows), found.more) == (10, found.count - 10)
    assert found.count > 30


def test_the_hand_clock_moves_what_is_due_today(register, case_id, clock: HandClock):
    clock.move_to(datetime(2015, 1, 9, 0, 0, tzinfo=UTC))
    person = Person("programme-office", "", "programme-office")
    falls = next(panel for panel in home_of(register, person).panels if panel.title == "Due today")
    assert {fall.deadline for fall in falls.data} >= {"delegated-submission"}
    clock.move_to(datetime(2015, 1, 9, 12, 0, 0, 1, tzinfo=UTC))
    falls = next(panel for panel in home_of(register, person).panels if panel.title == "Due today")
    assert [fall.deadline for fall in falls.data] == []
