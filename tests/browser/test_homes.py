"""Homes, the list of cases, the case page and its past in a browser: work without scripts."""

import pytest

from service.register.preferences import add_mailbox
from tests.browser.walking import signs_in
from tests.web.test_homes import SUBMIT, does


@pytest.fixture
def busy(office):
    """An office with a pack to acknowledge, a kept filter, and a query each way."""
    case = office.opens()
    does(office.register, case, SUBMIT)
    office.opens("joint", "07K")
    add_mailbox(office.register, "ccg", "03L", "primary.care@rotherham.example.org", "test")
    return office


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
