"""Homes, the list of cases, the case page and its past in a browser: axe, 320 pixels, work without scripts."""

import pytest

from service.register.preferences import add_mailbox
from service.roles import ROLES
from tests.browser.test_reports import looked_at
from tests.browser.walking import signs_in
from tests.web.test_homes import SUBMIT, does

EMPTY = tuple((role, "/") for role in ROLES)
FULL = (
    *EMPTY,
    ("programme-office", "/cases"), ("programme-office", "/cases?search=nobody"), ("ccg", "/cases?model=delegated"),
    ("programme-office", "/load"), ("ccg", "/load"), ("programme-office", "/cases/1"), ("ccg", "/cases/1"),
    ("auditor", "/cases/1"), ("auditor", "/cases/1?at=2015-01-08T14:00"),
)  # fmt: skip


@pytest.fixture
def busy(office):
    """An office with a pack to acknowledge, a kept filter, and a query each way."""
    case = office.opens()
    does(office.register, case, SUBMIT)
    office.opens("joint", "07K")
    add_mailbox(office.register, "ccg", "03L", "primary.care@rotherham.example.org", "test")
    return office


def test_axe_finds_no_fault_on_a_home_with_nothing_on_it_and_none_is_too_wide(address, page, axe):
    assert looked_at(page, address, axe, EMPTY) == []


def test_axe_finds_no_fault_on_homes_lists_and_cases_and_none_is_too_wide(busy, address, page, axe):
    asks(page, address, "programme-office", "Who chairs the committee?")
    asks(page, address, "ccg", "May we add a document?")
    page.goto(f"{address}/cases?model=delegated")
    page.get_by_label("Keep this filter as").fill("Delegated")
    page.get_by_role("button", name="Keep").click()
    assert looked_at(page, address, axe, FULL) == []


def asks(page, address, username, question):
    signs_in(page, address, username)
    page.goto(f"{address}/cases/1")
    page.get_by_text("Ask the").click()
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text(question).first.wait_for()


def test_an_officer_acknowledges_and_an_applicant_answers_without_scripts(busy, address, no_script_page):
    page = no_script_page
    signs_in(page, address, "programme-office")
    page.get_by_role("link", name="not acknowledged yet").click()
    page.get_by_label("Choose 00001-03L-delegated").check()
    page.get_by_role("button", name="See what would happen").click()
    assert "sent to: primary.care@rotherham.example.org" in page.inner_text("main")
    page.get_by_role("button", name="Acknowledge receipt in 1 case").click()
    assert "1 done, 0 not" in page.inner_text("main")
    asks(page, address, "programme-office", "Who chairs the committee?")
    signs_in(page, address, "ccg")
    page.get_by_role("link", name="NHS Rotherham CCG").click()
    page.get_by_label("Answer to: Who chairs the committee?").fill("A lay member.")
    page.get_by_role("button", name="Send the answer").click()
    assert "A lay member." in page.inner_text("main")


def test_an_auditor_reconstructs_a_case_from_the_home_without_scripts(busy, address, no_script_page):
    page = no_script_page
    signs_in(page, address, "auditor")
    page.get_by_label("Find any case").fill("00001-03L")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="NHS Rotherham CCG").first.click()
    page.get_by_label("Day").fill("2015-01-08")
    page.get_by_label("London time").fill("14:00:00")
    page.get_by_role("button", name="Show the case as it was").click()
    assert "only what was recorded by then" in page.inner_text("main")
    assert "Acknowledge receipt" in page.inner_text("main")
