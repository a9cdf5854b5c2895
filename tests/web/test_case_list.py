"""The list of cases: filters with counts, words, kept filters, and what is done with many cases at once."""

from datetime import UTC, datetime, timedelta

import pytest

from service.actions import bulk
from service.actions.calendar import tick
from service.register import accounts, queries, saved_filters
from service.register.desk.falling import overdue
from service.register.listing import Filter, facets, list_cases
from service.register.notes import Noted, noted
from service.register.preferences import add_mailbox
from service.roles import Person
from tests.formats.many import counted, multiply
from tests.web.test_homes import SUBMIT, does

OFFICER = Person("programme-office", "", "programme-office")
NOON = datetime(2015, 1, 9, 12, tzinfo=UTC)


def listed(page: str) -> bool:
    return "NHS Rotherham CCG</a>" in page


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("search=rother", True), ("search=ROTHERHAM+ccg", True), ("search=03l", True), ("search=00001-03L", True),
        ("search=otherham", False), ("search=sheffield", False), ("search=%22%29+OR+%28", False), ("search=***", True),
        ("path=delegated", True), ("path=joint", False), ("area_team=South+Yorkshire+and+Bassetlaw", True),
        ("area_team=London", False), ("deadline=delegated-submission", True), ("deadline=go-live", False),
        ("due=today", False), ("due=month", False), ("due=overdue", False), ("due=nonsense", True), ("late=1", False),
        ("ended=ended", False), ("sort=organisation", True), ("sort=nonsense", True), ("role=ccg", True),
        ("role=finance", False), ("mine=1", False), ("region=North&model=delegated&round=2014-15", True),
    ],
)  # fmt: skip
def test_the_address_narrows_the_list(address, there, visitor, case_id):
    assert listed(visitor("programme-office").gets(f"/cases?{address}")) == there


def test_a_window_of_deadlines_counts_from_now(visitor, case_id, clock):
    clock.move_to(NOON - timedelta(days=7))
    office = visitor("programme-office")
    assert not listed(office.gets("/cases?due=today"))
    assert listed(office.gets("/cases?due=week"))
    clock.move_to(NOON)
    assert listed(office.gets("/cases?due=today"))


def test_what_is_overdue_is_a_step_whose_deadline_has_fallen(visitor, register, case_id, clock):
    """A panel's deadline stands over its whole stage and ends nothing: the step in it stays open and is overdue."""
    for step in (SUBMIT, "acknowledge_receipt", "confirm_thresholds"):
        does(register, case_id, step)
    clock.move_to(datetime(2015, 1, 24, 9, tzinfo=UTC))
    tick(register)
    office = visitor("programme-office")
    assert listed(office.gets("/cases?due=overdue"))
    assert listed(office.gets("/cases?late=1"))
    home = office.gets("/")
    late = overdue(register, queries.Sight()).rows
    assert [row["element"] for row in late] == ["submit_constitution_request", "moderate_regionally"]
    assert '<strong>2</strong> <a href="/cases?due=overdue">steps overdue</a>' in home
    assert "Review and recommend" in home
    assert "Review and recommend" in visitor("regional-team").gets("/cases?due=overdue")


def test_a_word_of_an_answer_finds_its_case_once_it_was_received(visitor, register, case_id):
    office = visitor("programme-office")
    assert not listed(office.gets("/cases?search=polyclinics"))
    does(register, case_id, SUBMIT, benefits_for_patients="Fewer polyclinics, nearer to home")
    assert listed(office.gets("/cases?search=polyclinics+nearer"))
    assert not listed(visitor("other-ccg").gets("/cases?search=polyclinics"))
    assert not listed(visitor("designer").gets("/cases?search=polyclinics"))


def test_counts_tell_nothing_of_cases_that_may_not_be_seen(register, case_id):
    multiply(register, case_id, 40)
    sight = queries.Sight("organisation", "03L")
    found = facets(register, sight, Filter())
    assert [name for name, _, _ in found["region"]] == ["North"]
    assert sum(number for _, _, number in found["path"]) == list_cases(register, sight, Filter())[0]
    assert facets(register, queries.Sight(nothing=True), Filter())["path"] == []


def test_each_choice_says_how_many_cases_it_would_leave(register, case_id):
    multiply(register, case_id, 100)
    for chosen in (Filter(), Filter(region="North"), Filter(region="North", model="delegated"), Filter(ended="all")):
        found = facets(register, queries.Sight(), chosen)
        for name in ("region", "area_team", "path", "status", "model", "deadline", "step"):
            for value, _, number in found[name]:
                narrowed = Filter(**{**vars(chosen), name: value})
                assert list_cases(register, queries.Sight(), narrowed)[0] == number, (chosen, name, value)


def test_the_list_costs_the_same_for_one_case_and_for_hundreds(visitor, register, case_id):
    office = visitor("programme-office")
    office.gets("/cases?due=overdue")
    asked = ("/cases", "/cases?search=rotherham", "/cases?due=overdue", "/cases?deadline=go-live&late=1")
    before = {one: statements(office, register, one) for one in asked}
    multiply(register, case_id, 300)
    assert {one: statements(office, register, one) for one in asked} == before
    assert max(before.values()) <= 11


def statements(someone, register, address):
    with counted(register) as told:
        someone.gets(address)
    return len(told)


def test_a_filter_is_kept_by_name_for_one_person_and_is_an_address(visitor, register, case_id):
    office = visitor("programme-office")
    office.posts("/cases/filters", name="Delegated in the North", query="model=delegated&region=North&evil=1")
    assert office.goes_to == "/cases?model=delegated&region=North"
    assert "Delegated in the North" in office.gets(office.goes_to)
    assert "Delegated in the North" not in visitor("office-2").gets("/cases")
    office.posts("/cases/filters", name="Delegated in the North", query="model=joint")
    kept = saved_filters.saved_of(register, "programme-office")
    assert [one["query"] for one in kept] == ["model=joint"]
    visitor("office-2").posts(f"/cases/filters/{kept[0]['id']}/forget", 404)
    assert len(saved_filters.saved_of(register, "programme-office")) == 1
    office.posts(f"/cases/filters/{kept[0]['id']}/forget")
    assert saved_filters.saved_of(register, "programme-office") == []
    assert "Give the filter a name" in office.posts("/cases/filters", 422, name=" ", query="")


@pytest.fixture
def received(register, case_id):
    """Two cases: one that waits to be acknowledged, one that does not."""
    does(register, case_id, SUBMIT)
    accounts_with_mail(register)
    return case_id


def accounts_with_mail(register):
    add_mailbox(register, "ccg", "03L", "primary.care@rotherham.example.org", "test")


def test_many_receipts_are_acknowledged_at_once_and_each_has_its_record(visitor, register, received):
    office = visitor("programme-office")
    multiply(register, received, 1)
    ticked = {"act": "acknowledge", "case": [str(received), "999"], "said": "", "back": "model=delegated"}
    shown = office.posts("/cases/bulk", 200, **ticked)
    assert "sent to: primary.care@rotherham.example.org" in shown
    assert "There is no case 999." in shown
    assert "acknowledge_receipt" in [row["element"] for row in queries.steps_of(register, received)]
    done = office.posts("/cases/bulk/do", 200, **ticked)
    assert "<strong>1</strong> done, <strong>1</strong> not" in done
    assert "Acknowledged under number" in done
    assert "acknowledge_receipt" not in [row["element"] for row in queries.steps_of(register, received)]
    again = office.posts("/cases/bulk/do", 200, **ticked)
    assert "Nothing of it waits to be acknowledged." in again


def test_cases_are_assigned_and_noted_with_an_entry_each(visitor, register, case_id):
    office = visitor("programme-office")
    ticked = {"case": [str(case_id)], "back": ""}
    assert "It is assigned to office-2." in office.posts("/cases/bulk", 200, act="assign", said="office-2", **ticked)
    assert noted(register, case_id) == Noted()
    office.posts("/cases/bulk/do", 200, act="assign", said="office-2", **ticked)
    shown = office.posts("/cases/bulk", 200, act="assign", said="programme-office", **ticked)
    assert "instead of office-2." in shown
    office.posts("/cases/bulk/do", 200, act="note", said="Rang them", **ticked)
    assert "beneath what is noted already" in office.posts("/cases/bulk", 200, act="note", said="Again", **ticked)
    office.posts("/cases/bulk/do", 200, act="note", said="Again", **ticked)
    assert noted(register, case_id) == Noted("Rang them\nAgain", "office-2")
    assert [entry["kind"] for entry in queries.ledger_of(register, case_id)].count("noted") == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"act": "publish"}, "cannot be done with many cases"), ({"case": []}, "No case is ticked"),
        ({"case": [str(n) for n in range(1, 102)]}, "at most 100"), ({"said": " "}, "Say which officer"),
        ({"act": "assign", "said": "nobody"}, "is no officer"), ({"act": "assign", "said": "ccg"}, "is no officer"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_with_many_cases_is_refused_before_anything_is(wrong, said, visitor, case_id):
    asked = {"act": "note", "said": "Rang them", "case": ["1"], "back": "", **wrong}
    assert said in visitor("programme-office").posts("/cases/bulk/do", 422, **asked)


def test_a_receipt_is_not_acknowledged_in_bulk_by_another_role_or_without_an_address(register, case_id):
    does(register, case_id, SUBMIT)
    refused = bulk.preview(register, OFFICER, "acknowledge", [case_id], "")[0].refused
    assert "No address of the applicant is known" in refused
    accounts_with_mail(register)
    officer = Person("exceptions-officer", "", "exceptions-officer")
    assert "by the programme office" in bulk.preview(register, officer, "acknowledge", [case_id], "")[0].refused


def test_an_account_that_is_gone_is_no_officer(register, case_id):
    assert accounts.account(register, "nobody") is None
